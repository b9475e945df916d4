# gdw376.py - the frame between a concentrator and its power line module, with a 645 frame inside
"""Q/GDW 376.2: 68 L(2) C R(6) [A1(6) A3(6)] AFN DT(2) data CS 16. L counts the whole frame, low byte first; CS is the
sum from C to the byte before it. AFN 13H F1 forwards a frame of 645 to a meter (5.5, "data forward")."""

from dataclasses import dataclass

_PROTOCOLS = {0: "transparent", 1: "DL/T 645-1997", 2: "DL/T 645-2007", 3: "DL/T 698.45"}
_FORWARD = 0x13
_HAS_ADDRESSES = 0x04  # in the first byte of R
_SHORTEST = 15


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
    if not _SHORTEST <= size == len(raw) or raw[0] != 0x68 or raw[-1] != 0x16:
        return None
    checksum = sum(raw[3 : size - 2]) & 0xFF
    if checksum != raw[size - 2] and not forgiving:
        return None
    control, route, place = raw[3], raw[4:10], 10
    source = target = b""
    if route[0] & _HAS_ADDRESSES:
        relays = 6 * (route[0] >> 4)
        source, target = raw[15:9:-1], raw[21 + relays : 15 + relays : -1]
        place = 22 + relays
    if place + 3 > size - 2:
        return None
    afn, dt, data = raw[place], raw[place + 1 : place + 3], raw[place + 3 : size - 2]
    protocol, content = _forwarded(afn, dt, control, data)
    if forgiving and b"\x68" not in content:
        return None
    return Wrapped(size, control, source, target, afn, _function(dt), protocol, content, checksum)


def _function(dt: bytes) -> int:
    """The F number of a data unit identifier: one bit of DT1 in group DT2."""
    return dt[1] * 8 + max(dt[0].bit_length(), 1)


def _forwarded(afn: int, dt: bytes, control: int, data: bytes) -> tuple[int | None, bytes]:
    """Protocol and content of AFN 13H F1; downwards behind flag and attached nodes, upwards behind a delay (2013)."""
    if afn != _FORWARD or _function(dt) != 1:
        return None, b""
    heads = [(0, 3 + 6 * data[2])] if not control & 0x80 and len(data) > 3 else [(0, 1), (2, 3)]
    for protocol, length in heads:
        if length < len(data) and data[length] == len(data) - length - 1:
            return data[protocol], data[length + 1 :]
    return None, b""
