# get.py - what collecting asks a meter of DL/T 698.45, and what its answer says
"""GET-Request normal: 05 01 PIID OAD 00 (no time tag). Its answer: 85 01 PIID OAD, then 01 and data, or 00 and the
reason (DAR); then follow report and time tag, 00 each where there is none: without them it is not whole. Bits 5 to 0 of
PIID number question and answer. Energy is an array: 01, count, and for each 05 (signed) or 06 (unsigned) with 4 bytes,
high byte first, 0.01 kWh; 00 for none."""

from micropython import const

# the first byte of an APDU; REPLY is set in that of the answer
GET = const(0x05)
SECURITY = const(0x10)
REPLY = const(0x80)
# the second byte of a GET
NORMAL = const(1)  # one attribute
LIST = const(2)
RECORD = const(3)
NEXT = const(5)  # block of an answer
ENERGY = const(0x00100200)  # forward active energy: total, then the rates
TOTAL = const(0x00100201)
ADDRESS = const(0x40010200)
_ARRAY = b"\x01"
_SIGNED = const(5)
_UNSIGNED = const(6)
_MOST = const(64)  # values in an array
_TAGGED = const(12)  # bytes behind the data where there is a time tag


class Denied(Exception):
    """The meter answers that it does not give the value; `reason` is its DAR."""

    def __init__(self, reason: int) -> None:
        super().__init__(reason)
        self.reason = reason


def question(oad: int, number: int) -> bytes:
    """The APDU that asks for one attribute; `number` 0 to 63."""
    return bytes((GET, NORMAL, number)) + oad.to_bytes(4, "big") + b"\0"


def answer(question: bytes, apdu: bytes) -> "bytes | None":
    """What stands behind the 01 of the answer; None if `apdu` does not answer `question`. Raises Denied."""
    if len(apdu) < 9 or apdu[0] != question[0] | REPLY or apdu[1] != question[1] or apdu[3:7] != question[3:7]:
        return None
    if (apdu[2] ^ question[2]) & 0x3F:
        return None
    if apdu[7] == 0:
        raise Denied(apdu[8])
    return apdu[8:] if apdu[7] == 1 else None


def energies(data: bytes) -> "list[int | None]":
    """Total and rates in hundredths of a kWh; None where the meter has none. A value alone is the total.

    Raises ValueError for what is no array of energies.
    """
    count, at = 1, 0
    if data[:1] == _ARRAY:
        count, at = data[1] if len(data) > 1 else 0, 2
        if not 1 <= count <= _MOST:
            raise ValueError("an array of %d" % count)
    values: "list[int | None]" = []
    for _ in range(count):
        kind = data[at] if at < len(data) else -1
        size = 4 if kind in (_SIGNED, _UNSIGNED) else 0
        if kind and not size or at + size >= len(data):
            raise ValueError("no energy at byte %d" % at)
        value = int.from_bytes(data[at + 1 : at + 1 + size], "big")
        if kind == _SIGNED and value >> 31:  # the board's int.from_bytes knows no sign
            value -= 1 << 32
        values.append(value if size else None)
        at += 1 + size
    check_tail(data, at)
    return values


def check_tail(data: bytes, at: int) -> None:
    """What stands from byte `at` on must be a follow report and a time tag. Raises ValueError."""
    tail = data[at:]
    if tail != b"\0\0" and (len(tail) < 2 or tail[0] != 1 and (tail[:2] != b"\0\1" or len(tail) != _TAGGED)):
        raise ValueError("%d bytes behind the data" % len(tail))
