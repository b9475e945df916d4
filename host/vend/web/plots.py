# plots.py - readings as pictures: bars of what was used after each recharge, and a line over months
"""Whole numbers for an SVG; the templates draw it. What meters told, without a MAC."""

from collections.abc import Sequence
from typing import NamedTuple

from wattkey_host.vend.book.meterwords import REGISTERS, Reading

WIDE, HIGH, BAR = 600, 120, 320


class Bar(NamedTuple):
    """What was used in one register since the recharge before; `length` of BAR."""

    register: str
    kwh: str
    length: int


class Used(NamedTuple):
    """Of one reading."""

    reading: Reading
    bars: list[Bar]


class Plot(NamedTuple):
    """Points of a polyline in WIDE x HIGH: used energy by the time of the reading; the highest value; first, last."""

    points: str
    highest: str
    first: str
    last: str


def bars(readings: Sequence[Reading], last: int = 6) -> list[Used]:
    """Of the last readings; registers that went back or are absent have none."""
    shown = readings[-last:]
    used = [{name: value for name, value in one.usage().items() if value is not None and value >= 0} for one in shown]
    most = max((value for of in used for value in of.values()), default=0) or 1
    return [
        Used(one, [Bar(name, f"{of[name] / 100:.2f}", of[name] * BAR // most) for name in REGISTERS if name in of])
        for one, of in zip(shown, used, strict=True)
    ]


def months(readings: Sequence[Reading]) -> Plot | None:
    """None where there are fewer than two readings to join."""
    told = sorted((one.read_at, used) for one in readings if (used := one.usage()["total"]) is not None and used >= 0)
    if len(told) < 2:
        return None
    most = max(used for _, used in told) or 1
    step = WIDE / (len(told) - 1)
    points = " ".join(f"{n * step:.0f},{HIGH - used * HIGH / most:.0f}" for n, (_, used) in enumerate(told))
    return Plot(points, f"{most / 100:.2f}", told[0][0][:10], told[-1][0][:10])
