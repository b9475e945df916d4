# concentrator.py - a concentrator in plain Python at the port of its local module: asks nodes, as Q/GDW 376.2 has it
"""What `link_plc` does on the board, for tests and stories in which the board is at the other end of the line."""

from collections.abc import Callable

from wattkey import gdw3762
from wattkey.dlt645.frame import Frame, Scanner, encode
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.sim.powerline import MODULE_LINE, PowerLine
from wattkey_host.sim.uart import UartConfig

ME = bytes.fromhex("010000000000")  # its own address, wire order
Waiter = Callable[[Callable[[], bool], float], bool]  # World.run_until


class Concentrator:
    """`answers` are the frames that came, with the microseconds when; b"" from the module is None."""

    config: UartConfig = MODULE_LINE

    def __init__(self, clock: VirtualClock, line: PowerLine, wait: Waiter) -> None:
        self._clock = clock
        self._line = line
        self._wait = wait
        self._scanner = gdw3762.Scanner()
        self._sequence = 0
        self._free_us = 0.0  # when its shift register is empty
        self.answers: list[tuple[int, Frame | None]] = []
        line.ear = self

    def receive(self, value: int) -> None:
        """A byte from the local module."""
        self._scanner.feed(bytes([value]))
        packet = self._scanner.next()
        content = gdw3762.forwarded(packet) if packet else None
        if content is None:
            return
        scanner = Scanner()
        scanner.feed(content)
        self.answers.append((self._clock.now_us, scanner.next(idle=True)))

    def ask(self, question: Frame, tries: int = 3, patience_s: float = 60) -> Frame | None:
        """The answer to a question, asked again while the line loses it; None if there is none."""
        for _ in range(tries):
            before = len(self.answers)
            self.say(question)
            self._wait(lambda before=before: len(self.answers) > before, patience_s)  # type: ignore[misc]
            if len(self.answers) > before and self.answers[-1][1]:
                return self.answers[-1][1]
        return None

    def say(self, question: Frame) -> None:
        """Hand a question to the module; whatever its address is, the line finds the node."""
        self._sequence = (self._sequence + 1) & 0xFF
        content = bytes(encode(question, 0))
        for value in gdw3762.forward(content, content[1:7], ME, self._sequence):
            start = max(float(self._clock.now_us), self._free_us)
            self._free_us = start + MODULE_LINE.byte_us
            self._later(round(start), value)

    def _later(self, start_us: int, value: int) -> None:
        due = start_us + MODULE_LINE.byte_us - self._clock.now_us
        self._clock.after(due, lambda: self._line.hear(start_us, value))
