# profile.py - one kind of ESAM in tables: its commands, the fields of its answers, its status words
"""The chip of docs/esam.md. A chip with other codes is another profile: the rest of the core names commands and short
codes, and knows no APDU. Values are most significant byte first.
"""

from micropython import const

from wattkey.errors import PartBroken

# command: CLA INS P1 P2, bytes of each field in its answer
PROFILE = {
    "info": (b"\x90\x02\0\0", (1, 8, 4, 8, 6, 4, 4, 4, 1, 1, 4, 1, 1)),
    "issue": (b"\x90\x04\0\0", ()),  # the orders have the names of their documents
    "purchase": (b"\x90\x06\0\0", ()),
    "rekey": (b"\x90\x08\0\0", ()),
    "cancel": (b"\x90\x0a\0\0", ()),
    "settle": (b"\x90\x0c\0\0", ()),
    "unlock": (b"\x90\x0e\0\0", ()),
    "ir_random": (b"\x90\x10\0\0", (8,)),
    "ir_answer": (b"\x90\x12\0\0", (8,)),
    "login": (b"\x90\x14\0\0", (8, 8, 8)),
    "logged": (b"\x90\x16\0\0", ()),
    "status": (b"\x90\x18\0\0", (1, 1)),
    "proof": (b"\x90\x1a\0\0", (1, 1)),
    "release": (b"\x90\x1c\0\0", (4, 4, 4, 6, 4)),
    "confirm": (b"\x90\x1e\0\0", (1,)),
    "close": (b"\x90\x20\0\0", (20,)),
    "usage": (b"\x90\x22\0\0", ()),
    "report": (b"\x90\x24\0\0", (118,)),
    "pin": (b"\x90\x26\0\0", ()),
    "new_pin": (b"\x90\x28\0\0", ()),
    "seller_hello": (b"\x90\x30\0\0", (8,)),
    "seller_prove": (b"\x90\x32\0\0", (47, 8)),  # the answer to "info", the chip's proof
    "seller_heard": (b"\x90\x34\0\0", ()),
    "seller_sealed": (b"\x90\x36\0\0", (4,)),
    "seller_report": (b"\x90\x38\0\0", (118, 4)),
    "seller_leave": (b"\x90\x3a\0\0", ()),
}
DONE = const(0x9000)
_TRIES_LEFT = const(0x63C0)  # the last digit says how many
# short codes (texts/ has their words) on which a caller does something of its own
WRONG_MAC = "T31"
BAD_VALUE = "T38"
NOT_ISSUED = "T39"  # no keys in it yet
PIN_FIRST = "T48"
WRONG_PIN = "T62"
BLOCKED = "T63"
USED_UP = "M55"
UNCLEAR = "P02"
OTHER_CHIP = "P10"  # it has other commands than those above
# status word of a refusal -> its short code
_REFUSED = {
    0x6983: USED_UP,
    0x6984: PIN_FIRST,
    0x6985: "T37",
    0x6986: "T40",
    0x6988: WRONG_MAC,
    0x6A80: BAD_VALUE,
    0x6A82: "T32",
    0x6A83: "T33",
    0x6A84: "T34",
    0x6A85: "T35",
    0x6A86: "T36",
    0x6B00: NOT_ISSUED,
    0x6D00: OTHER_CHIP,
}


def read(command: str, answer: bytes, status: int) -> "tuple[list[bytes], str]":
    """What the chip says to a command of PROFILE: (fields of its answer, ""), or what `refused` makes of the status.

    Raises PartBroken (P10 for "info", else P02) when the answer has a wrong length.
    """
    return (cut(command, answer), "") if status == DONE else refused(status)


def refused(status: int) -> "tuple[list[bytes], str]":
    """(fields, short code) of a status word other than DONE. A wrong PIN alone has a field: the tries left, 1 byte."""
    if status & 0xFFF0 == _TRIES_LEFT:
        left = status & 15
        return [bytes([left])], WRONG_PIN if left else BLOCKED
    return [], _REFUSED.get(status, UNCLEAR)


def cut(command: str, answer: bytes) -> "list[bytes]":
    """The fields of an answer. Raises PartBroken (P10 for "info", else P02) when they do not add up."""
    lengths = PROFILE[command][1]
    if len(answer) != sum(lengths):
        code = OTHER_CHIP if command == "info" else UNCLEAR
        raise PartBroken(code, "%s: %d bytes, not %d" % (command, len(answer), sum(lengths)))
    parts = []
    at = 0
    for length in lengths:
        parts.append(answer[at : at + length])
        at += length
    return parts
