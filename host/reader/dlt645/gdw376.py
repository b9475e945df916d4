# gdw376.py - the frame between a concentrator and its power line module, with a 645 frame inside
"""The frame itself is the core's (lib/wattkey/gdw3762.py); here it gets words."""

from dataclasses import dataclass

from wattkey.gdw3762 import F1, FORWARD, Packet, decode

_MODES = (1, 2, 3, 10, 20)  # C, bits 5..0: centralised, distributed, broadband, micropower radio, Ethernet
_FUNCTIONS = {*range(0x07), 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x20, 0xF0, 0xF1}  # AFN, all that there are
_PROTOCOLS = {0: "transparent", 1: "DL/T 645-1997", 2: "DL/T 645-2007", 3: "DL/T 698.45"}


@dataclass(frozen=True)
class Wrapped:
    """A frame of 376.2: control, node addresses as printed, AFN, F number, and the frame inside (or nothing)."""

    size: int
    control: int
    source: bytes
    target: bytes
    afn: int
    function: int
    protocol: int | None
    content: bytes
    body: bytes  # behind AFN and F number
    checksum: int  # as it should be

    @property
    def down(self) -> bool:
        """Whether it goes from the concentrator to its module."""
        return not self.control & 0x80

    @property
    def title(self) -> str:
        """What it is, in words."""
        way = "concentrator to module" if self.down else "module to concentrator"
        text = f"376.2 {way}: AFN {self.afn:02X} F{self.function}"
        if self.protocol is not None:
            name = _PROTOCOLS.get(self.protocol, f"protocol {self.protocol}")
            text += f", forwards {len(self.content)} bytes of {name}"
        return text + (f", node {self.target.hex()}" if self.target else "")


def unwrap(stream: bytes, at: int = 0, forgiving: bool = False) -> Wrapped | None:
    """The frame of 376.2 that begins at `at`, if there is a whole and right one.

    With `forgiving` also one with a wrong checksum, if it can be nothing else: it forwards a frame of 645.
    """
    size = int.from_bytes(stream[at + 1 : at + 3], "little")
    raw = stream[at : at + size]
    checksum = sum(raw[3:-2]) & 0xFF
    if forgiving:
        raw = raw[:-2] + bytes([checksum]) + raw[-1:]
    try:
        packet = decode(raw)
    except ValueError:
        return None
    if raw[3] & 0x3F not in _MODES or packet.afn not in _FUNCTIONS or packet.dt[0].bit_count() > 1:
        return None  # the sum fits, by chance
    protocol, content = _forwarded(packet)
    if forgiving and b"\x68" not in content:
        return None
    source, target = packet.source[::-1], packet.target[::-1]
    return Wrapped(
        size, raw[3], source, target, packet.afn, _function(packet.dt), protocol, content, packet.data, checksum
    )


def _function(dt: bytes) -> int:
    """The F number of a data unit identifier: one bit of DT1 in group DT2."""
    return dt[1] * 8 + max(dt[0].bit_length(), 1)


def _forwarded(packet: Packet) -> tuple[int | None, bytes]:
    """Protocol and content of AFN 13H F1; downwards behind flag and attached nodes, upwards behind a delay (2013)."""
    data = packet.data
    if packet.afn != FORWARD or packet.dt != F1:
        return None, b""
    heads = [(0, 3 + 6 * data[2])] if not packet.up and len(data) > 3 else [(0, 1), (2, 3)]
    for protocol, length in heads:
        if length < len(data) and data[length] == len(data) - length - 1:
            return data[protocol], data[length + 1 :]
    return None, b""
