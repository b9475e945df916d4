# keypad.py - the 4x4 keypad: switches between row and column wires, which bounce
"""Labels as printed: 1 2 3 A / 4 5 6 B / 7 8 9 C / * 0 # D. No diodes: three keys make a ghost."""

from functools import partial

from wattkey_host.sim.clock import VirtualClock
from wattkey_host.sim.nets import Nets

LABELS = ("123A", "456B", "789C", "*0#D")
_BOUNCE_US = (0, 300, 700, 1_500, 1_900, 3_200, 3_600)  # contact changes after a press or release; odd count [assumed]


class Keypad:
    """The keys and a finger. What `press` begins goes on while the world runs."""

    def __init__(self, clock: VirtualClock, nets: Nets, rows: tuple[str, ...], columns: tuple[str, ...]) -> None:
        self._clock = clock
        self._nets = nets
        self._wires = {
            label: (row, column)
            for row, labels in zip(rows, LABELS, strict=True)
            for column, label in zip(columns, labels, strict=True)
        }
        self._moves: dict[str, int] = {}  # the latest press or release of a key outdoes the bounces before

    def press(self, label: str, ms: int = 80) -> None:
        """Press a key for `ms` milliseconds; returns at once, run the world to see it. Raises KeyError."""
        self.hold(label)
        self._clock.after(ms * 1000, lambda: self.release(label))

    def hold(self, label: str) -> None:
        """Press a key and stay on it."""
        self._move(label, True)

    def release(self, label: str) -> None:
        """Take the finger off."""
        self._move(label, False)

    def _move(self, label: str, closed: bool) -> None:
        wires = self._wires[label]
        this = self._moves[label] = self._moves.get(label, 0) + 1
        for number, at in enumerate(_BOUNCE_US):
            self._clock.after(at, partial(self._set, label, this, wires, closed ^ bool(number % 2)))

    def _set(self, label: str, move: int, wires: tuple[str, str], closed: bool) -> None:
        if self._moves[label] == move:
            (self._nets.join if closed else self._nets.part)(*wires)
