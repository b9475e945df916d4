# meterlist.py - the list of a box's meters, meters.json: a flat document, one line a meter, numbered from 1
"""
    {"wattkey": 1, "type": "meters", "1": "000000123456", "2": "000000123457 1997", "3": "000000123458 2007 2400"}

Number as printed, then the standard and the speed where they are known; what is missing is found out.
"""

from wattkey.box.boxmeter import MOST, SPEEDS, STANDARDS, BoxMeter
from wattkey.dlt645.values import BROADCAST
from wattkey.orders import LIMIT, METERS, BadDocument, is_list
from wattkey.strictjson import NotJSON, loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator

    from wattkey.ports import Drive

_MISSING = 2  # what an OSError says of a file that is not there


class BadList(BadDocument):
    """A list that cannot be taken; `line` is the number of the meter that is wrong, or missing."""

    def __init__(self, code: str, words: str, line: int) -> None:
        super().__init__(code, words)
        self.line = line


def listed(drive: "Drive", own: str = "") -> "Iterator[BoxMeter] | None":
    """The meters of the list on the drive; None where there is none. `own`: the number of the gateway itself, which
    is no meter. Raises OSError; where it is taken in, what `parse` does."""
    try:
        return each(drive.read(METERS, LIMIT + 1), own)
    except OSError as error:
        if error.args[:1] != (_MISSING,):
            raise
    called_so = sorted([path for path, size, _ in drive.list() if size >= 0 and is_list(path)])
    return each(drive.read(called_so[0], LIMIT + 1), own) if called_so else None


def parse(text: bytes) -> "list[BoxMeter]":
    """The meters of a list. Raises BadDocument; BadList where a line is wrong."""
    return list(each(text))


def each(text: bytes, own: str = "") -> "Iterator[BoxMeter]":
    """The meters of a list, made one at a time. Raises as `parse`.

    All 64 at once, between strings that are thrown away, would leave the board's heap with no room in one piece.
    """
    if len(text) > LIMIT:
        raise BadList("T52", "longer than 4096 bytes: leave out spaces", 0)
    if text[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in text[:4]:
        raise BadList("T53", "in UTF-16: save it as UTF-8", 0)
    if text[:3] == b"\xef\xbb\xbf":
        raise BadList("T53", "with a byte order mark: save it as UTF-8 without BOM", 0)
    try:
        doc = loads(text)
    except NotJSON as error:
        raise BadDocument("T22", str(error)) from error
    if doc.pop("wattkey", None) != 1 or doc.pop("type", None) != "meters":
        raise BadDocument("T23", "not a WattKey list of meters of version 1")
    if not 1 <= len(doc) <= MOST:
        raise BadList("T29", "%d meters; a list has 1 to %d" % (len(doc), MOST), len(doc) or 1)
    seen: "set[bytes]" = set()
    for number in range(1, len(doc) + 1):
        if str(number) not in doc:
            raise BadList("T29", "meters are numbered 1 to %d: %d is missing" % (len(doc), number), number)
        meter = _meter(number, doc[str(number)])
        if meter.address == BROADCAST:
            raise BadList("T29", "meter %d: 999999999999 means all meters" % number, number)
        if meter.address.hex() == own:
            raise BadList("T29", "meter %d: %s is the terminal itself (TERMINAL_ADDRESS)" % (number, own), number)
        if meter.address in seen:
            raise BadList("T29", "meter %d stands twice" % number, number)
        seen.add(meter.address)
        yield meter


def _meter(number: int, line: "str | int") -> BoxMeter:
    words = str(line).split(" ")
    address, more = words[0], words[1:]
    if len(address) != 12 or any(c not in "0123456789" for c in address):
        raise BadList("T29", "meter %d: %s is no number of 12 digits" % (number, address[:20]), number)
    meter = BoxMeter(bytes.fromhex(address))
    for word in more:
        if word in [str(s) for s in STANDARDS] and not meter.standard:
            meter.standard = int(word)
        elif word in [str(s) for s in SPEEDS] and not meter.baud:
            meter.baud = int(word)
        else:
            raise BadList("T29", "meter %d: %s is neither a standard nor a speed" % (number, word[:20]), number)
    return meter
