# readings.py - what the meters of a box told last, as /mail/readings.json keeps it: 64 slots of 256 bytes
"""The file is flat JSON of always the same 16,384 bytes. Meter number n of the list has slot n, of exactly 256 bytes,
so that sixteen fill one erase sector and none lies in two. Each line brings its own comma: a slot may be empty.

    {"wattkey": 1, "type": "readings"
    ,"1": "000000123456 1997 1200 fe0 read 7 12345.67 100.00 200.00 12045.67 5A0C93F1"
    }

Words: number as printed, standard, speed, FE bytes needed (fe?: not tried yet), state of the last attempt, "exchanged"
where another meter has come under this number, number of that pass, registers in kWh (total first), CRC-32 of all
before it. Where the registers are of an earlier pass, its number stands behind: 9/7.

A meter comes out of a slot, and goes into one, as (its packed form, number of that pass): packed.py.
"""

import binascii

from micropython import const

from wattkey.amount import cents
from wattkey.box.boxmeter import NONE, WAKE, names
from wattkey.box.packed import A_SECTOR, EXCHANGED, FIRST, METER, RECORD, SLOTS, TYPE, form, unpack, words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator

    from wattkey.box.boxmeter import BoxMeter
    from wattkey.ports import Drive

    Kept = tuple[bytes, int]

FILE = "/mail/readings.json"
SLOT = const(256)
SECTOR = SLOT * A_SECTOR  # the flash erases so much at once
SIZE = SLOT * SLOTS
_OPENING = b'{"wattkey": 1, "type": "readings"\n'
_CLOSING = b"}\n"
_VALUES = const(6)  # in a line at most: the total, four rates, and a dash where the meter has more


def slot(number: int, kept: "Kept | None") -> bytes:
    """The 256 bytes of slot `number` (1 to 64); blanks for None."""
    line = b""
    if kept:
        text = words(*kept)
        line = (',"%d": "%s %s"\n' % (number, text, _check(number, text))).encode()
    head = _OPENING if number == 1 else b""
    tail = _CLOSING if number == SLOTS else b""
    return head + line + b" " * (SLOT - len(head) - len(line) - len(tail)) + tail


def kept_in(number: int, raw: bytes) -> "Kept | None":
    """The meter in the 256 bytes of slot `number`; None for an empty one. Raises ValueError for what is no slot."""
    text = raw.strip()
    if number == 1:
        if not text.startswith(_OPENING.strip()):
            raise ValueError("the file does not begin as it must")
        text = text[len(_OPENING) :].strip()
    if number == SLOTS:
        if not text.endswith(b"}"):
            raise ValueError("the file does not end as it must")
        text = text[:-1].strip()
    if not text:
        return None
    head = (',"%d": "' % number).encode()
    if not text.startswith(head) or not text.endswith(b'"'):
        raise ValueError("no line of meter %d" % number)
    line, _, check = str(text[len(head) : -1], "utf-8").rpartition(" ")
    if check != _check(number, line):
        raise ValueError("damaged: the check does not agree")
    return _parsed(line.split(" "))


def each(drive: "Drive") -> "Iterator[Kept | None]":
    """Slot by slot, 64 of them; None for an empty or damaged one, or without a file. Of the file never more is in
    memory than a slot, for which there is always room."""
    for number in range(1, SLOTS + 1):
        try:
            yield kept_in(number, drive.read(FILE, SLOT, (number - 1) * SLOT))
        except (OSError, ValueError):
            yield None


def there(drive: "Drive") -> bool:
    """Whether the file is there, in its size; its last slot is looked at."""
    try:
        return len(drive.read(FILE, SLOT + 1, SIZE - SLOT)) == SLOT
    except OSError:
        return False


def slots(drive: "Drive") -> "list[BoxMeter | None]":
    """The meters slot by slot, 64 of them, as objects."""
    return [kept and unpack(*kept) for kept in each(drive)]


def load(drive: "Drive") -> "list[BoxMeter]":
    """The meters in the order of their slots, as objects; what is empty or damaged is left out."""
    return [unpack(*kept) for kept in each(drive) if kept]


def split(record: bytes) -> "tuple[int, int, list[bytes]]":
    """(first slot, number of the pass, the packed meters of that slot and those behind it) of a record.

    Raises ValueError.
    """
    first, count = record[FIRST], (len(record) - RECORD) // METER
    if record[0] != TYPE or not count or len(record) != RECORD + count * METER or not 0 < first <= SLOTS + 1 - count:
        raise ValueError("no packed readings")
    pass_number = int.from_bytes(record[1:5], "big")
    return first, pass_number, [record[at : at + METER] for at in range(RECORD, len(record), METER)]


def sector(record: bytes, old: bytes) -> bytes:
    """The erase sector of the record's slots, with them in it; of its other slots those that are whole stay.

    `old` is its 4096 bytes now. Raises ValueError.
    """
    first, pass_number, meters = split(record)
    start = start_of(record) // SLOT + 1  # number of the sector's first slot
    new = b""
    for number in range(start, start + A_SECTOR):
        if first <= number < first + len(meters):
            new += slot(number, (meters[number - first], pass_number))
            continue
        at = (number - start) * SLOT
        try:
            kept_in(number, old[at : at + SLOT])
            new += old[at : at + SLOT]
        except ValueError:  # a cut has torn it: unknown, and read anew
            new += slot(number, None)
    return new


def start_of(record: bytes) -> int:
    """Where in the file that sector begins."""
    return (split(record)[0] - 1) * SLOT // SECTOR * SECTOR


def empty() -> bytes:
    """The file as it comes with the drive."""
    return b"".join([slot(number, None) for number in range(1, SLOTS + 1)])


def _check(number: int, text: str) -> str:
    return "%08X" % binascii.crc32((str(number) + " " + text).encode())


def _parsed(fields: "list[str]") -> "Kept":
    """Raises ValueError; so does whatever a line of another version may hold."""
    exchanged = fields[5:6] == [EXCHANGED]
    if exchanged:
        del fields[5]
    if not 6 <= len(fields) <= 6 + _VALUES or len(fields[0]) != 12:
        raise ValueError("no line of a meter")
    address, standard, baud = bytes.fromhex(fields[0]), int(fields[1]), int(fields[2])
    tried, _, read = fields[5].partition("/")
    pass_number = int(tried)
    since = pass_number - int(read) if read else 0
    thrifty = fields[3] != "fe?"
    fe = int(fields[3][2:]) if thrifty else WAKE
    values = [None if word == "-" else cents(word) for word in fields[6:]]
    names(standard, len(values))  # a meter of that standard has so many
    right = (
        values[5:] in ([], [None])
        and address.hex() == fields[0]
        and 0 <= fe < 8
        and 0 <= since <= pass_number < 1 << 32
        and all((value or 0) < NONE for value in values)
    )
    if not right:
        raise ValueError("a number that is too large")
    kept = form(address, standard, fields[4], baud, thrifty, fe, values, since, exchanged)
    return kept, pass_number
