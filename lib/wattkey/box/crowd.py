# crowd.py - a read under a part of a meter number, and what is heard where none, one or several meters answer it
"""Meters that answer at once spoil each other's bits. What can be understood of it is a frame whose sum agrees; all
else that is heard is a crowd."""

from micropython import const

from wattkey.box.boxmeter import WAKE
from wattkey.box.polling import Stopped
from wattkey.dlt645 import codes
from wattkey.dlt645.asker import on_the_line
from wattkey.dlt645.frame import Frame, Scanner, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from wattkey.ports import Clock, Link

PAIRS = const(6)  # of digits in an address, and 100 of each
_LAST = const(99)
_GAP_MS = const(100)  # so long nobody speaks: all that began have ended
_SLICE_MS = const(20)  # a byte that was dropped is seen so late
_BABBLE_MS = const(3000)  # 64 answers on top of each other do not take so long
_TOTAL = const(16)  # bytes of an answer that tells a total, besides its identifier


class Crowd:
    """Asks over `link`. `stop()` is asked before each question whether a person has had enough."""

    def __init__(self, link: "Link", clock: "Clock", stop: "Callable[[], bool]") -> None:
        self._link = link
        self._clock = clock
        self._stop = stop
        self._scanner = Scanner()
        self.slowest_ms = 0  # answer delay of whom we have heard, at the most
        self._third: "Any" = None  # scan698.py, while DL/T 698.45 is spoken
        self.levels, self.last = PAIRS, _LAST  # pairs of digits in a number, and the last pair; or digits

    def speak(self, standard: int) -> None:
        """Of what standard the next questions are."""
        self._third, self.levels, self.last = None, PAIRS, _LAST
        if standard not in codes.TOTAL:
            from wattkey.box import scan698

            self._third, self.levels, self.last = scan698, scan698.LEVELS, scan698.LAST

    def path_of(self, address: bytes) -> "list[int]":
        """The digits of a number by pairs, or one by one, the last one first."""
        if self._third:
            return self._third.path_of(address)
        return [int("%02x" % pair) for pair in reversed(address)]

    async def ask(self, path: "list[int]", standard: int, wait_ms: int) -> "tuple[list[bytes], bool]":
        """Addresses of those who can be understood, and whether there was more to be heard. `path`: pairs of digits
        that are asked for, the last one first; `wait_ms`: until an answer begins. Raises Stopped."""
        if self._stop():
            raise Stopped()
        if self._third:
            return await self._ask_third(path, wait_ms)
        link = self._link
        control, name = codes.question(standard, codes.TOTAL[standard])  # every meter can answer it
        await link.send(encode(Frame(_address(path), control, name), WAKE))
        data = await self._listen(wait_ms, _TOTAL + len(name))
        return self._understood(data, control | codes.ANSWER, name)

    async def _ask_third(self, path: "list[int]", wait_ms: int) -> "tuple[list[bytes], bool]":
        await self._link.send(self._third.question(path, WAKE))
        there, rest, odd = self._third.heard(await self._listen(wait_ms, self._third.ANSWER))
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

    async def _listen(self, wait_ms: int, size: int) -> bytes:
        """All that is said, until nobody begins any more; an answer has `size` bytes."""
        start = self._clock.ticks_ms()
        data, last, quiet = b"", 0, wait_ms
        while self._clock.since(start) < wait_ms + _BABBLE_MS:
            damaged = self._link.damaged
            more = await self._link.receive(min(_SLICE_MS, quiet))
            now = self._clock.since(start)
            if more or self._link.damaged != damaged:
                data += more
                last = now
            quiet = max(last + _GAP_MS, wait_ms) - now
            if quiet <= 0:
                break
        self.slowest_ms = max(self.slowest_ms, last - on_the_line(size, self._link.baud))
        return data


def _address(path: "list[int]") -> bytes:
    """As printed, with AA for what is not asked."""
    low = [pair // 10 << 4 | pair % 10 for pair in path]
    return b"\xaa" * (PAIRS - len(low)) + bytes(reversed(low))
