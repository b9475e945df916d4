# sightings.py - every frame in a stream of bytes, whole or broken, with what is wrong with it and where
"""The scanner of the core says only what is right; this walk also says why the rest is not."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from wattkey.dlt645.frame import MAX_DATA, Frame
from wattkey_host.reader.dlt645.gdw376 import Wrapped, unwrap

_OVERHEAD = 12
_SHOWN = 8  # bytes of what is no frame


@dataclass
class Sighting:
    """What lies at `at` in the stream: a frame of 645 (`frame`), of 376.2 (`wrapped`), or neither; `wrong` says why.

    `whole` is false for a frame that was cut short; its checksum then never came.
    """

    at: int
    raw: bytes
    frame: Frame | None = None
    wrapped: Wrapped | None = None
    wrong: list[str] = field(default_factory=list)
    checksum_ok: bool = True
    whole: bool = True


def sightings(stream: bytes) -> Iterator[Sighting]:
    """Everything in the stream, in order. A frame that is right wins over a broken one that would swallow it."""
    at = lost = 0
    while at < len(stream):
        found = _frame(stream, at) or _broken(stream, at)
        if not found:
            at += 1
            continue
        yield from _stray(stream, lost, at)
        yield found
        at = lost = at + len(found.raw)
    yield from _stray(stream, lost, len(stream))


def _stray(stream: bytes, start: int, end: int) -> Iterator[Sighting]:
    """What lies between frames, unless it is only the wake-up bytes of the next one."""
    raw = stream[start:end]
    if raw.strip(b"\xfe"):
        shown = raw[:_SHOWN].hex(" ").upper() + (" ..." if len(raw) > _SHOWN else "")
        why = f"{len(raw)} bytes that are no frame: {shown}{_headless(raw)}"
        yield Sighting(start, raw, wrong=[why], checksum_ok=False, whole=False)


def _headless(raw: bytes) -> str:
    start = raw.find(b"\x68")
    if start < 0:
        return " (no 68 in them)"
    if start + 7 < len(raw):
        return f" (68 at byte {start}, but byte {start + 7} should be the second 68 and is {raw[start + 7]:02X})"
    return f" (68 at byte {start}, then the line ends)"


def _frame(stream: bytes, at: int) -> Sighting | None:
    """A right frame of either kind that begins here."""
    if stream[at] != 0x68:
        return None
    if (size := _size(stream, at)) and not _faults(stream[at : at + size]):
        return Sighting(at, stream[at : at + size], _parsed(stream[at : at + size]))
    if wrapped := unwrap(stream, at):
        return Sighting(at, stream[at : at + wrapped.size], wrapped=wrapped)
    return None


def _size(stream: bytes, at: int) -> int:
    """The length of the 645 frame whose header stands here; 0 if none does."""
    headed = len(stream) >= at + 10 and stream[at] == stream[at + 7] == 0x68
    return _OVERHEAD + stream[at + 9] if headed else 0


def _broken(stream: bytes, at: int) -> Sighting | None:
    """A frame with a header that begins here and is wrong behind it; it ends where a right one begins."""
    wrapped = unwrap(stream, at, forgiving=True) if stream[at] == 0x68 else None
    if wrapped:
        place, right = wrapped.size - 2, wrapped.checksum
        wrong = f"checksum: byte {place} is {stream[at + place]:02X}, should be {right:02X}"
        return Sighting(at, stream[at : at + wrapped.size], wrapped=wrapped, wrong=[wrong], checksum_ok=False)
    size = _size(stream, at)
    if not size:
        return None
    end = min(at + size, len(stream))
    neighbour = next((i for i in range(at + 1, end) if _frame(stream, i)), None)
    if neighbour is not None:
        raw = stream[at:neighbour]
        wrong = f"cut: L says {size - _OVERHEAD} bytes of data, but at byte {len(raw)} another frame begins"
        return Sighting(at, raw, _parsed(raw), wrong=[wrong], checksum_ok=False, whole=False)
    if other := _other_size(stream[at : at + _OVERHEAD + 0xFF]):
        raw = stream[at : at + other]
        wrong = f"length: byte 9 is {raw[9]:02X}, should be {other - _OVERHEAD:02X}: with that the frame ends well"
        return Sighting(at, raw, _parsed(raw[:9] + bytes([other - _OVERHEAD]) + raw[10:]), wrong=[wrong])
    return _faulty(at, stream[at:end], size)


def _faulty(at: int, raw: bytes, size: int) -> Sighting:
    faults = _faults(raw)
    right = len(raw) >= size - 1 and sum(raw[: size - 2]) & 0xFF == raw[size - 2]
    return Sighting(at, raw, _parsed(raw), wrong=faults, checksum_ok=right, whole=len(raw) == size)


def _faults(raw: bytes) -> list[str]:
    """What is wrong with a frame that has both 68 (bytes are counted from its first, which is 0)."""
    length = raw[9]
    size = _OVERHEAD + length
    faults = [f"L is {length}, more than the {MAX_DATA} that a frame may have"] if length > MAX_DATA else []
    if len(raw) < size:
        return [*faults, f"cut: L says {length} bytes of data; the line ends {size - len(raw)} bytes too early"]
    right = sum(raw[: size - 2]) & 0xFF
    if raw[size - 1] != 0x16:
        faults.append(f"end: byte {size - 1} is {raw[size - 1]:02X}, should be 16")
    if raw[size - 2] != right:
        faults.append(f"checksum: byte {size - 2} is {raw[size - 2]:02X}, should be {right:02X}")
    return faults


def _other_size(raw: bytes) -> int:
    """The size with which the frame would be right but for its L; 0 if there is none."""
    others = sum(raw[:9])
    for size in range(_OVERHEAD, len(raw) + 1):
        if size != _OVERHEAD + raw[9] and raw[size - 1] == 0x16:
            total = others + sum(raw[10 : size - 2])
            if raw[size - 2] in ((total + raw[9]) & 0xFF, (total + size - _OVERHEAD) & 0xFF):
                return size
    return 0


def _parsed(raw: bytes) -> Frame | None:
    """The frame, as far as it came."""
    if len(raw) < 10:
        return None
    data = raw[10 : 10 + raw[9]]
    return Frame(raw[6:0:-1], raw[8], bytes((b - 0x33) & 0xFF for b in data))
