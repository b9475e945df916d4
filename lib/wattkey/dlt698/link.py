# link.py - the link frame of DL/T 698.45: its parts, its two checks, encode one
"""68 L L C AF [EXT] SA.. CA HCS HCS APDU FCS FCS 16 (DL/T 698.45, frame format).

L, 14 bits, low byte first, counts all but the first 68 and the last 16. AF: bits 7-6 kind of address (0 one meter,
1 wildcard, 2 group, 3 broadcast), bit 5 an extended logical address EXT follows, bit 4 the logical address without it,
bits 3-0 bytes of EXT and SA less one. SA travels low byte first; here it is given as printed. HCS is over what lies
between the first 68 and itself, FCS over what lies between the first 68 and itself, HCS included: CRC-16/X-25, low
byte first. In a scrambled frame (C bit 3) 33H was added to each byte of the APDU.
"""

import binascii

from micropython import const

from wattkey.dlt645.frame import biased

_BEGIN = const(0xFFFF)
_OVERHEAD = const(9)  # of L: L itself, C, AF, CA, HCS, FCS
_REPLY = const(0xC0)  # C: the meter speaks, because it was asked
SCRAMBLED = const(0x08)
ASK = const(0x43)
ANSWER = const(0xC3)
WILDCARD = const(0x40)  # AF: an A stands for any digit
EXTENDED = const(0x20)
KIND = const(0xC0)
CLIENT = const(0x10)  # our own address: a terminal's (0x) may be refused over infrared


class Frame698:
    """One frame: `address` as printed (1 to 16 bytes), `control`, `data` (the APDU, not scrambled, or a fragment with
    its two bytes in front), `client` address, `flags` (bits 7-4 of AF), `logical` address."""

    __slots__ = ("address", "client", "control", "data", "flags", "logical")

    def __init__(
        self, address: bytes, control: int, data: bytes = b"", client: int = CLIENT, flags: int = 0, logical: int = 0
    ) -> None:
        self.address = address
        self.control = control
        self.data = data
        self.client = client
        self.flags = flags | (0x10 if logical and not flags & EXTENDED else 0)
        self.logical = logical

    def is_answer(self) -> bool:
        """Whether a meter says this because it was asked."""
        return self.control & _REPLY == _REPLY


if hasattr(binascii, "crc_hqx"):  # Python on a PC has the sum itself, its bits the other way round
    _MIRROR = bytes([int("{:08b}".format(byte)[::-1], 2) for byte in range(256)])

    def crc(data: bytes, value: int = _BEGIN) -> int:
        """The register of CRC-16/X-25 behind `data`, `value` before it. A check is the register with all bits turned
        over."""
        value = binascii.crc_hqx(data.translate(_MIRROR), _MIRROR[value & 0xFF] << 8 | _MIRROR[value >> 8])
        return _MIRROR[value & 0xFF] << 8 | _MIRROR[value >> 8]

else:
    # fmt: off
    _TABLE = (
        0x0000, 0x1081, 0x2102, 0x3183, 0x4204, 0x5285, 0x6306, 0x7387,
        0x8408, 0x9489, 0xA50A, 0xB58B, 0xC60C, 0xD68D, 0xE70E, 0xF78F,
    )  # fmt: on

    def crc(data: bytes, value: int = _BEGIN) -> int:
        """The register of CRC-16/X-25 behind `data`; half a byte at a time, a table of 512 bytes is no quicker."""
        for byte in data:
            value ^= byte
            value = value >> 4 ^ _TABLE[value & 15]
            value = value >> 4 ^ _TABLE[value & 15]
        return value


def check(register: int) -> bytes:
    """The two bytes that stand in a frame for a register."""
    return (register ^ 0xFFFF).to_bytes(2, "little")


def encode(frame: Frame698, preamble: int = 4) -> bytes:
    """The bytes to send: `preamble` times FE, then the frame. Raises ValueError if it cannot be sent."""
    server = bytes(reversed(frame.address))
    if frame.flags & EXTENDED:
        server = bytes((frame.logical,)) + server
    length = _OVERHEAD + len(server) + len(frame.data)
    if not 1 <= len(server) <= 16 or length > 0x3FFF:
        raise ValueError("a frame has 1 to 16 address bytes, and L has 14 bits")
    flags = frame.flags & 0xF0 | len(server) - 1
    head = length.to_bytes(2, "little") + bytes((frame.control, flags)) + server + bytes((frame.client,))
    register = crc(head)
    body = check(register) + (biased(frame.data) if frame.control & SCRAMBLED else frame.data)
    return b"\xfe" * preamble + b"\x68" + head + body + check(crc(body, register)) + b"\x16"
