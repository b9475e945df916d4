# wirelog.py - what goes over light and wires, frame by frame, in words
"""The log of the air (and of a pair of wires) is read as it grows, and cut off behind: memory stays flat."""

from collections import deque
from collections.abc import Iterable
from typing import Any

from wattkey_host.reader.dlt645.sightings import Sighting, sightings
from wattkey_host.sim.air import IN, OUT, AirByte
from wattkey_host.sim.sessions import sessions
from wattkey_host.sim.world import World
from wattkey_host.story.teller import kind
from wattkey_host.touch import framewords
from wattkey_host.touch.pagewords import said_in_chinese

Row = dict[str, Any]
_QUIET_US = 100_000  # ends what is no frame; a meter answers 20 ms after a question at the earliest
_SESSION_US = 1_000_000
_LONGEST = 4096  # bytes of what is no frame
_KEPT = 400  # rows, for a page that comes later
_SESSIONS = 20


class Wire:
    """`rows` are the last frames, the newest last; `new` takes those that nobody fetched; `sessions` are told times."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.rows: deque[Row] = deque(maxlen=_KEPT)
        self.new: list[Row] = []
        self.sessions: deque[Row] = deque(maxlen=_SESSIONS)
        self.moved = {OUT: 0, IN: 0}  # bytes so far, both ways
        self._lines = [_Line("air", world.air.log), _Line("bus", world.bus.log)]
        self._session: list[AirByte] = []
        self._count = 0

    def look(self) -> bool:
        """Take in what went over since; whether anything did."""
        now_us, came = self._world.clock.now_us, False
        for line in self._lines:
            fresh = line.take()
            came = came or bool(fresh)
            for byte in fresh:
                self.moved[byte.direction] += 1
            for at_us, direction, found in line.frames(fresh, now_us):
                self._add(line.name, at_us, direction, found)
            if line.name == "air":
                self._time(fresh, now_us)
        return came

    def _add(self, line: str, at_us: int, direction: str, found: Sighting) -> None:
        self._count += 1
        row: Row = {
            "n": self._count,
            "t": round(at_us / 1e6, 3),
            "dir": direction,
            "line": line,
            "hex": found.raw.hex(),
        }
        row |= framewords.told(found.frame, found.whole) if found.frame else {"title": "no frame", "title_zh": "不成帧"}
        row["wrong"] = row.get("wrong", []) + found.wrong
        row["wrong_zh"] = row.get("wrong_zh", []) + [said_in_chinese(one) for one in found.wrong]
        self.rows.append(row)
        self.new.append(row)
        del self.new[:-_KEPT]

    def _time(self, fresh: Iterable[AirByte], now_us: int) -> None:
        """Conversations against the least that their bytes need."""
        self._session += fresh
        if not self._session or now_us - self._session[-1].end_us < _SESSION_US:
            return
        for one in sessions(self._session):
            told = {"what": kind(one), "pairs": one.pairs, "out": one.bytes_out, "in": one.bytes_in}
            times = {"took": round(one.session_s, 3), "floor": round(one.floor_s, 3), "ratio": round(one.ratio, 3)}
            self.sessions.append({"n": self._count, **told, **times})
        self._session = []


class _Line:
    """One log of bytes, and what of it is not a frame yet."""

    def __init__(self, name: str, log: list[AirByte]) -> None:
        self.name = name
        self._log = log
        self._open: list[AirByte] = []  # of one direction

    def take(self) -> list[AirByte]:
        """What is new in the log; it is empty afterwards."""
        fresh = sorted(self._log) if self._log else []
        self._log.clear()
        return fresh

    def frames(self, fresh: list[AirByte], now_us: int) -> list[tuple[int, str, Sighting]]:
        """What is whole now: when it ended, its direction, what it is."""
        found: list[tuple[int, str, Sighting]] = []
        for byte in fresh:
            last = self._open[-1] if self._open else byte
            if byte.direction != last.direction or byte.start_us - last.end_us > _QUIET_US:
                found += self._close()
            self._open.append(byte)
            if byte.value == 0x16 and self._whole():
                found += self._close()
        if self._open and (now_us - self._open[-1].end_us > _QUIET_US or len(self._open) > _LONGEST):
            found += self._close()
        return found

    def _whole(self) -> bool:
        return any(seen.frame and seen.whole and not seen.wrong for seen in sightings(self._bytes()))

    def _bytes(self) -> bytes:
        return bytes(byte.value for byte in self._open)

    def _close(self) -> list[tuple[int, str, Sighting]]:
        if not self._open:
            return []
        at_us, direction, raw = self._open[-1].end_us, self._open[0].direction, self._bytes()
        self._open = []
        return [(at_us, direction, seen) for seen in sightings(raw)]
