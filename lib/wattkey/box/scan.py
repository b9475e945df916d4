# scan.py - finds the meters on a pair of wires by questions to a part of their numbers
"""In DL/T 645 AA stands for the high bytes of an address, so that the low ones are enough. First all are asked at once.
Where several answer, they spoil each other's bits; then the question is put again a hundred times, to the numbers that
end with 00 to 99, and where that is still a crowd, with two digits more. Whoever is alone in a branch tells the whole
number, and is asked by that once more: bits of two meters that happen to agree with the frame's sum are no number.

Each speed is scanned in both editions, then in DL/T 698.45, where an A stands for one digit (scan698.py). A meter that
does not know AA, or A, is not found.
"""

from micropython import const

from wattkey.box.boxmeter import SPEEDS, STANDARDS, BoxMeter
from wattkey.box.crowd import Crowd

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from wattkey.ports import Clock, Link

_LOOP_MS = const(50)  # ours, behind the moment at which an answer has to begin


class Scan:
    """`known`: addresses that are not told, or not again. `after`: the meter found last, where a search goes on.

    `baud`, `standard` and `percent` tell where it stands.
    """

    def __init__(
        self,
        link: "Link",
        clock: "Clock",
        known: "set[bytes]",
        stop: "Callable[[], bool]",
        after: "BoxMeter | None" = None,
    ) -> None:
        self._link = link
        self._known = known
        self._crowd = Crowd(link, clock, stop)
        self._found: "list[BoxMeter]" = []
        self._path: "list[int] | None" = None  # pairs of digits that are asked for, the last one first
        self._waits = [0]  # until an answer begins, ms: of the first question, of a hundred more, of those in a branch
        self._noisy = False  # something was heard that was neither a meter nor a crowd: questions may be lost too
        speeds = [link.baud] + [baud for baud in SPEEDS if baud != link.baud]
        self._sweeps = [(baud, standard) for baud in speeds for standard in STANDARDS]
        self._slowest = 0  # answer delay of whom we have heard in the branch asked last, at the most, ms
        self._after: "list[int]" = []
        if after:
            self._sweeps = self._sweeps[self._sweeps.index((after.baud, after.standard)) :]
            self._crowd.speak(after.standard)
            self._after = self._crowd.path_of(after.address)
        self.baud, self.standard = self._sweeps[0]

    @property
    def percent(self) -> int:
        """Of the present speed and edition."""
        return 100 * self._path[0] // (self._crowd.last + 1) if self._path else 0

    @property
    def count(self) -> int:
        """Meters that are known by now."""
        return len(self._known)

    async def next(self, tell: "Callable[[], None]" = lambda: None) -> "BoxMeter | None":
        """The next meter, with its standard and speed; None when all numbers were asked. `tell()` is called before
        each question, when it is known what is asked for. Raises Stopped."""
        while not self._found:
            if self._path is None and not self._begin():
                return None
            tell()
            path = self._path
            self._go_on(path, await self._is_crowd(path))  # type: ignore[arg-type]  # it has begun
        return self._found.pop(0)

    def _begin(self) -> bool:
        """Another speed or standard; False if there is none."""
        while self._sweeps:
            self.baud, self.standard = self._sweeps.pop(0)
            if self._link.tune(self.baud):
                self._crowd.speak(self.standard)
                self._path = []
                self._waits = [self._link.patience_ms]
                return True
        return False

    def _go_on(self, path: "list[int]", crowd: bool) -> None:
        """Into the branch where there is a crowd, else to the next one."""
        if crowd and len(path) < self._crowd.levels:
            done = self._after[: len(path)] == path and len(self._after) > len(path)
            self._waits[len(path) + 1 :] = [self._sooner(path)]
            path.append(self._after[len(path)] if done else 0)
            return
        while path and path[-1] == self._crowd.last:
            path.pop()
        if path:
            path[-1] += 1
        else:
            self._path = None
            self._after = []

    async def _is_crowd(self, path: "list[int]") -> bool:
        """Ask the branch, and note whoever is alone in it; whether there are others. Raises Stopped."""
        there, crowd = await self._heard(path)
        self._slowest = self._crowd.slowest_ms  # before others are asked
        for address in there:
            if address in self._known:
                continue
            if there.count(address) > 1:
                print("two meters under", address.hex())
            if await self._answers(address, len(path)):
                self._known.add(address)
                self._found.append(BoxMeter(address, self.standard, self.baud))
            else:  # the bits of two; or noise has cost the questions
                crowd = self._noisy = True
        return crowd

    async def _heard(self, path: "list[int]") -> "tuple[list[bytes], bool]":
        """What is heard in the branch, once it is certain: a crowd when it was heard twice, for it may be noise;
        silence twice where questions may be lost, and of the first question, on which all others depend."""
        self._crowd.slowest_ms = crowds = silences = 0
        while True:
            there, crowd = await self._crowd.ask(path, self.standard, self._waits[len(path)])
            if crowd:
                crowds += 1
            elif there:
                break
            else:
                silences += 1
            if crowds == 2 or silences == (2 if self._noisy or crowds or not path else 1):
                break
        self._noisy = self._noisy or crowds == 1
        return there, crowds == 2

    async def _answers(self, address: bytes, depth: int) -> bool:
        """To its own number; or, should another one answer to that too, to all of it but the first two digits."""
        levels = self._crowd.levels
        for count in (levels, levels - 1, levels):
            there, _ = await self._crowd.ask(self._crowd.path_of(address)[:count], self.standard, self._waits[depth])
            if address in there:
                return True
        return False

    def _sooner(self, path: "list[int]") -> int:
        """Whoever is in a branch has answered in its crowd, twice, and will again within that time and a quarter; of
        the first crowd, in which many spoil each other, twice the time."""
        usual = self._slowest * 5 // 4 if path else 2 * self._slowest
        return min(self._waits[len(path)], usual + _LOOP_MS)
