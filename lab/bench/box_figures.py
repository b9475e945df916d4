# box_figures.py - how long a box takes: over 1 to 64 meters, first pass and learned pass, as a table and a plot
"""The part of docs/performance.md that is about the box, and its plot, are made here by `wattkey docs`; `wattkey box`
prints the same."""

import math
from functools import cache
from pathlib import Path
from typing import NamedTuple

from wattkey_host.meter.boxmeters import load
from wattkey_host.reader.box.passes import Pass, judge, run
from wattkey_lab.docs.plot import plot

PAGE = "docs/performance.md"
HEADING = "## A box of meters on one pair of wires\n"  # the page's part before it: pico/report.py
COUNTS = (1, 2, 4, 8, 16, 32, 48, 64)
BOUNDS = {"first_ratio": 1.15, "trial_ratio": 1.03, "learned_ratio": 1.03}


class Row(NamedTuple):
    """Three passes over the first `meters` of the box; `trial`: the pass on which the FE bytes are tried."""

    meters: int
    first: Pass
    trial: Pass
    learned: Pass


def measured(count: int, twice: bool = False) -> Row:
    """Three passes over the first `count` meters, in the order in which they hang. `twice`: over a link that checks no
    parity, else over the driver as it is."""
    return _measured(count, twice)


@cache
def _measured(count: int, twice: bool) -> Row:
    return Row(count, *run(load()[:count], twice))


def figures(count: int, twice: bool = False) -> dict[str, int | float]:
    """The keys of `wattkey box --json`; readings are judged on the last pass."""
    row = measured(count, twice)
    out: dict[str, int | float] = {**judge(load()[:count], row.learned.readings)}
    for name, one in row._asdict().items():
        if isinstance(one, Pass):
            out[f"{name}_ratio"] = round(one.ratio, 4)
            out[f"{name}_s"], out[f"{name}_asked"] = one.took_s, one.asked
    return out | {"floor_s": round(row.learned.floor_s, 3), "silent_asked": row.learned.silent_asked}


def page(root: Path) -> str:
    """docs/performance.md with this part made anew; what is before it was measured on the emulated Pico."""
    before, _, _ = (root / PAGE).read_text(encoding="utf-8").partition(HEADING)
    return before + section()


def section() -> str:
    """The part of the page from `HEADING` on."""
    rows = [
        f"| {r.meters} | {r.first.floor_s:.2f} s | {r.first.took_s:.2f} s | {r.first.ratio:.3f} | {r.trial.ratio:.3f} |"
        f" {r.learned.floor_s:.2f} s | {r.learned.took_s:.2f} s | {r.learned.ratio:.3f} |"
        for r in map(measured, COUNTS)
    ]
    row, twice = measured(COUNTS[-1]), measured(COUNTS[-1], twice=True)
    found = judge(load(), row.learned.readings)
    words = {
        "read": f"{found['read_right']} of {found['meters']} meters are read right, {found['wrong']} wrong,"
        f" {found['silent']} is silent.",
        "asked": row.learned.silent_asked,
        "strict": f"{row.learned.took_s / _once(row.learned):.3f}",
        "first": f"{twice.first.ratio:.3f}",
        "learned": f"{twice.learned.ratio:.3f}",
        "missed": _missed(row),
    }
    return HEADING + HEAD + "\n".join(rows) + "\n" + TAIL % words


def drawn(root: Path) -> str:
    """docs/img/box.svg."""
    lines: dict[str, list[tuple[float, float]]] = {
        name: [(count, getattr(measured(count), part).ratio - 1) for count in COUNTS]
        for part, name in (("first", "first pass"), ("trial", "second pass: FE tried"), ("learned", "learned pass"))
    }
    highest = max(y for line in lines.values() for _, y in line)
    fifths = math.ceil(5 * highest) / 5  # so that every line of the axis is a whole number of percent
    return plot("Time above the floor", "meters in the box", lines, fifths, (380, 20))


def _once(one: Pass) -> float:
    """The floor if a single question were enough to call a meter silent."""
    return one.floor_s - (one.silent_s * (one.silent_asked - 1) / one.silent_asked if one.silent_asked else 0)


def _missed(row: Row) -> str:
    ratios = {"first_ratio": row.first.ratio, "trial_ratio": row.trial.ratio, "learned_ratio": row.learned.ratio}
    over = [f"`{name}` {ratio:.3f} misses its {BOUNDS[name]}" for name, ratio in ratios.items() if ratio > BOUNDS[name]]
    return (
        "; ".join(over) + "."
        if over
        else "The goals for the whole box, 1.15 on the first pass and 1.03 on the others, are met."
    )


HEAD = """
Made by `wattkey docs` (`wattkey box` prints them): the device's own collector and `link_rs485` in the
simulated board, on the virtual clock, over the box of [boxmeters.toml](../host/meter/boxmeters.toml) at 1200 bps; the
first 1, 2, 4 .. meters of it in the order in which they hang. Nothing is known of a meter before the first
pass but its number. What hangs there and how it is read: [box-bench.md](box-bench.md).

![Time above the floor over the number of meters](img/box.svg)

| meters | floor, first | first pass | ratio | second, ratio | floor, learned | learned pass | ratio |
|---|---|---|---|---|---|---|---|
"""
TAIL = """
%(read)s %(missed)s

*Floor*: for each meter one question with the FE bytes that this meter needs, its own answer delay, and one
answer, at 11 bits a byte; for the silent meter every question that was asked before it was called silent
(%(asked)d on a learned pass: both editions, more than once, and the other speeds), each with the 500 ms
within which an answer has to begin. If one question were enough to call it silent, the learned pass would
stand at %(strict)s.

*First pass*: each meter is asked once without FE bytes, which the few that need them do not hear, then with four;
in the edition of its lot first, which are the meters whose numbers begin like it, then in the other. The question
without FE bytes waits three times as long as meters here use to take. *Second pass* and *learned pass*: nothing is
asked in vain but the silent meter.

The table is for a link that checks parity and stop bit of every byte, where one right answer is enough.
Without it (`checks_parity` False: a UART that lets a wrong parity bit pass) a reading counts when two in a
row are equal, and the same floor of one exchange a meter makes that %(first)s on the first pass and
%(learned)s on a learned one.
"""
