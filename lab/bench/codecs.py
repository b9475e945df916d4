# codecs.py - our codec beside those of others, in one run: speed, and what damaged streams do to each
"""Part of `wattkey bench`. Speeds are in processor time, the best of several short runs taken in turn, so that a busy
machine favours none; the streams are the same for all."""

import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.table import Table

from wattkey.dlt645.frame import Frame, encode
from wattkey_lab.bench.damage import Stream, noisy, streams
from wattkey_lab.bench.peers import Codec, Got, codecs

ENERGY = Frame(bytes.fromhex("000000123456"), 0x91, bytes.fromhex("0000010056341200"))
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
    """The figures of every codec that is there, ours first."""
    known = codecs()
    found = [Figures(codec.name) for codec in known]
    for _ in range(_ROUNDS):
        for codec, figures in zip(known, found, strict=True):
            _speed(codec, figures)
    damaged = list(streams(count))
    for codec, figures in zip(known, found, strict=True):
        for stream in damaged:
            suffer(codec, stream, figures)
    return found


def _speed(codec: Codec, figures: Figures) -> None:
    write, read = codec.encoder(ENERGY), codec.decoder(bytes(encode(ENERGY)))
    figures.encode = max(figures.encode, _rate(write))
    figures.decode = max(figures.decode, _rate(read))
    figures.both = max(figures.both, _rate(lambda: (write(), read())))
    pieces, _ = noisy(_NOISY)
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


def suffer(codec: Codec, stream: Stream, figures: Figures) -> None:
    """Give a codec one damaged stream, and count what it did with it."""
    got, failed = _scanned(codec, stream.slices)
    figures.exceptions += failed == "exception"
    figures.hangs += failed == "hang"
    raw = stream.whole
    false = [one for one in got if encode(Frame(*one), 0) not in raw]
    figures.false_accepts += len(false)
    figures.intact += len(stream.intact)
    for one in stream.intact:
        wanted = Got(one.address, one.control, one.data)
        if wanted in got:
            got.remove(wanted)
        else:
            figures.missed += 1


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
    """It took too long."""


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


def bounds(found: list[Figures]) -> list[tuple[str, float | None, str, bool]]:
    """What must be so: (name, value, bound, whether it is)."""
    ours, times = found[0], ratio(found)
    errors = ours.exceptions + ours.hangs + ours.false_accepts
    rows: list[tuple[str, float | None, str, bool]] = [
        ("codec: exceptions, hangs, false accepts", errors, "0", errors == 0),
        (f"codec: intact frames missed of {ours.intact:,}", ours.missed, "0", ours.missed == 0),
    ]
    if times is not None:
        rows.append(("codec: round trips, times the quickest peer", times, "2 or more", times >= 2))
    return rows


def table(found: list[Figures], count: int = STREAMS) -> Table:
    """The figures side by side."""
    shown = Table("codec, on this PC", *(figures.name for figures in found))
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
