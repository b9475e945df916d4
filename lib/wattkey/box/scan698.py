# scan698.py - what a search asks meters of DL/T 698.45, and who answers; loaded when their turn has come
"""An A stands for any digit, so a crowd is told apart by one digit after the other, the last one first. A meter answers
under its own number. Only numbers of twelve digits are looked for."""

from micropython import const

from wattkey.dlt698 import get
from wattkey.dlt698.both import Scanner
from wattkey.dlt698.link import ASK, CLIENT, WILDCARD, Frame698, encode

LEVELS = const(12)  # digits
LAST = const(9)
ANSWER = const(35)  # bytes of one, without FE
_NUMBER = const(1)


def question(path: "list[int]", wake: int) -> bytes:
    """To the meters whose numbers end with these digits, the last one first."""
    digits = "".join([str(digit) for digit in reversed(path)])
    address = bytes.fromhex("a" * (LEVELS - len(digits)) + digits)
    flags = 0 if len(digits) == LEVELS else WILDCARD
    return encode(Frame698(address, ASK, get.question(get.ADDRESS, _NUMBER), CLIENT, flags), wake)


def path_of(address: bytes) -> "list[int]":
    """The way to one number."""
    return [int(digit) for digit in reversed(address.hex())]


def heard(data: bytes) -> "tuple[list[bytes], bytes, bool]":
    """(addresses of those who can be understood, what was said besides, whether some of it was an answer)."""
    there: "list[bytes]" = []
    odd = False
    scanner = Scanner()
    scanner.feed(data)
    frame = scanner.next(idle=True)
    while frame:
        if isinstance(frame, Frame698):
            data = data.replace(encode(frame, 0), b"", 1)
            if frame.is_answer() and len(frame.address) == 6 and frame.address.hex().isdigit():
                there.append(frame.address)
            else:
                odd = odd or frame.is_answer()
        frame = scanner.next(idle=True)
    return there, data, odd
