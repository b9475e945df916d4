# orders.py - the documents: their fields, their packed form, the strict way in
"""A document is flat JSON for people and a packed form for machines; the MAC covers the packed form.

The tables below are both at once. Packed forms are most significant byte first; `mac` comes last
and is SM4-CMAC under the card's own key. docs/esam.md shows the layouts.
"""

from wattkey.kinds import CENTS, DATE, DIGITS, FLAG, HEX, INT, PRICE, STATE, TIME, VERSION, from_bytes, to_bytes
from wattkey.strictjson import NotJSON, loads

# Rows that several documents share.
_SERIAL = ("serial", 8, HEX)  # of the chip
_ISSUE = ("issue", 4, INT)  # number of the issue or rekey document, counted per chip; 0: blank
_CARD = ("card", 8, DIGITS)
_ORDER = ("order", 4, INT)
_METER = ("meter", 6, DIGITS)
_COUNT = ("count", 4, INT)
_SECRET = ("secret", 96, HEX)  # customer number and five keys, enciphered for this chip alone
_MAC = ("mac", 16, HEX)

PURCHASE = (
    _CARD,
    _ORDER,
    _METER,
    _COUNT,
    ("amount", 4, PRICE),
    ("sold", 3, DATE),
    ("close", 1, FLAG),
    _MAC,
)
ISSUE = (_SERIAL, _ISSUE, _CARD, _METER, _ORDER, _COUNT, _SECRET, _MAC)  # order, count: the last ones used
REKEY = (_SERIAL, _ISSUE, _CARD, _METER, _SECRET, _MAC)
CANCEL = (_CARD, _ORDER, ("last", 4, INT), _COUNT, _MAC)  # orders `order` to `last`; count of the first
SETTLE = (_CARD, _ORDER, ("gone", 1, FLAG), _MAC)  # gone: the meter is off the wall, nothing reaches it any more
UNLOCK = (_CARD, ("reset", 4, INT), _MAC)  # takes the PIN away; counted per card
REPORT = (
    _CARD,
    _ISSUE,
    _ORDER,
    _METER,
    _COUNT,
    ("amount", 4, CENTS),
    ("state", 1, STATE),
    ("proved_count", 4, INT),  # of the last run file (078001FF) whose MAC the ESAM verified
    ("proved_remaining", 4, CENTS),
    ("read_count", 4, INT),  # the purchase count that the reading below belongs to; 0: no reading
    ("read_at", 6, TIME),  # all below is as the meter told it, without a MAC
    ("total", 4, CENTS),
    ("rate1", 4, CENTS),
    ("rate2", 4, CENTS),
    ("rate3", 4, CENTS),
    ("rate4", 4, CENTS),
    ("was_total", 4, CENTS),  # the same registers at the recharge before
    ("was_rate1", 4, CENTS),
    ("was_rate2", 4, CENTS),
    ("was_rate3", 4, CENTS),
    ("was_rate4", 4, CENTS),
    ("remaining", 4, CENTS),
    ("overdraft", 4, CENTS),
    ("bought", 4, CENTS),  # cumulative purchase amount
    _MAC,
)
CARD = (_SERIAL, _ISSUE, _CARD, _METER, _ORDER, _COUNT, ("firmware", 3, VERSION))
DOCUMENTS = {
    "purchase": PURCHASE,
    "report": REPORT,
    "issue": ISSUE,
    "card": CARD,
    "cancel": CANCEL,
    "settle": SETTLE,
    "rekey": REKEY,
    "unlock": UNLOCK,
}
TYPE_CODES = {
    "purchase": 1,
    "report": 2,
    "issue": 3,
    "card": 4,
    "cancel": 5,
    "settle": 6,
    "rekey": 7,
    "unlock": 8,
}
FROM_DEVICE = ("report", "card")  # all others are orders of the seller to the chip

PUBLISHED = ("/mail/card.json", "/mail/report.json")  # what the device itself puts on its drive
METERS = "/mail/meters.json"  # the list of a box (box/meterlist.py)
_NO_ORDERS = PUBLISHED + ("/mail/readings.json",)  # documents that the mailbox passes over, as the list of a box
LIMIT = 4096  # bytes; no document is longer


class BadDocument(ValueError):
    """A document that cannot be taken: `code` for the screen, the words say which field and why."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


def is_list(path: str) -> bool:
    """Whether a file is called like the list of a box, as browsers and people name it: any case, "(1)" behind it."""
    name = path.split("/")[-1].lower()
    return name.startswith("meters") and name.endswith(".json") and not name[6:-5].strip(" ()0123456789")


def is_document(path: str) -> bool:
    """Whether a file may be an order by its name: *.json, and none of those that the device knows otherwise."""
    name = path.split("/")[-1].lower()
    return name.endswith(".json") and name[0] != "." and path not in _NO_ORDERS and not is_list(path)


def size(name: str) -> int:
    """Length of the packed form of a document, type byte included."""
    return 1 + sum(length for _, length, _ in DOCUMENTS[name])


def parse(text: bytes) -> dict:
    """A document from the bytes of a file, every field checked. Raises BadDocument."""
    if len(text) > LIMIT:
        raise BadDocument("T21", "longer than 4096 bytes")
    try:
        doc = loads(text)
    except NotJSON as error:
        raise BadDocument("T22", str(error)) from error
    if doc.get("wattkey") != 1 or doc.get("type") not in DOCUMENTS:
        raise BadDocument("T23", "not a WattKey document of version 1")
    if "packed" in doc and doc["type"] in FROM_DEVICE:
        return _unpacked(doc)
    known = [name for name, _, _ in DOCUMENTS[doc["type"]]]
    for name in doc:
        if name not in known and name not in ("wattkey", "type"):
            raise BadDocument("T24", f'unknown field "{name[:20]}"')
    pack(doc)
    return doc


def _unpacked(doc: dict) -> dict:
    """The document that stands packed in another: boot.py writes one so whose layout it does not know."""
    try:
        packed = bytes.fromhex(doc["packed"])
    except (ValueError, TypeError) as error:
        raise BadDocument("T26", 'field "packed": ' + str(error)) from error
    if len(doc) > 3:
        raise BadDocument("T24", 'unknown fields beside "packed"')
    return unpack(doc["type"], packed)


def pack(doc: dict) -> bytes:
    """The packed form: type byte, then the fields. Raises BadDocument naming the first bad field."""
    out = bytearray([TYPE_CODES[doc["type"]]])
    for name, length, kind in DOCUMENTS[doc["type"]]:
        if name not in doc:
            raise BadDocument("T25", f'field "{name}" is missing')
        try:
            packed = to_bytes(doc[name], length, kind)
            if len(packed) != length or from_bytes(packed, kind) != doc[name]:
                raise ValueError("not as it is written: " + str(doc[name])[:20])  # one value, one spelling
        except (ValueError, TypeError, AttributeError, OverflowError) as error:
            raise BadDocument("T26", f'field "{name}": {error}') from error
        out += packed
    return bytes(out)


def unpack(name: str, packed: bytes) -> dict:
    """The document `name` whose packed form this is, ready for json. Raises BadDocument where `parse` would."""
    if len(packed) != size(name) or packed[0] != TYPE_CODES[name]:
        raise BadDocument("T27", "not a packed " + name)
    doc = {"wattkey": 1, "type": name}
    at = 1
    for field, length, kind in DOCUMENTS[name]:
        doc[field] = from_bytes(packed[at : at + length], kind)
        at += length
    pack(doc)
    return doc
