# iec60870.py - frames of IEC 60870-5-101 and -104, and of M-Bus, which shares the form of the first
"""Sources: IEC 60870-5-101 (6.2, 7.2), IEC 60870-5-104 (5), EN 13757-2 (5.7), EN 13757-3 (CI)."""

from wattkey_host.reader.dlt645.envelopes import Envelope, told

_MBUS_CONTROL = {0x40: "SND_NKE", 0x5A: "REQ_UD1", 0x5B: "REQ_UD2", 0x7A: "REQ_UD1", 0x7B: "REQ_UD2"}
_MBUS_CONTENT = {0x50, 0x51, 0x52, 0x54, 0x55, 0x56, 0x5A, 0x5B, 0x6C, 0x6D, 0x70, 0x71, 0x72, 0x73, 0x76, 0x78, 0x7A}
_MBUS_CONTENT |= set(range(0xB8, 0xC0))
_U_104 = {0x07: "STARTDT", 0x0B: "STARTDT confirmed", 0x13: "STOPDT", 0x23: "STOPDT confirmed", 0x43: "TESTFR"}
_U_104 |= {0x83: "TESTFR confirmed"}
_TYPES = {*range(1, 41), *range(45, 52), *range(58, 65), 70, *range(100, 108), *range(110, 114), *range(120, 128)}
# bytes of one object of a type, without its address
_SIZES = {1: 1, 3: 1, 5: 2, 7: 5, 9: 3, 11: 3, 13: 5, 15: 5, 21: 2, 30: 8, 31: 8, 32: 9, 33: 12, 34: 10, 35: 10, 36: 12}
_SIZES |= {37: 12, 45: 1, 46: 1, 47: 1, 48: 3, 49: 3, 50: 5, 51: 4, 58: 8, 59: 8, 60: 8, 61: 10, 62: 10, 63: 12, 64: 11}
_SIZES |= {70: 1, 100: 1, 101: 1, 102: 0, 103: 7, 104: 2, 105: 1, 106: 2, 107: 9, 110: 3, 111: 3, 112: 5, 113: 1}


def ft12(stream: bytes, at: int) -> Envelope | None:
    """68 L L 68, control, address: a long frame of M-Bus or IEC 101, with its sum."""
    head = stream[at : at + 4]
    size = head[1] + 6 if len(head) > 3 and head[1] == head[2] and head[3] == 0x68 and head[1] > 2 else 0
    raw = stream[at : at + size]
    if not size or len(raw) < size or raw[-1] != 0x16 or raw[-2] != sum(raw[4:-2]) & 0xFF:
        return None
    if raw[6] in _MBUS_CONTENT:
        return told(raw, "M-Bus", f"M-Bus, address {raw[5]}: CI {raw[6]:02X}", raw[5:6], raw[7:-2], raw[4])
    types = [raw[place] for place in (5, 6, 7) if place < size - 2]  # the link's address has 0 to 2 bytes
    said = f"type {raw[6]}" if raw[6] in _TYPES else f"type {next((one for one in types if one in _TYPES), raw[6])}"
    return told(raw, "IEC 60870-5-101", f"IEC 101, link {raw[5]}: {said}", raw[5:6], raw[6:-2], raw[4])


def short(raw: bytes) -> Envelope | None:
    """10, control, address, sum, 16: of both."""
    if len(raw) < 5 or raw[0] != 0x10 or raw[4] != 0x16 or raw[3] != (raw[1] + raw[2]) & 0xFF:
        return None
    mbus = raw[1] in _MBUS_CONTROL
    name = ("M-Bus", f"M-Bus, address {raw[2]}: {_MBUS_CONTROL[raw[1]]}") if mbus else (
        "IEC 60870-5-101", f"IEC 101, link {raw[2]}: short frame, control {raw[1]:02X}"
    )  # fmt: skip
    return told(raw[:5], *name, raw[2:3], b"", raw[1])


def iec_104(raw: bytes) -> Envelope | None:
    """Start 68, a length, four bytes of control; no check, so everything must fit."""
    size = raw[1] + 2 if len(raw) > 5 and raw[0] == 0x68 else 0
    if not 6 <= size <= min(255, len(raw)) or (len(raw) > size and raw[size] != 0x68):
        return None
    said = ""
    if size == 6 and raw[2] in _U_104 and raw[3:6] == b"\0\0\0":
        said = _U_104[raw[2]]
    elif size == 6 and raw[2:4] == b"\1\0" and not raw[4] & 1:
        said = "received so far"
    elif size > 11 and not raw[2] & 1 and not raw[4] & 1 and size == 12 + _objects(raw[6], raw[7]):
        said = f"type {raw[6]}, station {raw[10] | raw[11] << 8}"
    return (
        told(raw[:size], "IEC 60870-5-104", f"IEC 104: {said}", content=raw[6:size], control=raw[2]) if said else None
    )


def _objects(kind: int, count: int) -> int:
    """Bytes of that many objects of a type, each behind an address of three, or all behind one; -1: none is known."""
    number, size = count & 0x7F, _SIZES.get(kind)
    if size is None or not number:
        return -1
    return 3 + number * size if count & 0x80 else number * (3 + size)
