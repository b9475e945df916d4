# strangers.py - frames of families that do not carry 645: Modbus, DLMS, M-Bus, IEC 101, 104, 62056-21, SML
"""Looked for only in bytes that are no frame of ours; told by a check, or by fields that all fit. `likeness` names what
begins like one and is wrong. Sources: Modbus over serial line 1.02 (2.5), IEC 62056-46 (6.4) and -47 (3),
IEC 62056-21 (6), BSI TR-03109-1 (SML)."""

import re
from collections.abc import Callable, Iterator

from wattkey_host.reader.dlt645.envelopes import Envelope, told
from wattkey_host.reader.dlt645.iec60870 import iec_104, short

_MODBUS = {1: "read coils", 2: "read inputs", 3: "read holding registers", 4: "read input registers"}
_MODBUS |= {5: "write a coil", 6: "write a register", 0x0F: "write coils", 0x10: "write registers"}
_COSEM = {
    0x60: "AARQ",
    0x61: "AARE",
    0x62: "RLRQ",
    0x63: "RLRE",
    0xC0: "GET",
    0xC1: "SET",
    0xC3: "ACTION",
    0xC4: "GET answer",
}
_COSEM |= {0xC5: "SET answer", 0xC7: "ACTION answer", 0x0F: "data notification", 0xD8: "exception", 0xDB: "ciphered"}
_HDLC = {0x93: "SNRM", 0x73: "UA", 0x53: "DISC", 0x1F: "DM", 0x97: "FRMR"}
_SIGN_ON = re.compile(rb"/(?:\?[^!]{0,32}!|[A-Za-z]{3}[0-9A-Z][^\r]{0,20})\r\n")
_OBIS = re.compile(rb"(?:\d+-\d+:)?[0-9A-F]+\.\d+\.\d+(?:\*\d+)?\([^)]{0,40}\)")
_PROGRAMMING = re.compile(rb"\x01[BPRW]\d\x02?[^\x03]{0,60}\x03.")
_OPTION = re.compile(rb"\x06[0-9][0-9A-I][0-9]\r\n")
_LONGEST_TEXT = 2048
_MOST = 4096  # bytes that are looked through
_WINDOW = 8192  # bytes from one place on that are looked at: a recording has gigabytes of noise


def strangers(raw: bytes) -> Iterator[tuple[int, Envelope]]:
    """(where, frame) of each frame of another family in bytes that are no frame of ours; in order, none in another. One
    without a check counts only at the beginning, or right behind another."""
    at = behind = 0
    while at < min(len(raw), _MOST):
        looks = _CHECKED + _UNCHECKED if at == behind else _CHECKED
        window = raw[at : at + _WINDOW]
        found = next((one for look in looks if (one := look(window))), None)
        if found:
            yield at, found
            at = behind = at + found.size
        elif begun := _BEGINS.search(raw, at + 1, _MOST + 1):
            at = begun.start()
        else:
            return


def likeness(raw: bytes) -> str:
    """What bytes that are no frame begin like, in words; "" if like nothing."""
    raw = raw.lstrip(b"\xfe")
    if raw[:1] == b"\x7e" and len(raw) > 2 and raw[1] & 0xF0 == 0xA0:
        return "like DLMS in HDLC (7E A0), but length or check do not fit"
    if len(raw) > 7 and raw[0] == 0x68 == raw[5] and raw[1:3] == raw[3:5]:
        return "like Q/GDW 376.1 (68 L L 68), but length or checksum do not fit"
    if len(raw) > 5 and raw[0] == 0x68 == raw[3] and raw[1] == raw[2]:
        return "like M-Bus or IEC 101 (68 L L 68), but length or checksum do not fit"
    if (
        len(raw) > 11
        and raw[0] == 0x68
        and raw[1] in range(0x10, 0x50)
        and raw[-1] == 0x16
        and len(raw) == 13 + raw[10]
    ):
        return "like CJ/T 188, but its checksum does not fit"
    if len(raw) > 4 and len(raw) in (5, 8, 5 + raw[2]) and raw[1] & 0x7F in _MODBUS and 0 < raw[0] < 248:
        return "like Modbus RTU, but its CRC does not fit"
    return ""


def _modbus(raw: bytes) -> Envelope | None:
    if len(raw) < 5 or raw[1] & 0x7F not in _MODBUS or raw[0] > 247:
        return None
    function = raw[1]
    sizes = [5] if function & 0x80 else [8]
    if function in (1, 2, 3, 4):
        sizes.append(5 + raw[2])
    if function in (0x0F, 0x10) and len(raw) > 6:
        sizes.append(9 + raw[6])
    for size in sizes:
        if len(raw) >= size and _crc(raw[: size - 2], 0xA001, 0xFFFF) == int.from_bytes(raw[size - 2 : size], "little"):
            said = _MODBUS[function & 0x7F] + (", refused" if function & 0x80 else "")
            title = f"Modbus RTU, slave {raw[0]}: {said}"
            return told(raw[:size], "Modbus RTU", title, raw[:1], raw[2 : size - 2], function)
    return None


def _modbus_tcp(raw: bytes) -> Envelope | None:
    size = 6 + int.from_bytes(raw[4:6], "big")
    if len(raw) < 9 or raw[2:4] != b"\0\0" or not 8 < size <= 260 or len(raw) < size or raw[7] & 0x7F not in _MODBUS:
        return None
    title = f"Modbus TCP, unit {raw[6]}: {_MODBUS[raw[7] & 0x7F]}"
    return told(raw[:size], "Modbus TCP", title, raw[6:7], raw[8:size], raw[7])


def _hdlc(raw: bytes) -> Envelope | None:
    """A flag, the format type A with a length, and the check over all but the flags."""
    if len(raw) < 9 or raw[0] != 0x7E or raw[1] & 0xF0 != 0xA0:
        return None
    size = ((raw[1] & 7) << 8 | raw[2]) + 2
    body = raw[1 : size - 1]
    if size < 9 or len(raw) < size or _crc(body[:-2], 0x8408, 0xFFFF) ^ 0xFFFF != int.from_bytes(body[-2:], "little"):
        return None
    at = 2
    for _ in range(2):  # two addresses, whose last byte is odd
        while at < len(body) - 3 and not body[at] & 1:
            at += 1
        at += 1
    llc = body.find(b"\xe6", at)
    tag = body[llc + 3] if 0 <= llc < at + 6 and llc + 3 < len(body) else -1
    said = _COSEM.get(tag) or _HDLC.get(body[at], f"control {body[at]:02X}")
    return told(raw[:size], "DLMS/HDLC", f"DLMS in HDLC: {said}", body[2:at], body[at + 1 : -2], body[at])


def _wrapper(raw: bytes) -> Envelope | None:
    size = 8 + int.from_bytes(raw[6:8], "big")
    if len(raw) < 10 or raw[:2] != b"\0\1" or len(raw) < size or raw[8] not in _COSEM:
        return None
    return told(raw[:size], "DLMS/TCP", f"DLMS over TCP or UDP: {_COSEM[raw[8]]}", raw[4:6], raw[8:size], raw[8])


def _iec_62056_21(raw: bytes) -> Envelope | None:
    """Text, perhaps with a parity bit: a sign-on, an option, a command, or lines of OBIS codes with values."""
    if raw[0] & 0x7F not in b"/\1\2\6" + b"0123456789":
        return None
    text = bytes(value & 0x7F for value in raw[:_LONGEST_TEXT])
    for pattern, said in ((_SIGN_ON, "sign-on"), (_OPTION, "option"), (_PROGRAMMING, "command")):
        if match := pattern.match(text):
            return told(raw[: match.end()], "IEC 62056-21", f"IEC 62056-21: {said}", content=match[0])
    start = 1 if text[:1] == b"\2" else 0
    if not (first := _OBIS.match(text, start)):
        return None
    end = text.find(b"\3", start)
    size = end + 2 if end >= 0 else max(first.end(), text.rfind(b"\n") + 1)
    title = f"IEC 62056-21: values, the first {first[0].decode()}"
    return told(raw[:size], "IEC 62056-21", title, content=text[start:size])


def _sml(raw: bytes) -> Envelope | None:
    if not raw.startswith(b"\x1b\x1b\x1b\x1b\1\1\1\1"):
        return None
    end = raw.find(b"\x1b\x1b\x1b\x1b\x1a")
    size = end + 8 if end > 0 else len(raw)
    return told(raw[:size], "SML", "SML, of a German meter", content=raw[8:size])


def _crc(data: bytes, polynomial: int, register: int) -> int:
    """CRC-16 with the low bit first."""
    for value in data:
        register ^= value
        for _ in range(8):
            register = register >> 1 ^ (polynomial if register & 1 else 0)
    return register


_Look = Callable[[bytes], Envelope | None]
_CHECKED: tuple[_Look, ...] = (_hdlc, _sml, short, _modbus)
# How those begin, found fast: nearly all of a long noise begins like none.
_FUNCTIONS = bytes(sorted({function | refused for function in _MODBUS for refused in (0, 0x80)}))
_BEGINS = re.compile(rb"[\x7e\x1b\x10]|[\0-\xf7][" + re.escape(_FUNCTIONS) + rb"]")
_UNCHECKED: tuple[_Look, ...] = (iec_104, _iec_62056_21, _wrapper, _modbus_tcp)
