# box.py - the meters of a box: what their list says, what was learned of each, what was read last
"""The list is a flat document, one line a meter, numbered from 1:

    {"wattkey": 1, "type": "meters", "1": "000000123456", "2": "000000123457 1997", "3": "000000123458 2007 2400"}

Number as printed, then the standard and the speed where they are known; what is missing is found out.
"""

from micropython import const

from wattkey.orders import LIMIT, BadDocument
from wattkey.strictjson import NotJSON, loads

MOST = const(64)  # meters on one pair of wires
STANDARDS = (1997, 2007)
SPEEDS = (1200, 2400, 4800, 9600, 600)  # bits a second, the likeliest first
WAKE = const(4)  # FE bytes in front of a question; some meters need them all

UNREAD = "unread"
READ = "read"
SILENT = "silent"  # not one answer
REFUSED = "refused"  # it answers, but has no such data
UNSURE = "unsure"  # no two readings in a row were the same: nothing is reported rather than something wrong


class Entry:
    """One meter. `values`: total and rates in hundredths of a kWh, named by `names`; () before the first reading."""

    __slots__ = ("address", "baud", "names", "preamble", "searched", "standard", "state", "thrifty", "turn", "values")

    def __init__(self, address: bytes, standard: int = 0, baud: int = 0) -> None:
        self.address = address  # 6 bytes as printed
        self.standard = standard  # 1997, 2007; 0: not known yet
        self.baud = baud  # 0: not known yet
        self.preamble = WAKE
        self.thrifty = False  # whether fewer FE bytes were tried
        self.searched = 0  # searches at other speeds that found nothing
        self.state = UNREAD
        self.turn = 0  # number of the pass that has tried it last; 0: none
        self.names: "tuple[str, ...]" = ()
        self.values: "tuple[int | None, ...]" = ()

    @property
    def rates(self) -> int:
        """Tariff rates of the meter, 0 to 4."""
        return max(0, len(self.values) - 1)


class BadList(BadDocument):
    """A list that cannot be taken; `line` is the number of the meter that is wrong, or missing."""

    def __init__(self, code: str, words: str, line: int) -> None:
        super().__init__(code, words)
        self.line = line


def parse(text: bytes) -> "list[Entry]":
    """The meters of a list. Raises BadDocument; BadList where a line is wrong."""
    if len(text) > LIMIT:
        raise BadDocument("T21", "longer than 4096 bytes")
    try:
        doc = loads(text)
    except NotJSON as error:
        raise BadDocument("T22", str(error)) from error
    if doc.pop("wattkey", None) != 1 or doc.pop("type", None) != "meters":
        raise BadDocument("T23", "not a WattKey list of meters of version 1")
    if not 1 <= len(doc) <= MOST:
        raise BadList("T29", "%d meters; a list has 1 to %d" % (len(doc), MOST), len(doc) or 1)
    entries: "list[Entry]" = []
    for number in range(1, len(doc) + 1):
        if str(number) not in doc:
            raise BadList("T29", "meters are numbered 1 to %d: %d is missing" % (len(doc), number), number)
        entry = _entry(number, doc[str(number)])
        if any(entry.address == other.address for other in entries):
            raise BadList("T29", "meter %d stands twice" % number, number)
        entries.append(entry)
    return entries


def _entry(number: int, line: "str | int") -> Entry:
    words = str(line).split(" ")
    address, more = words[0], words[1:]
    if len(address) != 12 or any(c not in "0123456789" for c in address):
        raise BadList("T29", "meter %d: %s is no number of 12 digits" % (number, address[:20]), number)
    entry = Entry(bytes.fromhex(address))
    for word in more:
        if word in [str(s) for s in STANDARDS] and not entry.standard:
            entry.standard = int(word)
        elif word in [str(s) for s in SPEEDS] and not entry.baud:
            entry.baud = int(word)
        else:
            raise BadList("T29", "meter %d: %s is neither a standard nor a speed" % (number, word[:20]), number)
    return entry
