# pair.py - the pair of wires of a box, in virtual time: whoever is asked answers, what falls on top of it is dropped
"""Light enough for a month: a frame is one event, not a hundred bytes. The device's scanner, asker and collector are
its own; a byte that two say at once is dropped, as `link_rs485` drops what has a wrong parity bit."""

from wattkey.dlt645 import codes
from wattkey.dlt645.frame import Frame, Scanner
from wattkey.dlt645.values import BROADCAST
from wattkey.ports import Link
from wattkey_lab.torture.instant import Instant
from wattkey_lab.torture.standing.neighbours import Neighbour

_PASS = (
    codes.READ_1997, codes.MORE_1997, codes.REPEAT_1997, codes.SET_TIME, codes.READ, codes.MORE,
)  # fmt: skip
_BYTE = 11_000  # milliseconds at 1 baud


class Pair(Link):
    """`hung` are the meters, by their numbers; several may hang under one."""

    patience_ms = 560
    bus = checks_parity = True

    def __init__(self, clock: Instant) -> None:
        self.clock = clock
        self.hung: dict[bytes, list[Neighbour]] = {}
        self.asked = 0
        self.forbidden = 0  # questions that no gateway may pass down
        self._coming: list[tuple[int, bytes]] = []  # (when its last byte is there, the bytes)

    def tune(self, baud: int) -> bool:
        """Go over to another speed."""
        self.baud = baud
        return True

    async def send(self, data: bytes | bytearray) -> None:
        """The question, and what comes of it."""
        self.clock.now += len(data) * _BYTE // self.baud
        self.asked += 1
        self._coming = []
        scanner = Scanner()
        scanner.feed(bytes(data))
        question = scanner.next(idle=True)
        if question is None:
            return
        self.forbidden += question.control not in _PASS
        if question.address == BROADCAST:
            self._broadcast(question)
            return
        wake = len(data) - len(bytes(data).lstrip(b"\xfe"))
        said = [one.answer(question, wake, self.baud, self.clock.now) for one in self.hung.get(question.address, ())]
        self._fall([one for one in said if one])

    def _broadcast(self, question: Frame) -> None:
        for neighbours in self.hung.values():
            for one in neighbours:
                if question.control == codes.SET_TIME:
                    one.obey(question.data, self.clock.now)

    def _fall(self, said: list[tuple[int, bytes]]) -> None:
        """Answers, each after its delay; where two overlap neither is understood."""
        spans = []
        for delay, data in sorted(said):
            start = self.clock.now + delay
            spans.append((start, start + len(data) * _BYTE // self.baud, data))
        for start, end, data in spans:
            alone = all(other is data or last <= start or first >= end for first, last, other in spans)
            if alone:
                self._coming.append((end, data))

    async def receive(self, limit_ms: int) -> bytes:
        """The next answer, whole, when its last byte is there; the silence ends with its first."""
        if self._coming:
            end, data = self._coming[0]
            if end - len(data) * _BYTE // self.baud <= self.clock.now + limit_ms:
                self._coming.pop(0)
                self.clock.now = max(self.clock.now, end)
                return data
        self.clock.now += limit_ms
        return b""
