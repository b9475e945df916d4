# flaws.py - what is wrong with one frame of DL/T 645, and where
"""Bytes are counted from the first 68 of the frame, which is 0."""

from wattkey.dlt645.frame import MAX_DATA, Frame, unbiased

OVERHEAD = 12  # bytes of a frame without data


def size_of(stream: bytes, at: int) -> int:
    """The length of the 645 frame whose header stands here; 0 if none does."""
    headed = len(stream) >= at + 10 and stream[at] == stream[at + 7] == 0x68
    return OVERHEAD + stream[at + 9] if headed else 0


def faults_of(raw: bytes) -> list[str]:
    """What is wrong with a frame that has both 68 (bytes are counted from its first, which is 0)."""
    length = raw[9]
    size = OVERHEAD + length
    faults = [f"L is {length}, more than the {MAX_DATA} that a frame may have"] if length > MAX_DATA else []
    if len(raw) < size:
        return [*faults, f"cut: L says {length} bytes of data; the line ends {size - len(raw)} bytes too early"]
    right = sum(raw[: size - 2]) & 0xFF
    if raw[size - 1] != 0x16:
        faults.append(f"end: byte {size - 1} is {raw[size - 1]:02X}, should be 16")
    if raw[size - 2] != right:
        faults.append(f"checksum: byte {size - 2} is {raw[size - 2]:02X}, should be {right:02X}")
    return faults


def other_size(raw: bytes) -> int:
    """The size with which the frame would be right but for its L; 0 if there is none."""
    others = sum(raw[:9])
    for size in range(OVERHEAD, len(raw) + 1):
        if size != OVERHEAD + raw[9] and raw[size - 1] == 0x16:
            total = others + sum(raw[10 : size - 2])
            if raw[size - 2] in ((total + raw[9]) & 0xFF, (total + size - OVERHEAD) & 0xFF):
                return size
    return 0


def parsed(raw: bytes) -> Frame | None:
    """The frame, as far as it came."""
    if len(raw) < 10:
        return None
    return Frame(raw[6:0:-1], raw[8], unbiased(raw[10 : 10 + raw[9]]))


def headless(raw: bytes) -> str:
    """Why there is no header in these bytes, in brackets."""
    start = raw.find(b"\x68")
    if start < 0:
        return " (no 68 in them)"
    if start + 7 < len(raw):
        return f" (68 at byte {start}, but byte {start + 7} should be the second 68 and is {raw[start + 7]:02X})"
    return f" (68 at byte {start}, then the line ends)"
