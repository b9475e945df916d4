# batch.py - meters of a box as boot.py gets them: 28 bytes each, eight of them at most; and one as a line of words
"""240 bytes survive a reset. Most significant byte first:

type 9   number of the pass 4   first slot 1   what goes on when it is kept 1   then for each meter:
address 6   standard, state, speed 1   FE bytes and how many registers 1   registers 4 each, five of them
"""

from micropython import const

from wattkey.box import READ, REFUSED, SILENT, SPEEDS, STANDARDS, UNREAD, UNSURE, WAKE, Entry
from wattkey.dlt645 import registers
from wattkey.kinds import money

MOST = const(8)  # meters
SLOTS = const(64)  # of the file (readings.py)
A_SECTOR = const(16)  # of them in one erase sector, which is what boot.py writes
TYPE = const(9)  # first byte
_HEAD = const(7)
METER = const(28)  # bytes
_ABSENT = const(0xFFFFFFFF)
NOTHING, PASS, SEARCH = 0, 1, 2  # what goes on
STATES = (UNREAD, READ, SILENT, REFUSED, UNSURE)


def words(entry: Entry) -> str:
    """A meter as one line, without the check."""
    fe = str(entry.preamble) if entry.thrifty or entry.preamble != WAKE else "?"
    line = [entry.address.hex(), str(entry.standard), str(entry.baud), "fe" + fe, entry.state, str(entry.turn)]
    return " ".join(line + ["-" if value is None else money(value) for value in entry.values])


def join(turn: int, first: int, meters: "list[bytes]", then: int) -> bytes:
    """The record of up to eight packed meters, for slots `first` and following; `turn` is 0 where they were found and
    not read yet, `then` what goes on."""
    return bytes([TYPE]) + turn.to_bytes(4, "big") + bytes([first, then]) + b"".join(meters)


def goes_on(record: bytes) -> int:
    """What goes on when a record was kept; b"" is none."""
    return record[6] if record else NOTHING


def packed(entry: Entry) -> bytes:
    """A meter in 28 bytes."""
    standard = (0,) + STANDARDS
    speed = (0,) + SPEEDS
    kind = standard.index(entry.standard) << 6 | STATES.index(entry.state) << 3 | speed.index(entry.baud)
    out = entry.address + bytes([kind, entry.thrifty << 7 | entry.preamble << 4 | len(entry.values)])
    for i in range(5):
        value = entry.values[i] if i < len(entry.values) else None
        out += (_ABSENT if value is None else value).to_bytes(4, "big")
    return out


def unpacked(raw: bytes, turn: int) -> Entry:
    """The meter in `raw`, as pass number `turn` has left it."""
    more = raw[7]
    entry = Entry(raw[:6], ((0,) + STANDARDS)[raw[6] >> 6], ((0,) + SPEEDS)[raw[6] & 7])
    entry.state, entry.turn = state(raw), turn
    entry.thrifty, entry.preamble = more > 127, more >> 4 & 7
    values = [int.from_bytes(raw[at : at + 4], "big") for at in range(8, 8 + 4 * (more & 15), 4)]
    fill(entry, [None if value == _ABSENT else value for value in values])
    return entry


def state(raw: bytes) -> str:
    """How the last attempt to read a packed meter ended."""
    return STATES[raw[6] >> 3 & 7]


def split(record: bytes) -> "tuple[int, int, list[bytes]]":
    """(first slot, number of the pass, the meters of that slot and those behind it, packed) of a record.

    Raises ValueError.
    """
    first, count = record[5], (len(record) - _HEAD) // METER
    if record[0] != TYPE or not count or len(record) != _HEAD + count * METER or not 0 < first <= SLOTS + 1 - count:
        raise ValueError("no packed readings")
    turn = int.from_bytes(record[1:5], "big")
    return first, turn, [record[at : at + METER] for at in range(_HEAD, len(record), METER)]


def unpack(record: bytes) -> "tuple[int, list[Entry]]":
    """(first slot, its meter and those behind it) of a record. Raises ValueError."""
    first, turn, meters = split(record)
    return first, [unpacked(meter, turn) for meter in meters]


def fill(entry: Entry, values: "list[int | None]") -> None:
    """Registers and their names, which follow from the standard. Raises ValueError."""
    if values:
        entry.names = (registers.rates_1997 if entry.standard == 1997 else registers.rates_2007)(len(values))
        entry.values = tuple(values)
