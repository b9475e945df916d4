# framing.py - the frames that carry commands to the chip on SPI, and answers back
"""55 CLA INS P1 P2 LenH LenL DATA LRC one way, 55 SW1 SW2 LenH LenL DATA LRC the other (docs/esam.md)."""

START = 0x55
OVERHEAD = 8  # 55, CLA INS P1 P2, length 2, LRC


def lrc(data: bytes) -> int:
    """The check byte of a frame: NOT of the XOR of everything between the 55 and itself."""
    value = 0xFF
    for byte in data:
        value ^= byte
    return value


def framed(data: bytes, sw: int) -> bytes:
    """The frame of an answer, from its 55 on."""
    body = sw.to_bytes(2, "big") + len(data).to_bytes(2, "big") + data
    return bytes([START]) + body + bytes([lrc(body)])


def unframed(frame: bytes) -> bytes | None:
    """CLA INS P1 P2 and data of the frame of a command, 55 included; None unless it is whole and right."""
    if len(frame) < OVERHEAD or len(frame) != OVERHEAD + int.from_bytes(frame[5:7], "big"):
        return None
    return frame[1:5] + frame[7:-1] if lrc(frame[1:-1]) == frame[-1] else None
