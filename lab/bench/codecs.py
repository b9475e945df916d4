# codecs.py - our codec beside those of others, in one run: speed, and what damaged streams do to each
"""Part of `wattkey bench`. Speeds are in processor time, the best of several short runs taken in turn, so that a busy
machine favours none; the streams are the same for all."""

import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from rich.table import Table

from wattkey.dlt645 import codes
from wattkey.dlt645.frame import MAX_DATA, Frame, encode
from wattkey.dlt698.link import ANSWER, Frame698
from wattkey_host.reader.dlt698 import frames698
from wattkey_lab.bench import damage
from wattkey_lab.bench.damage import Stream, Tongue, noisy, streams
from wattkey_lab.bench.peers import Codec, Got, codecs, codecs_698

_TOTAL = codes.question(2007, codes.TOTAL[2007])[1] + b"\x56\x34\x12\0"
ENERGY = Frame(bytes.fromhex("000000123456"), codes.READ | codes.ANSWER, _TOTAL)
ENERGY_698 = Frame698(ENERGY.address, ANSWER, bytes.fromhex("8501010010020101060001E2400000"))
STREAMS = 10_000
_NOISY = 2_000
_ROUNDS, _ROUND_S = 5, 0.1
HANG_S = 1.0


@dataclass
class Figures:
    """One codec: calls a second, and counts over the damaged streams."""

    name: str
    encode: int = 0
    decode: int = 0
    both: int = 0
    noisy: int = 0
    noisy_found: int = 0
    exceptions: int = 0
    hangs: int = 0
    false_accepts: int = 0
    missed: int = 0
    intact: int = 0


def measure(count: int = STREAMS) -> list[Figures]:
    """The figures of every codec of 645 that is there, ours first."""
    return _measured(codecs(), count, damage.DLT645, ENERGY)


def measure_698(count: int = STREAMS) -> list[Figures]:
    """The figures of every codec of 698.45 that is there, ours first; ours reads 645 out of the same stream."""
    return _measured(codecs_698(), count, damage.DLT698, ENERGY_698)


def _measured(known: list[Codec], count: int, tongue: Tongue, energy: Any) -> list[Figures]:
    found = [Figures(codec.name) for codec in known]
    for _ in range(_ROUNDS):
        for codec, figures in zip(known, found, strict=True):
            _speed(codec, figures, tongue, energy)
    damaged = list(streams(count, tongue=tongue))
    for codec, figures in zip(known, found, strict=True):
        for stream in damaged:
            suffer(codec, stream, figures, tongue)
    return found


def _speed(codec: Codec, figures: Figures, tongue: Tongue, energy: Any) -> None:
    write, read = codec.encoder(energy), codec.decoder(bytes(tongue.encode(energy, 4)))
    figures.encode = max(figures.encode, _rate(write))
    figures.decode = max(figures.decode, _rate(read))
    figures.both = max(figures.both, _rate(lambda: (write(), read())))
    pieces, _ = noisy(_NOISY, tongue=tongue)
    start = time.process_time()
    got, _ = _scanned(codec, pieces)
    figures.noisy = max(figures.noisy, round(len(got) / (time.process_time() - start)))
    figures.noisy_found = len(got)


def _rate(action: Callable[[], object]) -> int:
    """Calls a second."""
    count, start = 0, time.process_time()
    while (took := time.process_time() - start) < _ROUND_S:
        for _ in range(200):
            action()
        count += 200
    return round(count / took)


def suffer(codec: Codec, stream: Stream, figures: Figures, tongue: Tongue = damage.DLT645) -> None:
    """Give a codec one damaged stream, and count what it did with it."""
    got, failed = _scanned(codec, stream.slices)
    figures.exceptions += failed == "exception"
    figures.hangs += failed == "hang"
    raw = stream.whole
    false = [one for one in got if not _there(one, raw, tongue)]
    figures.false_accepts += len(false)
    figures.intact += len(stream.intact)
    for one in stream.intact:
        wanted = Got(one.address, one.control, one.data)
        if wanted in got:
            got.remove(wanted)
        else:
            figures.missed += 1


def _there(one: Got, raw: bytes, tongue: Tongue) -> bool:
    """Whether a right frame with this content stands in the stream; a scanner of both languages may find one of 645."""
    return encode(Frame(*one), 0) in raw if tongue is damage.DLT645 else _there_698(one, raw)


def _there_698(one: Got, raw: bytes) -> bool:
    if len(one.address) == 6 and len(one.data) <= MAX_DATA and encode(Frame(*one), 0) in raw:
        return True
    right = (found.frame for at in range(len(raw)) if raw[at] == 0x68 and (found := frames698.right(raw, at)))
    return any(one == (frame.address, frame.control, frame.data) for frame in right)


def _scanned(codec: Codec, slices: Iterable[bytes]) -> tuple[list[Got], str]:
    """What came out before the end, and how it ended: "", "exception" or "hang"."""
    got: list[Got] = []
    try:
        with _patience():
            for one in codec.scan(slices):
                got.append(one)
    except _Hang:
        return got, "hang"
    except Exception:  # another's codec may raise anything; that is what is counted here
        return got, "exception"
    return got, ""


class _Hang(BaseException):
    """The codec took too long."""


@contextmanager
def _patience() -> Iterator[None]:
    """Raises _Hang when what is inside takes longer than a second (where the system has such an alarm)."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(number: int, frame: object) -> None:
        raise _Hang

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, HANG_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def ratio(found: list[Figures]) -> float | None:
    """How many times as many round trips a second ours does as the quickest of the others; None without others."""
    others = [figures.both for figures in found[1:]]
    return round(found[0].both / max(others), 2) if others else None


Bound = tuple[str, float | None, str, bool]  # name, value, bound, whether it is so


def bounds(found: list[Figures]) -> list[Bound]:
    """What must be so for 645."""
    rows, times = _without_fault("codec", found[0]), ratio(found)
    if times is not None:
        rows.append(("codec: round trips, times the quickest peer", times, "2 or more", times >= 2))
    return rows


def bounds_698(found: list[Figures]) -> list[Bound]:
    """What must be so for 698.45."""
    return _without_fault("codec 698.45", found[0])


def _without_fault(name: str, ours: Figures) -> list[Bound]:
    errors = ours.exceptions + ours.hangs + ours.false_accepts
    return [
        (f"{name}: exceptions, hangs, false accepts", errors, "0", errors == 0),
        (f"{name}: intact frames missed of {ours.intact:,}", ours.missed, "0", ours.missed == 0),
    ]


def table(found: list[Figures], count: int = STREAMS, heading: str = "codec, on this PC") -> Table:
    """The figures side by side."""
    shown = Table(heading, *(figures.name for figures in found))
    for title, name in _LINES:
        shown.add_row(title.format(count=count), *(f"{getattr(figures, name):,}" for figures in found))
    return shown


_LINES = (
    ("frames encoded / s", "encode"),
    ("frames decoded / s", "decode"),
    ("encoded and decoded / s", "both"),
    ("out of a noisy stream / s", "noisy"),
    (f"  found there, of {_NOISY:,}", "noisy_found"),
    ("{count:,} damaged streams: exceptions", "exceptions"),
    ("  hangs", "hangs"),
    ("  false accepts", "false_accepts"),
    ("  intact frames missed", "missed"),
    ("  of intact frames", "intact"),
)
