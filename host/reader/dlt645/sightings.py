# sightings.py - every frame in a stream of bytes, whole or broken, with what is wrong with it and where
"""The scanner of the core says only what is right; this walk also says why the rest is not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from wattkey.dlt645.frame import Frame
from wattkey.dlt698.link import Frame698
from wattkey_host.reader.dlt645.envelopes import Envelope
from wattkey_host.reader.dlt645.families import awaited, envelope
from wattkey_host.reader.dlt645.flaws import OVERHEAD, faults_of, headless, other_size, parsed, size_of
from wattkey_host.reader.dlt645.strangers import likeness, strangers
from wattkey_host.reader.dlt698 import frames698

_SHOWN = 8  # bytes of what is no frame
_KEPT = 1 << 20  # bytes of noise that are told as one


@dataclass
class Sighting:
    """What lies at `at`: a frame of 645 (`frame`), of 698.45 (`link`), of another family (`wrapped`), or none; `wrong`
    says why.

    `whole` is false for a frame that was cut short; its checksum then never came.
    """

    at: int
    raw: bytes
    frame: Frame | None = None
    wrapped: Envelope | None = None
    link: Frame698 | None = None
    wrong: list[str] = field(default_factory=list)
    checksum_ok: bool = True
    whole: bool = True

    @property
    def is_frame(self) -> bool:
        """Whether it is a frame of any kind, right or not."""
        return bool(self.frame or self.wrapped or self.link)


def sightings(stream: bytes) -> Iterator[Sighting]:
    """Everything in the stream, in order. A frame that is right wins over a broken one that would swallow it."""
    return walked([stream])


def inside(found: Sighting) -> list[Sighting]:
    """What lies in a frame of another family, or in a service of 698.45. Only what the envelope says is 645, or 698.45,
    is judged as such; elsewhere a frame of any kind that is right counts, and nothing else does."""
    content = found.wrapped.content if found.wrapped else found.link.data if found.link else b""
    protocol = found.wrapped.protocol if found.wrapped else ""
    if protocol == "645":
        return list(sightings(content))
    first = max(0, content.find(b"\x68"))
    if protocol == "698" and (own := frames698.broken(content, first)) and own.wrong:
        return [_wrong_link(first, content, own)]
    at, out = 0, []
    while (at := content.find(b"\x68", at)) >= 0:
        right = _right(content, at)
        out += [right] if right else []
        at += len(right.raw) if right else 1
    return out


def walked(pieces: Iterable[bytes]) -> Iterator[Sighting]:
    """Everything in a stream that comes in pieces, each sighting as soon as it is certain, in constant memory.

    An empty piece says that nothing came for a while: a wrong frame that is all there is then not waited for any more.
    """
    walk, idle = _Walk(), False
    for piece in pieces:
        if piece or not idle:  # a log without hex brings millions of empty ones
            yield from walk.on(piece, final=False)
        idle = not piece
    yield from walk.on(b"", final=True)


class _Walk:
    """What of the stream is not told yet, `base` bytes behind its start; up to `at` there is no frame in it."""

    def __init__(self) -> None:
        self.kept = b""
        self.base = self.at = 0

    def on(self, piece: bytes, final: bool) -> Iterator[Sighting]:
        """What is certain now that `piece` came."""
        self.kept += piece
        while (start := self.kept.find(b"\x68", self.at)) >= 0:
            self.at = start
            waits = not final and _may_grow(self.kept, start, idle=not piece)
            found = None if waits and frames698.size_of(self.kept, start) else _right(self.kept, start)
            if waits and not found:
                break
            found = found or _broken(self.kept, start)
            if found:
                yield from self._told(start, final=True)
                yield self._moved(found)
                self._drop(len(found.raw))
            else:
                self.at += 1
        else:
            self.at = len(self.kept)
        yield from self._told(self.at, final)

    def _told(self, end: int, final: bool) -> Iterator[Sighting]:
        """The noise up to `end`; while more of it may come, only what is too long to keep."""
        while end > (0 if final else _KEPT):
            size = min(end, _KEPT)
            for stray in _stray(self.kept, 0, size):
                yield self._moved(stray)
            self._drop(size)
            end -= size

    def _moved(self, found: Sighting) -> Sighting:
        found.at += self.base
        return found

    def _drop(self, size: int) -> None:
        self.kept = self.kept[size:]
        self.base += size
        self.at = max(0, self.at - size)


def _may_grow(stream: bytes, at: int, idle: bool) -> bool:
    """Whether bytes that are still to come may change what begins at `at`."""
    have = len(stream) - at
    size = size_of(stream, at)
    longest = OVERHEAD + 0xFF if size and not idle else size
    return have < max(longest, awaited(stream, at))


def _stray(stream: bytes, start: int, end: int) -> Iterator[Sighting]:
    """What lies between frames, but for the wake-up bytes of the next one: frames of other families, and noise."""
    raw, at = stream[start:end], 0
    for place, found in strangers(raw):
        yield from _noise(start + at, raw[at:place])
        yield Sighting(start + place, raw[place : place + found.size], wrapped=found)
        at = place + found.size
    yield from _noise(start + at, raw[at:])


def _noise(start: int, raw: bytes) -> Iterator[Sighting]:
    if raw.strip(b"\xfe"):
        shown = raw[:_SHOWN].hex(" ").upper() + (" ..." if len(raw) > _SHOWN else "")
        like = likeness(raw)
        why = f"{len(raw)} bytes that are no frame: {shown}{f' ({like})' if like else headless(raw)}"
        yield Sighting(start, raw, wrong=[why], checksum_ok=False, whole=False)


def _right(stream: bytes, at: int) -> Sighting | None:
    """A right frame of any family that begins here."""
    if stream[at] != 0x68:
        return None
    raw = stream[at : at + size_of(stream, at)]
    own = Sighting(at, raw, parsed(raw)) if raw and not faults_of(raw) else None
    if own and not frames698.size_of(stream, at):  # a head of 698.45 has a check of two bytes, more than a sum
        return own
    if link := frames698.right(stream, at):
        return Sighting(at, stream[at : at + link.size], link=link.frame)
    if wrapped := envelope(stream, at):
        return Sighting(at, stream[at : at + wrapped.size], wrapped=wrapped)
    return own


def _broken(stream: bytes, at: int) -> Sighting | None:
    """A frame with a header that begins here and is wrong behind it; it ends where a right one begins."""
    wrapped = envelope(stream, at, forgiving=True) if stream[at] == 0x68 else None
    if wrapped:
        place, right = wrapped.size - 2, wrapped.checksum
        wrong = f"checksum: byte {place} is {stream[at + place]:02X}, should be {right:02X}"
        return Sighting(at, stream[at : at + wrapped.size], wrapped=wrapped, wrong=[wrong], checksum_ok=False)
    own = size_of(stream, at)
    link = frames698.broken(stream, at, guess=not own) if stream[at] == 0x68 else None
    size = link.size if link else own
    if not size:
        return None
    end = min(at + size, len(stream))
    neighbour = next((i for i in range(at + 1, end) if _right(stream, i)), None)
    if link and neighbour is None:
        return _wrong_link(at, stream, link)
    if link:
        cut = frames698.broken(stream[:neighbour], at)
        return _wrong_link(at, stream, cut) if cut else None
    if neighbour is not None:
        raw = stream[at:neighbour]
        wrong = f"cut: L says {size - OVERHEAD} bytes of data, but at byte {len(raw)} another frame begins"
        return Sighting(at, raw, parsed(raw), wrong=[wrong], checksum_ok=False, whole=False)
    if other := other_size(stream[at : at + OVERHEAD + 0xFF]):
        raw = stream[at : at + other]
        wrong = f"length: byte 9 is {raw[9]:02X}, should be {other - OVERHEAD:02X}: with that the frame ends well"
        return Sighting(at, raw, parsed(raw[:9] + bytes([other - OVERHEAD]) + raw[10:]), wrong=[wrong])
    return _faulty(at, stream[at:end], size)


def _wrong_link(at: int, stream: bytes, found: frames698.JudgedFrame) -> Sighting:
    raw = stream[at : at + found.size]
    whole = not any(wrong.startswith("cut") for wrong in found.wrong)
    return Sighting(at, raw, link=found.frame, wrong=found.wrong, checksum_ok=False, whole=whole)


def _faulty(at: int, raw: bytes, size: int) -> Sighting:
    faults = faults_of(raw)
    right = len(raw) >= size - 1 and sum(raw[: size - 2]) & 0xFF == raw[size - 2]
    return Sighting(at, raw, parsed(raw), wrong=faults, checksum_ok=right, whole=len(raw) == size)
