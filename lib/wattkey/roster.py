# roster.py - the meters of a pass, packed: what the list says of them, what the file of their readings knows
"""As objects 64 meters and their readings take 13 KB, which the board does not have beside a running flow. So each is
kept in the packed form (28 bytes, batch.py); only the one that is about to be asked is unpacked."""

from wattkey import batch
from wattkey.box import READ, Entry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable


class Roster:
    """Meters number 1 to `count`, in the order of their list; without one (`listed` is None) those that the file holds.

    `turn` is the number of the pass: that of the last one in the file, once every slot of it was learned. `free`: slots
    for meters that are found, where there is no list. `record`: what boot.py was given last, b"" for nothing."""

    def __init__(self) -> None:
        # Now, in one piece, while there is room for it.
        self._packed = bytearray(batch.METER * batch.SLOTS)
        # The pass that has tried each last; negative where that stands in another meter's slot; 0: none has.
        self._turns = [0] * batch.SLOTS
        self.enlist(())

    def enlist(self, listed: "Iterable[Entry] | None", record: bytes = b"") -> None:
        """Begin with these, of whom nothing else is known; then every slot of the file is to be learned."""
        self.listed = listed is not None
        self.count = 0
        self.turn = 0
        self.free: "list[int]" = []
        self._handed = batch.split(record) if record else (0, 0, [])
        for entry in listed or ():
            self._append(batch.packed(entry))

    def learn(self, slot: int, there: "Entry | None") -> bool:
        """Take over what a slot of the file holds; False if boot.py was given something else for it."""
        packed = batch.packed(there) if there else b""
        first, turn, handed = self._handed
        ours = 0 <= slot - first < len(handed)
        if ours and (packed != handed[slot - first] or not there or there.turn != turn):
            return False
        number = self._number(slot, there.address) if there else 0
        if not self.listed:
            number = self._joins(slot, packed, number)
        if there:
            self.turn = max(self.turn, there.turn)
            if number:
                self._take(number, number == slot, packed, there.turn)
        return True

    def _joins(self, slot: int, packed: bytes, number: int) -> int:
        """Without a list a meter is one of the box; 0 for an empty slot, or one with a meter that was seen before."""
        if number or not packed:
            self.free.append(slot)
            return 0
        self._append(packed)
        return self.count

    def known(self) -> "set[bytes]":
        """The addresses."""
        return {self._of(number + 1)[:6] for number in range(self.count)}

    def _number(self, slot: int, address: bytes) -> int:
        """Of the meter with that address, most likely that of the slot; 0: it is not in the list."""
        for number in [slot] + list(range(1, self.count + 1)):
            if number <= self.count and self._of(number)[:6] == address:
                return number
        return 0

    def _take(self, number: int, own: bool, packed: bytes, turn: int) -> None:
        """What stands in a meter's own slot counts more; where it has moved in the list it is read anew."""
        if own or self._turns[number - 1] <= 0:
            self._turns[number - 1] = turn if own else -turn
            self._put(number, packed)

    def left(self) -> "list[int]":
        """Numbers of the meters that this pass has not tried."""
        return [i + 1 for i in range(self.count) if self._turns[i] != self.turn]

    def failed(self) -> int:
        """How many were tried in this pass and not read."""
        tried = [i + 1 for i in range(self.count) if self._turns[i] == self.turn]
        return len([number for number in tried if batch.state(self._of(number)) != READ])

    def entry(self, number: int) -> Entry:
        """Meter `number`, as it is known."""
        turn = abs(self._turns[number - 1])
        entry = batch.unpacked(self._of(number), turn)
        entry.searched = turn  # at every speed once, then at another one in each pass (collector.py)
        return entry

    def keep(self, number: int, entry: Entry) -> None:
        """This pass has tried meter `number`."""
        entry.turn = self._turns[number - 1] = self.turn
        self._put(number, batch.packed(entry))

    def record(self, first: int, last: int, then: int) -> bytes:
        """These meters, at most eight, as boot.py gets them; `then`: what goes on when they are kept."""
        return batch.join(self.turn, first, [self._of(number) for number in range(first, last + 1)], then)

    def _append(self, packed: bytes) -> None:
        self.count += 1
        self._turns[self.count - 1] = 0
        self._put(self.count, packed)

    def _of(self, number: int) -> bytes:
        return bytes(self._packed[batch.METER * (number - 1) : batch.METER * number])

    def _put(self, number: int, packed: bytes) -> None:
        self._packed[batch.METER * (number - 1) : batch.METER * number] = packed
