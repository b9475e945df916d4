# scan.py - finds the meters on a pair of wires by questions to a part of their numbers
"""In DL/T 645 AA stands for the high bytes of an address, so that the low ones are enough. First all are asked at once.
Where several answer, they spoil each other's bits; then the question is put again a hundred times, to the numbers that
end with 00 to 99, and where that is still a crowd, with two digits more. Whoever is alone in a branch tells the whole
number, and is asked by that once more: bits of two meters that happen to agree with the frame's sum are no number.

Each speed is scanned in both editions, then in DL/T 698.45, where an A stands for one digit (scan698.py). A meter that
does not know AA, or A, is not found.
"""

from micropython import const

from wattkey.box.boxmeter import SPEEDS, STANDARDS, WAKE, BoxMeter
from wattkey.box.collector import Stopped
from wattkey.dlt645 import codes
from wattkey.dlt645.frame import Frame, Scanner, encode
from wattkey.ports import Clock, Link

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

_PAIRS = const(6)  # of digits in an address, and 100 of each
_LAST = const(99)
_GAP_MS = const(100)  # so long nobody speaks: all that began have ended
_BABBLE_MS = const(3000)  # 64 answers on top of each other do not take so long
_LOOP_MS = const(60)  # ours, behind the moment at which an answer has to begin
_BYTE = const(11000)  # milliseconds at 1 baud
_TOTAL = const(16)  # bytes of an answer that tells a total, besides its identifier


class Scan:
    """`known`: addresses that are not told, or not again. `after`: the meter found last, where a search goes on.

    `baud`, `standard` and `percent` tell where it stands.
    """

    def __init__(
        self, link: Link, clock: Clock, known: "set[bytes]", stop: "Callable[[], bool]", after: "BoxMeter | None" = None
    ) -> None:
        self._link = link
        self._clock = clock
        self._known = known
        self._stop = stop
        self._scanner = Scanner()
        self._found: "list[BoxMeter]" = []
        self._path: "list[int] | None" = None  # pairs of digits that are asked for, the last one first
        self._slowest = 0  # answer delay of whom we have heard, at the most, ms
        self._wait = 0
        self._noisy = False  # something was heard that was neither a meter nor a crowd: questions may be lost too
        speeds = [link.baud] + [baud for baud in SPEEDS if baud != link.baud]
        self._sweeps = [(baud, standard) for baud in speeds for standard in STANDARDS]
        self._after: "list[int]" = []
        self._third: "Any" = None  # scan698.py, while DL/T 698.45 is spoken
        if after:
            self._sweeps = self._sweeps[self._sweeps.index((after.baud, after.standard)) :]
        self.baud, self.standard = self._sweeps[0]
        self._speak()
        if after:
            self._after = self._path_of(after.address)

    @property
    def percent(self) -> int:
        """Of the present speed and edition."""
        return 100 * self._path[0] // (self._last + 1) if self._path else 0

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

    def _path_of(self, address: bytes) -> "list[int]":
        return self._third.path_of(address) if self._third else _path(address)

    def _speak(self) -> None:
        """What the present language needs: its digits are asked for two by two, or one by one."""
        self._third, self._levels, self._last = None, _PAIRS, _LAST
        if self.standard not in codes.TOTAL:
            from wattkey.box import scan698

            self._third, self._levels, self._last = scan698, scan698.LEVELS, scan698.LAST

    def _begin(self) -> bool:
        """Another speed or language; False if there is none."""
        while self._sweeps:
            self.baud, self.standard = self._sweeps.pop(0)
            if self._link.tune(self.baud):
                self._speak()
                self._path = []
                self._wait = self._link.patience_ms
                return True
        return False

    def _go_on(self, path: "list[int]", crowd: bool) -> None:
        """Into the branch where there is a crowd, else to the next one."""
        if crowd and len(path) < self._levels:
            done = self._after[: len(path)] == path and len(self._after) > len(path)
            path.append(self._after[len(path)] if done else 0)
            return
        while path and path[-1] == self._last:
            path.pop()
        if path:
            path[-1] += 1
        else:
            self._path = None
            self._after = []

    async def _is_crowd(self, path: "list[int]") -> bool:
        """Ask the branch, and note whoever is alone in it; whether there are others. Raises Stopped."""
        there, crowd = await self._heard(path)
        if crowd and not path:
            self._wait = min(self._wait, 2 * self._slowest + _LOOP_MS)
        for address in there:
            if address in self._known:
                continue
            if await self._answers(address):
                self._known.add(address)
                self._found.append(BoxMeter(address, self.standard, self.baud))
            else:  # the bits of two; or noise has cost the questions
                crowd = self._noisy = True
        return crowd

    async def _heard(self, path: "list[int]") -> "tuple[list[bytes], bool]":
        """What `_ask` says, once it is certain: a crowd when it was heard twice, for it may be noise; silence twice
        where questions may be lost, and of the first question, on which all others depend."""
        self._slowest = crowds = silences = 0
        while True:
            there, crowd = await self._ask(path)
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

    async def _answers(self, address: bytes) -> bool:
        """To its own number; or, should another one answer to that too, to all of it but the first two digits."""
        levels = self._levels
        for count in (levels, levels - 1, levels):
            if address in (await self._ask(self._path_of(address)[:count]))[0]:
                return True
        return False

    async def _ask(self, path: "list[int]") -> "tuple[list[bytes], bool]":
        """Addresses of those who can be understood, and whether there was more to be heard. Raises Stopped."""
        if self._stop():
            raise Stopped()
        if self._third:
            return await self._ask_third(path)
        control, name = codes.question(self.standard, codes.TOTAL[self.standard])  # every meter can answer it
        await self._link.send(encode(Frame(_address(path), control, name), WAKE))
        data = await self._listen(_TOTAL + len(name))
        return self._understood(data, control | codes.ANSWER, name)

    async def _ask_third(self, path: "list[int]") -> "tuple[list[bytes], bool]":
        await self._link.send(self._third.question(path, WAKE))
        there, rest, odd = self._third.heard(await self._listen(self._third.ANSWER))
        return there, odd or self._link.damaged > 0 or bool(rest.replace(b"\xfe", b"") if there else rest)

    def _understood(self, data: bytes, control: int, name: bytes) -> "tuple[list[bytes], bool]":
        there: "list[bytes]" = []
        crowd = self._link.damaged > 0
        self._scanner.clear()
        self._scanner.feed(data)
        frame = self._scanner.next(idle=True)
        while frame:
            data = data.replace(encode(frame, 0), b"", 1)
            if frame.control == control and frame.data[: len(name)] == name and frame.address.hex().isdigit():
                there.append(frame.address)
            elif frame.is_answer() and not frame.is_error():  # one answers under AA; or bits of two
                crowd = True
            frame = self._scanner.next(idle=True)
        # what two say at once may be damaged but for the FE that one of them says first
        return there, crowd or bool(data.replace(b"\xfe", b"") if there else data)

    async def _listen(self, size: int) -> bytes:
        """All that is said, until nobody begins any more; an answer has `size` bytes."""
        start = self._clock.ticks_ms()
        data, last, wait = b"", 0, self._wait
        while self._clock.since(start) < self._wait + _BABBLE_MS:
            damaged = self._link.damaged
            more = await self._link.receive(wait)
            if not more and self._link.damaged == damaged:
                break
            data += more
            last = self._clock.since(start)
            wait = max(_GAP_MS, self._wait - last)
        self._slowest = max(self._slowest, last - size * _BYTE // self.baud)
        return data


def _address(path: "list[int]") -> bytes:
    """As printed, with AA for what is not asked."""
    low = [pair // 10 << 4 | pair % 10 for pair in path]
    return b"\xaa" * (_PAIRS - len(low)) + bytes(reversed(low))


def _path(address: bytes) -> "list[int]":
    return [int("%02x" % pair) for pair in reversed(address)]
