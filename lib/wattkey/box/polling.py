# polling.py - a pass: the meters to be polled, what their list says of them and what the file of their readings knows
"""As objects 64 meters and their readings take 13 KB, which the board does not have beside a running flow. So each is
kept packed (packed.py); only the one that is about to be asked is an object."""

from wattkey.box import SEARCHING
from wattkey.box.boxmeter import READ, BoxMeter
from wattkey.box.packed import METER, SLOTS, goes_on, join, pack, split, state, unpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable

_NOTHING: "tuple[int, int, list[bytes]]" = (0, 0, [])  # first slot, number of the pass, packed meters


class Pass:
    """Meters number 1 to `count`, in the order of their list; without one (`listed` is False) those in the file.

    `number`: that of the last pass in the file, once every slot of it was learned. `free`: slots for meters that are
    found, where there is no list. `then`: what goes on behind the record that boot.py was given last (packed.py);
    `after`: its last meter, packed, if that is a search."""

    def __init__(self) -> None:
        # Now, in one piece, while there is room for it.
        self._packed = bytearray(METER * SLOTS)
        # The pass that has tried each last; negative where that stands in another meter's slot; 0: none has.
        self._tried = [0] * SLOTS
        self.enlist(())

    def enlist(self, listed: "Iterable[BoxMeter] | None", record: bytes = b"") -> None:
        """Begin with these, of whom nothing else is known; then every slot of the file is to be learned. `record` is
        what boot.py was given last, b"" for nothing."""
        self.listed = listed is not None
        self.count = 0
        self.number = 0
        self.free: "list[int]" = []
        self.then = goes_on(record)
        self._handed = split(record) if record else _NOTHING
        self.after = self._handed[2][-1] if self.then == SEARCHING else b""
        for meter in listed or ():
            self._append(pack(meter)[0])

    def learn(self, slot: int, kept: "tuple[bytes, int] | None") -> bool:
        """Take over what a slot of the file holds; False if boot.py was given something else for it."""
        packed, number = kept or (b"", 0)
        first, handed_number, handed = self._handed
        if 0 <= slot - first < len(handed) and (packed != handed[slot - first] or number != handed_number):
            return False
        place = self._place(slot, packed[:6]) if packed else 0
        if not self.listed:
            place = self._joins(slot, packed, place)
        self.number = max(self.number, number)
        if place:
            self._take(place, place == slot, packed, number)
        if slot == SLOTS:
            self._handed = _NOTHING  # it was compared, and would stay in memory
        return True

    def _joins(self, slot: int, packed: bytes, place: int) -> int:
        """Without a list a meter is one of the box; 0 for an empty slot, or one with a meter that was seen before."""
        if place or not packed:
            self.free.append(slot)
            return 0
        self._append(packed)
        return self.count

    def addresses(self) -> "set[bytes]":
        """Of all the meters."""
        return {self._of(place + 1)[:6] for place in range(self.count)}

    def _place(self, slot: int, address: bytes) -> int:
        """Of the meter with that address, most likely that of the slot; 0: it is not in the list."""
        for place in [slot] + list(range(1, self.count + 1)):
            if place <= self.count and self._of(place)[:6] == address:
                return place
        return 0

    def _take(self, place: int, own: bool, packed: bytes, number: int) -> None:
        """What stands in a meter's own slot counts more; where it has moved in the list it is read anew."""
        if own or self._tried[place - 1] <= 0:
            self._tried[place - 1] = number if own else -number
            self._put(place, packed)

    def left(self) -> "list[int]":
        """Numbers of the meters that this pass has not tried."""
        return [i + 1 for i in range(self.count) if self._tried[i] != self.number]

    def failed(self) -> int:
        """How many were tried in this pass and not read."""
        tried = [i + 1 for i in range(self.count) if self._tried[i] == self.number]
        return len([place for place in tried if state(self._of(place)) != READ])

    def meter(self, place: int) -> BoxMeter:
        """Meter number `place`, as it is known."""
        meter = unpack(self._of(place), abs(self._tried[place - 1]))
        meter.searched = meter.pass_number  # at every speed once, then at another one in each pass (collector.py)
        return meter

    def keep(self, place: int, meter: BoxMeter) -> bytes:
        """This pass has tried meter number `place`; returns its packed form."""
        meter.pass_number = self._tried[place - 1] = self.number
        packed, _ = pack(meter)
        self._put(place, packed)
        return packed

    def record(self, first: int, last: int, then: int) -> bytes:
        """These meters, at most eight, as boot.py gets them; `then`: what goes on when they are kept."""
        return join(self.number, first, [self._of(place) for place in range(first, last + 1)], then)

    def _append(self, packed: bytes) -> None:
        self.count += 1
        self._tried[self.count - 1] = 0
        self._put(self.count, packed)

    def _of(self, place: int) -> bytes:
        return bytes(self._packed[METER * (place - 1) : METER * place])

    def _put(self, place: int, packed: bytes) -> None:
        self._packed[METER * (place - 1) : METER * place] = packed
