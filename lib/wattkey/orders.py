# orders.py - the documents: their fields, their packed form, the strict way in
"""A document is flat JSON for people and a packed form for machines; the MAC covers the packed form.

The tables below are both at once. Packed forms are most significant byte first; `mac` comes last
and is SM4-CMAC under the card's own key. docs/esam.md shows the layouts.
"""

from wattkey.strictjson import NotJSON, loads

HEX = "hex"  # small hexadecimal digits, two a byte
DIGITS = "digits"  # decimal digits as printed (BCD), two a byte
INT = "int"
FLAG = "flag"  # 0 or 1
CENTS = "cents"  # binary hundredths <-> "1234.56"; all ones: absent, ""
PRICE = "price"  # the same, from 0.01 to 99999.99, never absent
DATE = "date"  # YYMMDD BCD <-> "2026-11-20"
TIME = "time"  # YYMMDDhhmmss BCD <-> "2026-11-20 09:30:15"; zeros: never, ""
STATE = "state"  # one of STATES
VERSION = "version"  # three bytes <-> "0.1.0"

STATES = ("none", "stored", "offered", "not credited", "delivered", "disputed", "cancelled")

PURCHASE = (
    ("card", 8, DIGITS),
    ("order", 4, INT),
    ("meter", 6, DIGITS),
    ("count", 4, INT),
    ("amount", 4, PRICE),
    ("sold", 3, DATE),
    ("close", 1, FLAG),
    ("mac", 16, HEX),
)
REPORT = (
    ("card", 8, DIGITS),
    ("order", 4, INT),
    ("meter", 6, DIGITS),
    ("count", 4, INT),
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
    ("mac", 16, HEX),
)
CARD = (
    ("card", 8, DIGITS),
    ("meter", 6, DIGITS),
    ("order", 4, INT),
    ("count", 4, INT),
    ("firmware", 3, VERSION),
)
DOCUMENTS = {"purchase": PURCHASE, "report": REPORT, "card": CARD}
TYPE_CODES = {"purchase": 1, "report": 2, "card": 4}

PUBLISHED = ("/mail/card.json", "/mail/report.json")  # what the device itself puts on its drive
LIMIT = 4096  # bytes; no document is longer
ABSENT = 0xFFFFFFFF
DEAREST = 9999999  # cents; the ESAM takes no larger purchase


class BadDocument(ValueError):
    """A document that cannot be taken: `code` for the screen, the words say which field and why."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


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
    known = [name for name, _, _ in DOCUMENTS[doc["type"]]]
    for name in doc:
        if name not in known and name not in ("wattkey", "type"):
            raise BadDocument("T24", f'unknown field "{name[:20]}"')
    pack(doc)
    return doc


def pack(doc: dict) -> bytes:
    """The packed form: type byte, then the fields. Raises BadDocument naming the first bad field."""
    out = bytearray([TYPE_CODES[doc["type"]]])
    for name, length, kind in DOCUMENTS[doc["type"]]:
        if name not in doc:
            raise BadDocument("T25", f'field "{name}" is missing')
        try:
            packed = _to_bytes(doc[name], length, kind)
            if len(packed) != length or _from_bytes(packed, kind) != doc[name]:
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
        doc[field] = _from_bytes(packed[at : at + length], kind)
        at += length
    pack(doc)
    return doc


def cents(text: str) -> int:
    """ "100.00" -> 10000. Raises ValueError unless it is digits, a point and two digits."""
    whole, point, rest = text.partition(".")
    if len(text) > 11 or point != "." or len(rest) != 2 or not _all_digits(whole + rest):
        raise ValueError("an amount looks like 100.00")
    if not whole or whole != "0" and whole[0] == "0":
        raise ValueError("an amount looks like 100.00")
    return int(whole) * 100 + int(rest)


def money(value: int) -> str:
    """10000 -> "100.00"."""
    return f"{value // 100}.{value % 100:02d}"


def _all_digits(text: str) -> bool:
    return bool(text) and all(c in "0123456789" for c in text)


def _to_bytes(value: "str | int", length: int, kind: str) -> bytes:
    if kind in (INT, FLAG):
        if not isinstance(value, int) or not 0 <= value < (2 if kind == FLAG else 1 << 8 * length):
            raise ValueError("must be 0 or 1" if kind == FLAG else f"must be a whole number of {length} bytes")
        return value.to_bytes(length, "big")
    if not isinstance(value, str):
        raise ValueError("must be text")
    if kind == STATE:
        if value not in STATES:
            raise ValueError("no such state")
        return bytes([STATES.index(value)])
    if kind == VERSION:
        return bytes([int(part) for part in value.split(".")])
    if kind in (CENTS, PRICE):
        number = cents(value) if value or kind == PRICE else ABSENT
        if kind == PRICE and not 0 < number <= DEAREST:
            raise ValueError("must be 0.01 to 99999.99")
        return number.to_bytes(length, "big")
    return bytes.fromhex(_digits(value, 2 * length, kind))


def _digits(value: str, length: int, kind: str) -> str:
    digits = value
    if kind == DATE:
        digits = _shape(value, "20dd-dd-dd")
        if not (1 <= int(digits[2:4]) <= 12 and 1 <= int(digits[4:]) <= 31):
            raise ValueError("no such day")
    elif kind == TIME:
        digits = _shape(value, "20dd-dd-dd dd:dd:dd") if value else "0" * length
    if len(digits) != length or kind == DIGITS and not _all_digits(digits):
        raise ValueError(f"must have {length} digits")
    return digits


def _shape(value: str, shape: str) -> str:
    if len(value) != len(shape):
        raise ValueError("looks like " + shape)
    digits = ""
    for i, want in enumerate(shape):
        if want == "d" and value[i] in "0123456789":
            digits += value[i]
        elif want == "d" or value[i] != want:
            raise ValueError("looks like " + shape)
    return digits


def _from_bytes(raw: bytes, kind: str) -> "str | int":
    number = int.from_bytes(raw, "big")
    if kind in (INT, FLAG):
        return number
    if kind in (CENTS, PRICE):
        return "" if number == ABSENT else money(number)
    if kind == STATE:
        return STATES[number] if number < len(STATES) else "?"
    if kind == VERSION:
        return ".".join([str(part) for part in raw])
    return _dashed(raw.hex(), kind)


def _dashed(digits: str, kind: str) -> str:
    if kind not in (DATE, TIME):
        return digits
    if kind == TIME and digits == "0" * 12:
        return ""
    pairs = [digits[i : i + 2] for i in range(0, len(digits), 2)]
    day = "20" + "-".join(pairs[:3])
    return day + " " + ":".join(pairs[3:]) if kind == TIME else day
