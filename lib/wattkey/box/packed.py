# packed.py - a meter of a box in 28 bytes, as its line of /mail/readings.json, and eight of them as boot.py gets them
"""Most significant byte first. A packed meter:

address 6   standard 2 bits, state 3, speed 3   FE bytes 4 bits (1: fewer were tried, 3: how many), exchanged 1,
registers 3   passes since they were read 24 bits   five registers of 27 bits each; all ones: there is none   1 bit free

A record, for which 235 bytes survive a reset:

type 9   number of the pass 4   first slot 1   what goes on when it is kept 1   then up to eight packed meters

The number of the pass travels beside a packed meter: those of one record share it. Packed and a line become each other
without an object between them: whoever only keeps or compares a meter needs none. Out of a line and out of a record
readings.py takes them: that is done before a pass and behind it, this is there while meters are asked.
"""

from micropython import const

from wattkey.amount import money
from wattkey.box.boxmeter import MOST, NONE, READ, REFUSED, SILENT, SPEEDS, STANDARDS, UNREAD, UNSURE, WAKE, BoxMeter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Sequence

SLOTS = MOST  # of the file, one for each meter (readings.py)
A_SECTOR = const(16)  # of them in one erase sector, which is what boot.py writes
BATCH = const(8)  # meters in a record
METER = const(28)  # bytes of one
EXCHANGED = "exchanged"  # the word in a line
FIRST = const(5)  # byte of a record: its first slot
RECORD = const(7)  # bytes of it before its meters
TYPE = const(9)  # first byte of a record
_STATES = (UNREAD, READ, SILENT, REFUSED, UNSURE)
_STANDARDS = (0,) + STANDARDS
_SPEEDS = (0,) + SPEEDS
_THRIFTY = const(0x80)  # fewer FE bytes were tried
_EXCHANGED = const(0x08)
_REGISTERS = const(8)  # where the age of the registers begins, and they behind it
_BITS = const(27)  # of a register: 99,999,999 at the most
_MOST_BITS = const(135)  # of five
_OLDEST = const(0xFFFFFF)


def pack(meter: BoxMeter) -> "tuple[bytes, int]":
    """(the meter in 28 bytes, number of the pass that has tried it last)."""
    like = meter.standard, meter.state, meter.baud, meter.thrifty, meter.preamble
    return form(meter.address, *like, meter.values, meter.since, meter.exchanged), meter.pass_number


def unpack(packed: bytes, pass_number: int) -> BoxMeter:
    """The meter in these 28 bytes, as that pass has left it."""
    meter = BoxMeter(packed[:6], _STANDARDS[packed[6] >> 6], _SPEEDS[packed[6] & 7])
    meter.state, meter.pass_number = state(packed), pass_number
    meter.thrifty, meter.preamble = packed[7] >= _THRIFTY, packed[7] >> 4 & 7
    meter.exchanged = bool(packed[7] & _EXCHANGED)
    meter.values, meter.since = tuple(_registers(packed)), since(packed)
    return meter


def state(packed: bytes) -> str:
    """How the last attempt to read it has ended."""
    return _STATES[packed[6] >> 3 & 7]


def standard(packed: bytes) -> int:
    """1997, 2007, 698; 0: not known yet."""
    return _STANDARDS[packed[6] >> 6]


def count(packed: bytes) -> int:
    """How many registers it holds; 6 where the meter has more than five."""
    return packed[7] & 7


def told(packed: bytes) -> bytes:
    """A packed meter of which nobody need be told any more that it was exchanged."""
    return packed[:7] + bytes([packed[7] & ~_EXCHANGED & 0xFF]) + packed[8:]


def words(packed: bytes, pass_number: int) -> str:
    """Line of a packed meter, without the check: "000000123456 1997 1200 fe0 read 7 12345.67 100.00" (docs/box.md)."""
    fe = packed[7] >> 4 & 7
    tried = packed[7] >= _THRIFTY or fe != WAKE
    head = (packed[:6].hex(), _STANDARDS[packed[6] >> 6], _SPEEDS[packed[6] & 7], str(fe) if tried else "?")
    line = ["%s %d %d fe%s" % head, state(packed)] + ([EXCHANGED] if packed[7] & _EXCHANGED else [])
    passes = since(packed)
    line.append("%d/%d" % (pass_number, pass_number - passes) if passes else str(pass_number))
    return " ".join(line + ["-" if value is None else money(value) for value in _registers(packed)])


def form(
    address: bytes, standard: int, ended: str, baud: int, thrifty: bool, fe: int, values: "Sequence[int | None]",
    passes: int = 0, exchanged: bool = False,
) -> bytes:  # fmt: skip
    """The 28 bytes that say so; `passes`: since the values were read. Raises ValueError for a standard, state or speed
    that is none."""
    like = _STANDARDS.index(standard) << 6 | _STATES.index(ended) << 3 | _SPEEDS.index(baud)
    flags = (_THRIFTY if thrifty else 0) | fe << 4 | (_EXCHANGED if exchanged else 0) | len(values)
    number = min(passes, _OLDEST)
    for i in range(5):
        value = values[i] if i < len(values) else None
        number = number << _BITS | (NONE if value is None else value)
    return address + bytes([like, flags]) + (number << 1).to_bytes(METER - _REGISTERS, "big")


def since(packed: bytes) -> int:
    """Passes since its registers were read."""
    return int.from_bytes(packed[_REGISTERS : _REGISTERS + 3], "big")


def _registers(packed: bytes) -> "list[int | None]":
    number = int.from_bytes(packed[_REGISTERS:], "big") >> 1
    values: "list[int | None]" = []
    for i in range(count(packed)):  # a sixth is none: it says that the meter has more
        value = number >> _MOST_BITS - _BITS * (i + 1) & NONE if i < 5 else NONE
        values.append(None if value == NONE else value)
    return values


def join(pass_number: int, first: int, meters: "list[bytes]", then: int) -> bytes:
    """The record of packed meters for slots `first` and following; `pass_number` is 0 where they were found and not
    read yet, `then` what goes on."""
    return bytes([TYPE]) + pass_number.to_bytes(4, "big") + bytes([first, then]) + b"".join(meters)
