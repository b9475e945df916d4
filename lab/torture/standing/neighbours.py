# neighbours.py - the meters of the box: honest ones that count, and one of each kind that does not play fair
"""Registers rise evenly with time, so that whatever is told can be dated: `moment` says when they were as told."""

from datetime import datetime, timedelta

from wattkey.box.timing import moment as seconds_of
from wattkey.dlt645 import codes, ids
from wattkey.dlt645.frame import Frame, encode
from wattkey.dlt645.slave import ErrorAnswer, Slave
from wattkey_host.meter.bcd import low_first

HOSTILE = ("trickling", "echoing", "twins", "changing")
STEP_MS = 30_000  # as often a register rises by one
START_S = 26 * 366 * 86_400  # what the clocks say at the beginning, seconds since 2000 [any moment would do]
_BLOCKS = {edition: codes.question(edition, di)[1] for edition, di in codes.ENERGY.items()}
_DATES = {codes.question(1997, ids.DATE_1997)[1], codes.question(2007, ids.DATE)[1]}
_TIMES = {codes.question(1997, ids.TIME_1997)[1], codes.question(2007, ids.TIME)[1]}
_READS = {1997: (codes.READ_1997, codes.MORE_1997, codes.REPEAT_1997), 2007: (codes.READ, codes.MORE)}
_PIECES = (codes.READ_1997, codes.MORE_1997, codes.READ, codes.MORE)
_NEAR_S = 300  # a meter obeys a broadcast time so far off


class Neighbour:
    """One meter. `needs`: FE bytes that wake it; `kind`: "" for an honest one."""

    def __init__(
        self, number: bytes, standard: int, rates: int, *, baud: int = 1200, needs: int = 0, delay: int = 40,
        room: int = 200, first: int = 0, since_ms: int = 0, kind: str = "",
    ) -> None:  # fmt: skip
        self.number, self.standard, self.rates, self.kind = number, standard, rates, kind
        self.baud, self._needs, self._delay = baud, needs, delay
        self._first, self._since_ms = first, since_ms
        self._slave = Slave(number, self._handle, room)
        self._now = since_ms
        self.off_s = 0  # by which its clock was moved

    def registers(self, now_ms: int) -> tuple[int, ...]:
        """Total and rates in hundredths of a kWh, as they are now."""
        step = (now_ms - self._since_ms) // STEP_MS
        each = [self._first + step // self.rates + (step % self.rates > rate) for rate in range(self.rates)]
        return sum(each), *each

    def moment(self, values: tuple[int, ...]) -> tuple[int, int] | None:
        """(from, until) when its registers were these, ms; None: never."""
        step = values[0] - self._first * self.rates
        begun = self._since_ms + step * STEP_MS
        if step < 0 or len(values) != self.rates + 1 or values != self.registers(begun):
            return None
        return begun, begun + STEP_MS

    def answer(self, question: Frame, wake: int, baud: int, now_ms: int) -> tuple[int, bytes] | None:
        """(delay, the bytes that it says), or None."""
        if baud != self.baud or wake < self._needs:
            return None
        self._now = now_ms
        if self.kind == "echoing":
            return self._delay, encode(question, 0)
        if self.kind == "trickling" and question.control in _PIECES:
            size = 2 if question.control < 0x10 else 4
            told = question.data[:size] + b"\0" + question.data[size:]
            return self._delay, encode(Frame(self.number, question.control | codes.ANSWER | codes.FOLLOWS, told), 0)
        if self.kind == "changing":
            self.rates = 3 + now_ms // 3_600_000 % 2
        reply = self._slave.reply(question)
        return (self._delay, encode(reply, 2)) if reply else None

    def obey(self, data: bytes, now_ms: int) -> None:
        """A time that is broadcast."""
        try:
            off = seconds_of(data) - START_S - now_ms // 1000
        except ValueError:
            return
        if abs(off - self.off_s) <= _NEAR_S:
            self.off_s = off

    def _handle(self, control: int, data: bytes, to: bytes) -> bytes | None:
        if control not in _READS[self.standard]:
            return None
        if data == _BLOCKS[self.standard]:
            return data + b"".join(low_first(value, 4) for value in self.registers(self._now))
        if len(data) == (2 if self.standard == 1997 else 4) and data in _DATES | _TIMES:
            time = as_sent(START_S + self._now // 1000 + self.off_s)
            return data + (time[:3] if data in _TIMES else b"\1" + time[3:])
        raise ErrorAnswer(codes.NO_SUCH_DATA)


def as_sent(seconds: int) -> bytes:
    """Seconds since 2000 as ss mm hh DD MM YY."""
    when = datetime(2000, 1, 1) + timedelta(seconds=seconds)
    return bytes.fromhex(when.strftime("%y%m%d%H%M%S"))[::-1]
