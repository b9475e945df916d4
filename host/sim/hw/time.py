# time.py - the board's time: virtual, and waiting lets the world go on
"""Module `time`. monotonic() counts from the chip's start, time() from 2020 as a board without a battery clock."""

import calendar
import datetime

from wattkey_host.sim.drive import EPOCH
from wattkey_host.sim.run import current
from wattkey_host.sim.structtime import struct_time

_life = current()
_clock = _life.clock
_LOOK_US = 20  # what asking for the time takes, so that a loop which only waits comes to its end


def sleep(seconds: float) -> None:
    """Wait. Raises ValueError for a negative time. Every turn of the loop comes here: what Life.spend does at best is
    done at once."""
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    us = round(seconds * 1_000_000)
    end = _clock.now_us + (us if us > _LOOK_US else _LOOK_US)
    if _life.alive and end < _clock.free_us:
        _clock.now_us = end
    else:
        _life.wait(end - _clock.now_us)


def monotonic_ns() -> int:
    """Nanoseconds since the chip started."""
    _life.spend(_LOOK_US)
    return (_life.clock.now_us - _life.machine.chip_us) * 1000


def monotonic() -> float:
    """Seconds since the chip started."""
    return monotonic_ns() / 1_000_000_000


def time() -> int:
    """Seconds since 1970, by a clock that starts at 2020-01-01 with the chip."""
    return EPOCH + monotonic_ns() // 1_000_000_000


def localtime(seconds: int | None = None) -> struct_time:
    """The parts of a time(); there are no time zones."""
    when = datetime.datetime.fromtimestamp(time() if seconds is None else seconds, datetime.UTC)
    return struct_time(*when.timetuple()[:8], -1)


def mktime(parts: tuple[int, ...]) -> int:
    """The time() of parts as localtime gives them."""
    return calendar.timegm(parts[:6])
