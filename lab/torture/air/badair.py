# badair.py - `wattkey torture air`: recharges through bad air; how often and how fast, and that nothing is ever lost
"""After a recharge that did not come through, the air clears and the customer goes on: then it must."""

import json
import random
import tempfile
from pathlib import Path
from statistics import median
from typing import Annotated, NamedTuple

import typer
from rich.console import Console
from rich.table import Table

from wattkey_host import device_root
from wattkey_lab.docs.plot import plot
from wattkey_lab.torture.air.noise import KINDS, RATES, Kind
from wattkey_lab.torture.cuts.bench import Bench
from wattkey_lab.torture.cuts.handheld import Stuck
from wattkey_lab.torture.cuts.scenes import Scenes

MOST_PRESSES = 3
PAGE, PLOT = "docs/air.md", "docs/img/air.svg"


class Run(NamedTuple):
    """One recharge. `presses` of OK until loaded, None: not in bad air; `broken`: what a promise says, else empty."""

    presses: int | None
    seconds: float
    misread: bool  # the read-back, which carries no MAC, holds a value that the meter never had
    broken: str


class Figures(NamedTuple):
    """All runs of one kind."""

    kind: str
    runs: int
    at_once: int
    within_three: int
    misread: int
    broken: int
    median_s: float | None
    slowest_s: float | None


def recharge(bench: Bench, kind: Kind, chance: random.Random) -> Run:
    """Press OK as the screen says, in this air; then, if need be, in clear air."""
    bench.on()
    kind.spoil(bench, chance)
    clock = bench.world.clock
    start, presses, loaded = clock.now_us, 0, False
    try:
        while presses < MOST_PRESSES and bench.asks_for_ok and not loaded:
            presses += 1
            bench.press()
            loaded = bench.state == "delivered"
    except Stuck:
        loaded = False
    seconds = (clock.now_us - start) / 1e6
    broken = _in_clear_air(bench)
    return Run(presses if loaded else None, seconds, _misread(bench), broken)


def _in_clear_air(bench: Bench) -> str:
    """Another day: it must end well."""
    air = bench.world.air
    air.tamper, bench.meter.faults = None, []
    bench.world.cut_power()
    bench.world.run_for(5)
    air.add(bench.meter)
    air.aim(bench.meter)
    try:
        bench.on()
        bench.finish()
        bench.check_credited_once()
    except (AssertionError, Stuck) as error:
        return str(error)[:200] or "not credited once"
    return ""


def _misread(bench: Bench) -> bool:
    cells, forward, prepaid = bench.chip.cells, bench.meter.registers.forward, bench.meter.prepaid
    told = [int.from_bytes(cells.present[at : at + 4], "big") for at in range(0, 20, 4)]
    return (told, cells.remaining, cells.bought) != (forward, prepaid.account.remaining, prepaid.bought)


def measure(scenes: Scenes, kind: Kind, runs: int) -> Figures:
    """`runs` recharges of one kind, alternately of a meter never opened and of an opened one."""
    done = []
    for number in range(runs):
        bench = scenes.bench(("first", "second")[number % 2])
        with bench.world:
            done.append(recharge(bench, kind, random.Random(f"{kind.name} {number}")))
    times = sorted(run.seconds for run in done if run.presses)
    return Figures(
        kind.name, runs, sum(run.presses == 1 for run in done), sum(run.presses is not None for run in done),
        sum(run.misread for run in done), sum(bool(run.broken) for run in done),
        round(median(times), 2) if times else None, round(times[-1], 2) if times else None,
    )  # fmt: skip


def air(
    runs: Annotated[int, typer.Option(min=1, help="Recharges of each kind")] = 100,
    write: Annotated[bool, typer.Option("--write", help=f"Write {PAGE} and {PLOT} too")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON, last on stdout")] = False,
) -> None:
    """Recharge through bad air: bit errors, bursts, echo, late, double, cut-off and foreign answers, a shaking hand."""
    with tempfile.TemporaryDirectory() as folder:
        scenes = Scenes(Path(folder))
        figures = [measure(scenes, kind, runs) for kind in KINDS]
    table = Table(*Figures._fields)
    for row in figures:
        table.add_row(*("-" if value is None else str(value) for value in row))
    Console(stderr=as_json).print(table)
    if write:
        root = device_root()
        (root / PAGE).write_text(page(figures), encoding="utf-8")
        (root / PLOT).write_text(drawn(figures), encoding="utf-8")
    if as_json:
        print(json.dumps([row._asdict() for row in figures]))
    if any(row.broken for row in figures):
        raise typer.Exit(1)


def page(figures: list[Figures]) -> str:
    """docs/air.md."""
    rows = [
        f"| {row.kind} | {words} | {_share(row.at_once, row)} | {_share(row.within_three, row)} | {row.misread} |"
        f" {_or_dash(row.median_s)} | {_or_dash(row.slowest_s)} | {row.broken} |"
        for row, words in zip(figures, (kind.words for kind in KINDS), strict=True)
    ]
    return HEAD % figures[0].runs + "\n".join(rows) + "\n" + TAIL


def drawn(figures: list[Figures]) -> str:
    """docs/img/air.svg: success and time over the bit error rate."""
    by_rate = dict(zip(RATES, [row for row in figures if row.kind.startswith("bit errors")], strict=True))
    success = [(rate, row.within_three / row.runs) for rate, row in by_rate.items()]
    at_once = [(rate, row.at_once / row.runs) for rate, row in by_rate.items()]
    longest = max((row.median_s or 0) for row in by_rate.values()) or 1
    times = [(rate, row.median_s / longest) for rate, row in by_rate.items() if row.median_s is not None]
    return plot(
        "Recharge through bit errors", "bit error rate",
        {
            "loaded within three presses": success,
            "loaded at the first": at_once,
            f"median time (top: {longest:g} s)": times,
        },
    )  # fmt: skip


def _share(part: int, row: Figures) -> str:
    return f"{100 * part / row.runs:.0f} %"


def _or_dash(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f} s"


HEAD = """# Bad air

How a recharge fares when the infrared path is bad: %d recharges of each kind, from the key to the page that says
loaded, on the virtual clock, through the unmodified device files. Written by `wattkey torture air --write`.

![Success and time over the bit error rate](img/air.svg)

| kind | what is wrong | loaded at the first press | within three | misread | median | slowest | broken |
|---|---|---|---|---|---|---|---|
"""
TAIL = """
*Broken* counts recharges after which, in clear air, the purchase is not credited exactly once: it must be 0. *Misread*
counts read-backs with a value that the meter never had: a DL/T 645 frame has an 8-bit sum for all its bytes, two turned
bits can cancel out, and the registers carry no MAC. Money does: no turned bit can change it. The ledger holds
read-backs against what it sold, and the next reading replaces a wrong one.

Bits are turned one by one on the line, start, parity and stop bits too: a turned start or stop bit puts the receiver
out of step until a pause. The meter drops a byte with a wrong parity or stop bit, as the standard has it; our own UART
hands it on, as CircuitPython does.
"""
