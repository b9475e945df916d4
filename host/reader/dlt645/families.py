# families.py - frames of other protocols that also begin with 68: which one it is, and what lies inside
"""Each family is told by more than a sum, for sums of one byte fit by chance: by lengths that stand twice, by the
fields that only it has. Sources: CJ/T 188-2004 (7), Q/GDW 376.1 (5), Q/CSG 1209021 (5)."""

from collections.abc import Callable

from wattkey_host.reader.dlt645.envelopes import Envelope
from wattkey_host.reader.dlt645.gdw376 import unwrap
from wattkey_host.reader.dlt645.iec60870 import ft12
from wattkey_host.reader.dlt698 import frames698

_METERS_188 = {0x10: "cold water", 0x11: "hot water", 0x12: "drinking water", 0x13: "reclaimed water", 0x20: "heat"}
_METERS_188 |= {0x21: "cooling", 0x30: "gas", 0x40: "electricity"}
_CONTROLS_188 = {0x01: "read", 0x03: "read address", 0x04: "write", 0x09: "read key version", 0x15: "write address"}
_CONTROLS_188 |= {0x16: "set the starting value"}
_CSG_AFN = {0: "confirm or deny", 1: "set up module", 2: "tasks", 3: "read parameters", 4: "write parameters"}
_CSG_AFN |= {5: "report", 6: "ask the concentrator", 7: "files", 0xF0: "maintenance"}
_AFN_3761 = {
    0: "confirm or deny",
    1: "reset",
    2: "link check",
    4: "set parameters",
    5: "control",
    0x0A: "ask parameters",
}
_AFN_3761 |= {0x0C: "ask present data", 0x0D: "ask past data", 0x0E: "ask events", 0x0F: "files", 0x10: "forward data"}
_GDW3761_LEAST = 8  # control, address 5, AFN, SEQ
_LEAST = 12
_LONGEST_MODULE = (
    2048  # bytes of a frame of 376.2 or Southern Grid: a length without a check, so noise may say anything
)


def envelope(stream: bytes, at: int, forgiving: bool = False) -> Envelope | None:
    """The right frame of another family that begins at `at`. `forgiving`: one of 376.2 with a wrong checksum."""
    if forgiving:
        return _of_3762(stream, at, True)
    return next((found for look in _FAMILIES if (found := look(stream, at))), None)


def awaited(stream: bytes, at: int) -> int:
    """The size of the longest frame of another family that may begin with the 68 at `at`; 0 if none can."""
    head = stream[at : at + 24]
    if len(head) < _LEAST:
        return _LEAST
    size = int.from_bytes(head[1:3], "little")
    module = size if head[7] != 0x68 and 12 <= size <= _LONGEST_MODULE else 0
    long = head[1] + 6 if head[1] == head[2] and head[3] == 0x68 else 0  # of M-Bus and IEC 101
    return max(frames698.size_of(stream, at), _size_3761(head), _size_188(head), module, long)


def _sum(raw: bytes) -> int:
    return sum(raw) & 0xFF


def _size_3761(head: bytes) -> int:
    if len(head) < 6 or head[5] != 0x68 or head[1:3] != head[3:5] or not head[1] & 3:
        return 0
    inside = int.from_bytes(head[1:3], "little") >> 2
    return inside + 8 if inside >= _GDW3761_LEAST else 0


def _of_3761(stream: bytes, at: int) -> Envelope | None:
    size = _size_3761(stream[at : at + 6])
    raw = stream[at : at + size]
    if not size or len(raw) < size or raw[-1] != 0x16 or raw[-2] != _sum(raw[6:-2]):
        return None
    region, terminal = raw[8:6:-1], raw[10:8:-1]
    way = "from" if raw[6] & 0x80 else "to"
    said = _AFN_3761.get(raw[12], "")
    target = region + terminal
    title = f"376.1 {way} terminal {target.hex().upper()}: AFN {raw[12]:02X} {said}".rstrip()
    return Envelope(size, "Q/GDW 376.1", title, target, raw[6], raw[14:-2])


def _size_188(head: bytes) -> int:
    """A kind of meter and a control code that CJ/T 188 knows, and a length; or a maker's own code to any meter."""
    if len(head) < 11 or not 0x10 <= head[1] <= 0x49:
        return 0
    own = head[2:9] == b"\xaa" * 7 and head[1] in _METERS_188
    if not own and (head[9] & 0x3F not in _CONTROLS_188 or head[10] < 3):
        return 0
    return 13 + head[10]


def _of_188(stream: bytes, at: int) -> Envelope | None:
    size = _size_188(stream[at : at + 12])
    raw = stream[at : at + size]
    if not size or len(raw) < size or raw[-1] != 0x16 or raw[-2] != _sum(raw[:-2]):
        return None
    meter, target = _METERS_188.get(raw[1], f"kind {raw[1]:02X}"), raw[8:1:-1]
    way = "from" if raw[9] & 0x80 else "to"
    said = _CONTROLS_188.get(raw[9] & 0x3F, f"control {raw[9]:02X}")
    title = f"CJ/T 188 {way} {meter} meter {target.hex().upper()}: {said}"
    return Envelope(size, "CJ/T 188", title, target, raw[9], raw[11:-2], "188")


def _of_csg(stream: bytes, at: int) -> Envelope | None:
    """Control code that ends in three zero bits, addresses if bit 5 is set, AFN, SEQ, an identifier that begins E8."""
    size = int.from_bytes(stream[at + 1 : at + 3], "little")
    raw = stream[at : at + size]
    if not 12 <= size <= _LONGEST_MODULE or len(raw) < size or raw[-1] != 0x16:
        return None
    if raw[-2] != _sum(raw[3:-2]) or raw[3] & 7:
        return None
    afn = 16 if raw[3] & 0x20 else 4
    identifier = raw[afn + 2 : afn + 6][::-1]
    if size < afn + 8 or identifier[0] != 0xE8 or raw[afn] not in _CSG_AFN:
        return None
    target = raw[10:16][::-1] if afn > 4 else b""
    way = "module to concentrator" if raw[3] & 0x80 else "concentrator to module"
    node = f", node {target.hex()}" if target else ""
    title = f"Southern Grid {way}: AFN {raw[afn]:02X} {_CSG_AFN[raw[afn]]}, DI {identifier.hex().upper()}{node}"
    return Envelope(size, "Q/CSG local module", title, target, raw[3], raw[afn + 6 : -2])


def _of_3762(stream: bytes, at: int, forgiving: bool = False) -> Envelope | None:
    size = int.from_bytes(stream[at + 1 : at + 3], "little")
    end = stream[at + size - 1 : at + size]
    found = unwrap(stream, at, forgiving) if end == b"\x16" and size <= _LONGEST_MODULE else None
    if not found:
        return None
    protocol = {1: "645", 2: "645", 3: "698"}.get(found.protocol or 0, "")
    content = found.content if found.protocol is not None else found.body
    return Envelope(
        found.size, "Q/GDW 376.2", found.title, found.target, found.control, content, protocol, found.checksum
    )


_FAMILIES: tuple[Callable[[bytes, int], Envelope | None], ...] = (_of_3761, _of_csg, _of_188, ft12, _of_3762)
