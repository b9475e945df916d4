# profile.py - one kind of ESAM in tables: its commands, the fields of its answers, its status words
"""The chip of docs/esam.md. A chip with other codes is another profile: the rest of the core names commands and short
codes, and knows no APDU. Values are most significant byte first.
"""

from micropython import const

from wattkey.errors import PartBroken

# A line for each command: its name, CLA INS P1 P2, bytes of each field in its answer. The orders have the names of
# their documents. (A dict of tuples costs the board 1,400 bytes of heap more than this text, measured.)
PROFILE = """
info 90020000 1 8 4 8 6 4 4 4 1 1 4 1 1
issue 90040000
purchase 90060000
rekey 90080000
cancel 900A0000
settle 900C0000
unlock 900E0000
ir_random 90100000 8
ir_answer 90120000 8
login 90140000 8 8 8
logged 90160000
status 90180000 1 1
proof 901A0000 1 1
release 901C0000 4 4 4 6 4
confirm 901E0000 1
close 90200000 20
usage 90220000
report 90240000 118
pin 90260000
new_pin 90280000
receipt 902A0000 4
seller_hello 90300000 8
seller_prove 90320000 47 8
seller_heard 90340000
seller_sealed 90360000 4
seller_report 90380000 118 4
seller_leave 903A0000
"""
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


def header(command: str) -> bytes:
    """CLA INS P1 P2 of a command of PROFILE; its data follows. Raises ValueError where there is none."""
    return bytes.fromhex(_row(command)[0])


def lengths(command: str) -> "list[int]":
    """Bytes of each field in its answer. Raises ValueError where there is no such command."""
    return [int(length) for length in _row(command)[1:]]


def read(command: str, answer: bytes, status: int) -> "tuple[list[bytes], str]":
    """What the chip says to a command: (fields of the answer, "" or the short code of a refusal).

    Of the refusals a wrong PIN alone has a field: the tries left (1 byte). Raises PartBroken as `cut` does.
    """
    if status == DONE:
        return cut(command, answer), ""
    if status & 0xFFF0 == _TRIES_LEFT:
        left = status & 15
        return [bytes([left])], WRONG_PIN if left else BLOCKED
    return [], _REFUSED.get(status, UNCLEAR)


def cut(command: str, answer: bytes) -> "list[bytes]":
    """The fields of an answer. Raises PartBroken (P10 for "info", else P02) when its length is another."""
    parts = []
    at = 0
    for length in lengths(command):
        parts.append(answer[at : at + length])
        at += length
    if at != len(answer):
        detail = "%s: %d bytes, not %d" % (command, len(answer), at)
        raise PartBroken(OTHER_CHIP if command == "info" else UNCLEAR, detail)
    return parts


def _row(command: str) -> "list[str]":
    at = PROFILE.index("\n" + command + " ") + len(command) + 2
    return PROFILE[at : PROFILE.index("\n", at)].split(" ")
