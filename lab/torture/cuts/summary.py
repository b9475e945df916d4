# summary.py - a life with all its harms is lived, and what came of it is told: tables for people, figures for programs
"""What `wattkey torture` does; its options are in ../cli.py."""

import json
import sys
import tempfile
import time
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from wattkey_lab.torture.cuts.engine import Engine, Lived
from wattkey_lab.torture.cuts.points import Point, Result
from wattkey_lab.torture.cuts.watch import DOUBLED, LOST, REFUND, STUCK

PROMISES = (LOST, DOUBLED, REFUND, STUCK)


def cut(lived: Lived, every: int, prove: int, only: int, life: str, as_json: bool) -> None:
    """Live it and tell; `only`: one point alone. Raises typer.Exit with status 1 where a promise was broken."""
    console = Console(stderr=as_json, highlight=False)
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(Path(folder), every, prove, only, lived)
        result = _once(engine, only, console) if only else _all(engine, console)
    _tell(result, console, only, life + (f" --personality {lived.personality}" if lived.personality else ""))
    if as_json:
        print(json.dumps(figures(result, time.perf_counter() - started)))
    if result.broken or result.differ or any(p.broken for p in result.points.values()):
        raise typer.Exit(1)


def figures(result: Result, seconds: float) -> dict[str, int | float]:
    """The keys of --json; `lived` points were lived to their end, `proved` of them though they could be merged; in
    `credited` of them the meter took money."""
    counted = {promise: result.count(promise) for promise in PROMISES}
    counted["credited"] = sum(point.credited > 0 for point in result.points.values())
    lived = {"lived": result.lived(), "proved": result.proved(), "differ": len(result.differ)}
    return {"cut_points": len(result.points), **counted, **lived, "seconds": round(seconds, 1)}


def _all(engine: Engine, console: Console) -> Result:
    with Progress(*Progress.get_default_columns()[:1], "{task.completed} points", console=console) as progress:
        task = progress.add_task("at every operation", total=None)
        engine.ended = lambda point: progress.update(task, completed=len(engine.result.points), description=point.step)
        return engine.run()


def _once(engine: Engine, number: int, console: Console) -> Result:
    """One point, with what the customer sees and does after it."""
    known = [0]

    def harmed(point: Point) -> None:
        known[0] = len(engine.lab.world.machine.console) if hasattr(engine.lab, "world") else 0
        console.print(f"point {number}, {_place(point)}")

    engine.harmed = harmed
    result = engine.run()
    if number not in result.points:
        print(f"wattkey: there are only {engine.count} points", file=sys.stderr)
        raise typer.Exit(1)
    if hasattr(engine.lab, "world"):
        for line in engine.lab.world.machine.console[known[0] :].splitlines():
            console.print("  " + line, markup=False)
    console.print("the customer and the seller did:", ", ".join(engine.lab.done_actions))
    return result


def _tell(result: Result, console: Console, only: int, life: str) -> None:
    table = Table("harm", "points", *PROMISES)
    for name in dict.fromkeys(point.harm.name for point in result.points.values()):
        points = [point for point in result.points.values() if point.harm.name == name]
        counts = [sum(promise in point.broken for point in points) for promise in PROMISES]
        table.add_row(name, f"{len(points):,}", *(f"[red]{n}[/]" if n else "0" for n in counts))
    console.print(table)
    for point in [p for p in result.points.values() if p.broken][:20]:
        console.print(f"[red]{', '.join(point.broken)}[/]: {_place(point)}. {point.words[:300]}")
        if not only:
            console.print(f"    again: wattkey torture --life {life} --point {point.number}")
    if result.broken and not only:
        console.print(f"[red]the life without harm[/]: {', '.join(result.broken)} {result.words}")
    for number in result.differ:
        console.print(f"[red]point {number} did not end as the one it was merged with[/]")


def _place(point: Point) -> str:
    return f"in '{point.step}' before '{point.operation} {point.detail[:40]}': {point.harm.words}"
