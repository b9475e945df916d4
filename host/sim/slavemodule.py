# slavemodule.py - a slave power-line module: DL/T 645 on its serial side, a node of the line for each meter behind it
"""A collector's module knows the numbers of the meters behind it, and the line finds them all through it. One question
at a time goes to the gateway, as it came; the frame that comes back goes where the question came from. A gateway
that says nothing is given up after the module's patience."""

from collections.abc import Callable

from wattkey.dlt645.frame import Frame, Scanner, encode
from wattkey.dlt645.values import BROADCAST
from wattkey_host.sim.clock import VirtualClock

PATIENCE_US = 6_000_000  # [assumed: a few seconds more than a meter takes]


class Door:
    """One number of the module on the power line: what a meter is there."""

    def __init__(self, module: "SlaveModule") -> None:
        self.module = module
        self.speak: Callable[[bytes], None] = lambda data: None
        self.fall_silent: Callable[[], None] = lambda: None
        self._scanner = Scanner()

    def hear(self, byte: int) -> None:
        """One byte off the line; a whole frame is passed on."""
        self._scanner.feed(bytes([byte]))
        frame = self._scanner.next()
        if frame:
            self.module.pass_on(frame, self)


class SlaveModule:
    """The far end of the gateway's wire (`Wire`). `unasked`: frames that the gateway said when nobody had asked."""

    def __init__(self, clock: VirtualClock, patience_us: int = PATIENCE_US) -> None:
        self._clock = clock
        self._patience_us = patience_us
        self.speak: Callable[[bytes], None] = lambda data: None
        self.fall_silent: Callable[[], None] = lambda: None
        self.unasked = 0
        self._scanner = Scanner()
        self._asked: list[tuple[Frame, Door]] = []  # the first of them is with the gateway
        self._number = 0  # of the question that is

    def door(self) -> Door:
        """A node for `PowerLine.add`."""
        return Door(self)

    def pass_on(self, question: Frame, door: Door) -> None:
        """A question off the line; it waits for those before it."""
        self._asked.append((question, door))
        if len(self._asked) == 1:
            self._ask()

    def hear(self, byte: int) -> None:
        """One byte from the gateway."""
        self._scanner.feed(bytes([byte]))
        frame = self._scanner.next()
        if frame is None:
            return
        if not self._asked:
            self.unasked += 1
            return
        _, door = self._asked[0]
        self._done()
        door.speak(bytes(encode(frame, 0)))

    def _ask(self) -> None:
        self._number += 1
        number = self._number
        self._scanner.clear()
        question, _ = self._asked[0]
        self.speak(bytes(encode(question)))
        if question.address == BROADCAST:  # nobody answers
            self._done()
            return
        self._clock.after(self._patience_us, lambda: self._done() if number == self._number else None)

    def _done(self) -> None:
        self._number += 1
        self._asked.pop(0)
        if self._asked:
            self._ask()
