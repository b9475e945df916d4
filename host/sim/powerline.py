# powerline.py - a power line: a concentrator's local module (Q/GDW 376.2), its nodes, and what the line does to them
"""The module hears its concentrator at 9600 8E1, hands a question to the node over the line, and hands the answer back
or, after its own patience, says that there was none. It reports and asks of its own accord when told to."""

import random
from collections.abc import Callable
from functools import partial
from typing import Protocol

from wattkey import gdw3762
from wattkey_host.sim.air import IN, OUT, AirByte, FarEnd
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.sim.uart import UartConfig

MODULE_LINE = UartConfig(9600, 8, "even", 1)
GIVE_UP_US = 20_000_000  # the module's patience with a silent node [assumed]
DENIED = b"\x01"  # error code: communication timed out


class Ear(Protocol):
    """Who is at the module's port: a board's UART, or a concentrator in Python."""

    config: UartConfig

    def receive(self, value: int) -> None:
        """A byte has arrived."""


class PowerLine:
    """`delay_s`: from the least to the most that one way over the line takes. `loss`: chance that a way loses all."""

    def __init__(
        self, clock: VirtualClock, *, delay_s: tuple[float, float] = (0.5, 3.0), loss: float = 0.0, seed: int = 1
    ) -> None:
        self._clock = clock
        self._delay_s = delay_s
        self._loss = loss
        self._random = random.Random(seed)  # the line's weather, the same in every run
        self.nodes: dict[bytes, FarEnd] = {}  # address in wire order -> meter
        self.packets: list[gdw3762.Packet] = []  # everything that the concentrator said
        self.log: list[AirByte] = []  # on the module's port
        self.ear: Ear | None = None  # of the concentrator
        self.refuses = False  # silent nodes: denied (AFN 00H F2) instead of an empty answer
        self._scanner = gdw3762.Scanner()
        self._waiting: dict[bytes, int] = {}  # node -> number of the question it still owes an answer
        self._questions = 0
        self._free_us = 0.0

    def add(self, number: str, meter: FarEnd) -> None:
        """Put a meter on the line under its number, 12 digits."""
        node = bytes.fromhex(number)[::-1]
        self.nodes[node] = meter
        meter.speak = lambda data: self._carry(lambda: self._heard(node, data))

    def broadcast(self, content: bytes) -> None:
        """What the concentrator says to all nodes, and none answers; a module with many meters hears it once."""
        everyone = {id(getattr(meter, "module", meter)): meter for meter in self.nodes.values()}
        for meter in everyone.values():
            self._carry(partial(_hear, meter, content))

    def hear(self, start_us: int, value: int) -> None:
        """A byte from the concentrator."""
        self.log.append(AirByte(start_us, self._clock.now_us, OUT, value))
        self._scanner.feed(bytes([value]))
        packet = self._scanner.next()
        if packet is not None and not packet.up:
            self.packets.append(packet)
            if packet.afn == gdw3762.FORWARD:
                self._ask(packet)

    def tell(self, afn: int, dt: bytes, data: bytes = b"") -> None:
        """The module says something of its own accord."""
        packet = gdw3762.Packet(afn, dt, data, 0x77)
        packet.up = True
        self._say(packet)

    def _ask(self, packet: gdw3762.Packet) -> None:
        node, content = packet.target, packet.data[4:]
        self._questions += 1
        number = self._waiting[node] = self._questions
        meter = self.nodes.get(node)
        if meter:
            self._carry(partial(_hear, meter, content))
        self._clock.after(GIVE_UP_US, lambda: self._given_up(node, number))

    def _carry(self, arrive: Callable[[], None]) -> None:
        if self._random.random() >= self._loss:
            self._clock.after(1_000_000 * self._random.uniform(*self._delay_s), arrive)

    def _heard(self, node: bytes, data: bytes) -> None:
        if self._waiting.pop(node, None):
            self._answer(node, data)

    def _given_up(self, node: bytes, number: int) -> None:
        if self._waiting.get(node) != number:
            return
        del self._waiting[node]
        if self.refuses:
            self.tell(gdw3762.CONFIRM, gdw3762.F2, DENIED)
        else:
            self._answer(node, b"")

    def _answer(self, node: bytes, data: bytes) -> None:
        packet = gdw3762.Packet(gdw3762.FORWARD, gdw3762.F1, bytes([0, len(data)]) + data)
        packet.up, packet.began = True, False
        packet.source, packet.target = node, bytes(6)
        self._say(packet)

    def _say(self, packet: gdw3762.Packet) -> None:
        start = max(float(self._clock.now_us), self._free_us)
        for value in gdw3762.encode(packet):
            self._free_us = start + MODULE_LINE.byte_us
            self._schedule(value, round(start))
            start = self._free_us

    def _schedule(self, value: int, start_us: int) -> None:
        def arrive() -> None:
            self.log.append(AirByte(start_us, self._clock.now_us, IN, value))
            if self.ear:
                self.ear.receive(value)

        self._clock.after(self._free_us - self._clock.now_us, arrive)


def _hear(meter: FarEnd, content: bytes) -> None:
    for byte in content:
        meter.hear(byte)
