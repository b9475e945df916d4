# polling.py - a pass: the meters that are polled, and which of them it has tried
"""As objects 64 meters and their readings take 13 KB, which the board does not have beside a running flow. So each is
kept packed (packed.py); only the one that is about to be asked is an object."""

from wattkey.box import NOTHING
from wattkey.box.boxmeter import READ, BoxMeter
from wattkey.box.packed import METER, SLOTS, join, pack, state, told, unpack


class Stopped(Exception):
    """A person does not want to wait for the meter; what is known of it is as it was."""


class Pass:
    """Meters number 1 to `count`, in the order of their list; without one (`listed` is False) those in the file.

    known.py fills it, from list and file. `number`: that of the last pass in the file. `free`: slots for meters that
    are found, where there is no list. `then`: what goes on behind the record that boot.py was given last (packed.py);
    `after`: its last meter, packed, if that is a search."""

    def __init__(self) -> None:
        # Now, in one piece, while there is room for it.
        self._packed = bytearray(METER * SLOTS)
        # The pass that has tried each last; negative where that stands in another meter's slot; 0: none has.
        self.tried = [0] * SLOTS
        self.listed = True
        self.count = 0
        self.number = 0
        self.free: "list[int]" = []
        self.then = NOTHING
        self.after = b""

    def add(self, packed: bytes) -> int:
        """One more meter, which nobody has tried; returns its number."""
        self.count += 1
        self.tried[self.count - 1] = 0
        self.put(self.count, packed)
        return self.count

    def packed(self, place: int) -> bytes:
        """Meter number `place`."""
        return bytes(self._packed[METER * (place - 1) : METER * place])

    def put(self, place: int, packed: bytes) -> None:
        """What is known of meter number `place` now."""
        self._packed[METER * (place - 1) : METER * place] = packed

    def resume(self) -> str:
        """The pass goes on, or begins where the meters were just found: "on", or "done" if none of them is left."""
        self.number = max(self.number, 1)
        return "on" if self.left() else "done"

    def seen(self) -> None:
        """A person has looked at the readings: which meters were exchanged is told no more."""
        for place in range(1, self.count + 1):
            self.put(place, told(self.packed(place)))

    def left(self) -> "list[int]":
        """Numbers of the meters that this pass has not tried."""
        return [i + 1 for i in range(self.count) if self.tried[i] != self.number]

    def failed(self) -> int:
        """How many were tried in this pass and not read."""
        tried = [i + 1 for i in range(self.count) if self.tried[i] == self.number]
        return len([place for place in tried if state(self.packed(place)) != READ])

    def meter(self, place: int) -> BoxMeter:
        """Meter number `place` as an object."""
        meter = unpack(self.packed(place), abs(self.tried[place - 1]))
        meter.searched = meter.pass_number  # at every speed once, then at another one in each pass (collector.py)
        return meter

    def keep(self, place: int, meter: BoxMeter, fresh: bool) -> bytes:
        """This pass has tried meter number `place`, and read its registers if they are `fresh`; its packed form."""
        meter.since = 0 if fresh or not meter.values else meter.since + max(0, self.number - meter.pass_number)
        meter.pass_number = self.tried[place - 1] = self.number
        packed, _ = pack(meter)
        self.put(place, packed)
        return packed

    def record(self, first: int, last: int, then: int) -> bytes:
        """Meters `first` to `last`, at most eight, as boot.py gets them; `then`: what goes on when they are kept."""
        return join(self.number, first, [self.packed(place) for place in range(first, last + 1)], then)
