# roster.py - the meters of a pass, packed: what the list says of them, what the file of their readings knows
"""As objects 64 meters and their readings take 13 KB, which the board does not have beside a running flow. So each is
kept in the packed form (28 bytes, readings.py); only the meters that are about to be asked are unpacked."""

from wattkey import readings
from wattkey.box import READ, Entry

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from wattkey.ports import Drive
except ImportError:
    pass


class Roster:
    """Meters number 1 to `count`, in the order of their list. `turn` is the number of the pass."""

    def __init__(self, entries: "list[Entry]") -> None:
        self._packed = [readings.packed(entry) for entry in entries]
        # The pass that has tried each last; negative where that stands in another meter's slot; 0: none has.
        self._turns = [0] * len(entries)
        self.turn = 0

    @property
    def count(self) -> int:
        """How many meters."""
        return len(self._packed)

    def learn(self, drive: "Drive", record: bytes) -> bool:
        """Take from the file what it knows of these meters; `turn` becomes that of the last pass in it.

        False if it does not hold the `record` that boot.py was given last (b"" for none).
        """
        first, turn, handed = readings.split(record) if record else (0, 0, [])
        numbers = {self._packed[i][:6]: i + 1 for i in range(self.count)}
        for number, there in enumerate(readings.each(drive), 1):
            packed = readings.packed(there) if there else b""
            if 0 <= number - first < len(handed):
                if not there or there.turn != turn or packed != handed[number - first]:
                    return False
            if there:
                self.turn = max(self.turn, there.turn)
                self._take(numbers.get(packed[:6], 0), number, packed, there.turn)
        return True

    def _take(self, number: int, slot: int, packed: bytes, turn: int) -> None:
        """What stands in a slot, of meter `number`; what stands in its own slot counts more."""
        if number == slot:
            self._turns[number - 1] = turn
        elif number and self._turns[number - 1] <= 0:
            self._turns[number - 1] = -turn  # the list is another: it has moved, and is read anew
        else:
            return
        self._packed[number - 1] = packed

    def left(self) -> "list[int]":
        """Numbers of the meters that this pass has not tried."""
        return [i + 1 for i in range(self.count) if self._turns[i] != self.turn]

    def failed(self) -> int:
        """How many were tried in this pass and not read."""
        tried = [self._packed[i] for i in range(self.count) if self._turns[i] == self.turn]
        return len([packed for packed in tried if readings.state(packed) != READ])

    def entry(self, number: int) -> Entry:
        """Meter `number`, as it is known."""
        turn = abs(self._turns[number - 1])
        entry = readings.unpacked(self._packed[number - 1], turn)
        entry.searched = turn  # at every speed once, then at another one in each pass (collector.py)
        return entry

    def keep(self, number: int, entry: Entry) -> None:
        """This pass has tried meter `number`."""
        entry.turn = self._turns[number - 1] = self.turn
        self._packed[number - 1] = readings.packed(entry)

    def record(self, first: int, last: int, goes_on: bool) -> bytes:
        """These meters, at most eight, as boot.py gets them."""
        return readings.batch(self.turn, first, self._packed[first - 1 : last], goes_on)
