# load_records.py - load records: the last day in steps of a quarter of an hour
"""DL/T 645-2007, annex B: A0 A0, count of bytes, time, six classes each closed by AA, checksum, E5. A class is there if
the identifier asks for it (060100gg: class 1) or for all (060000gg). DI0 says from where: 00 earliest, 01 from a given
time on, 02 latest; behind the identifier may stand the number of records, and for 01 the time."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from wattkey.dlt645.codes import TOTAL
from wattkey_host.meter.bcd import is_bcd, stamp
from wattkey_host.meter.rights import NO_DATA, OTHER, need
from wattkey_host.reader.dlt645 import blocks

if TYPE_CHECKING:
    from wattkey_host.meter.meter import Meter

KEPT, STEP = 96, timedelta(minutes=15)
EARLIEST, GIVEN, LATEST = "00", "01", "02"
CLASSES: tuple[tuple[str, ...], ...] = (
    ("02010100", "02010200", "02010300", "02020100", "02020200", "02020300", "02800002"),
    ("02030000", "02030100", "02030200", "02030300", "02040000", "02040100", "02040200", "02040300"),
    ("02060000", "02060100", "02060200", "02060300"),
    ("00010000", "00020000", "00030000", "00040000"),
    ("00050000", "00060000", "00070000", "00080000"),
    ("02800004", "02800005"),
)
ENERGY = f"{TOTAL[2007]:08X}"


def load_records(meter: "Meter", code: str, which: bytes) -> bytes:
    """The records that identifier `code` and what stands behind it ask for. Raises ErrorAnswer."""
    number, kind = int(code[2:4], 16), code[6:]
    need(number <= len(CLASSES) and kind in (EARLIEST, GIVEN, LATEST), NO_DATA)
    need((not which or is_bcd(which)) and len(which) == (6 if kind == GIVEN else min(len(which), 1)), OTHER)
    count = int(which[:1].hex() or 1)
    times = _times(meter.now())
    if kind == GIVEN:
        try:
            start = datetime.strptime(which[:0:-1].hex(), "%y%m%d%H%M")
        except ValueError:
            need(False, OTHER)
        times = [when for when in times if when >= start]
    chosen = times[-count:] if kind == LATEST else times[:count]
    need(chosen, NO_DATA)
    return b"".join(_record(meter, number, when) for when in chosen)


def _times(now: datetime) -> list[datetime]:
    """When records were made, the earliest first."""
    last = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
    return [last - STEP * n for n in reversed(range(KEPT))]


def _record(meter: "Meter", number: int, when: datetime) -> bytes:
    body = stamp(when)[4::-1]
    for at, codes in enumerate(CLASSES, 1):
        if number in (0, at):
            body += b"".join(_value(meter, code, when) for code in codes)
        body += b"\xaa"
    record = b"\xa0\xa0" + bytes([len(body)]) + body
    return record + bytes([sum(record) & 0xFF, 0xE5])


def _value(meter: "Meter", code: str, when: datetime) -> bytes:
    value = meter.store.get("2007", code) or b""
    if code != ENERGY or not meter.load.kw:
        return value
    used = Decimal(meter.load.kw) * Decimal((meter.now() - when).total_seconds()) / 3600
    now = Decimal(value[::-1].hex()) / 100
    return blocks.write("XXXXXX.XX", max(Decimal(0), round(now - used, 2)))
