# reader.py - `wattkey read --box`: all meters of a list over one line, with the device's own collector
"""What came is told as CSV or JSON, also where the line breaks or Ctrl-C ends it half way. Exit status of the whole: 0
every meter was read; else of the worst: 4 a meter never said the same twice, 3 one refused, 5 one was silent."""

import asyncio
import csv
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from wattkey.box.boxmeter import READ, REFUSED, SILENT, UNREAD, UNSURE, BoxMeter
from wattkey.box.collector import Collector
from wattkey.box.meterlist import parse
from wattkey.dlt645.master import Master
from wattkey.dlt645.registers import NAMED
from wattkey.dlt698.asker import Asker
from wattkey.orders import LIMIT, BadDocument
from wattkey_host import foreign
from wattkey_host.foreign import table
from wattkey_host.line import PcClock
from wattkey_host.meter.boxmeters import load
from wattkey_host.plain import in_json
from wattkey_host.reader.meterline import MeterLine
from wattkey_host.serialport import plain

STATUS = ((UNSURE, 4), (REFUSED, 3), (SILENT, 5), (UNREAD, 5))  # the worst first
# of other than four rates: nobody says which is the peak; rate5 is empty always, and there where a meter has more
NUMBERED = tuple(f"rate{n}" for n in range(1, 6))
COLUMNS = ("number", "address", "state", "standard", "baud", "rates", *NAMED, *NUMBERED)
Told = Callable[[int, BoxMeter], None]


def listed(path: Path) -> list[BoxMeter]:
    """The meters of a list (JSON, as on the drive) or of a box file (TOML). Raises ValueError: what is wrong, where."""
    if path.suffix == ".toml":
        return [BoxMeter(bytes.fromhex(spec.address)) for spec in load(path)]
    try:
        return parse(foreign.read(path, LIMIT + 1))
    except OSError as wrong:
        raise ValueError(f"{path}: {wrong.strerror}") from wrong
    except BadDocument as wrong:
        raise ValueError(f"{path}: {wrong}") from wrong


def collect(meters: list[BoxMeter], line: MeterLine, told: Told) -> None:
    """One pass; `told` hears of each meter when it is done. Raises serial.SerialException when the line is gone."""

    async def one_after_another() -> None:
        clock = PcClock()
        collector = Collector(Master(line, clock), line, third=lambda: Asker(line, clock))
        for number, meter in enumerate(meters, 1):
            await collector.read(meter)
            told(number, meter)

    asyncio.run(one_after_another())


def read_box(meters: list[BoxMeter], open_line: Callable[[], MeterLine], file: Path | None, as_json: bool) -> int:
    """Collect and tell; the exit status. CSV goes to `file`, or to stdout where nothing else is wanted there.

    Raises KeyboardInterrupt, which says how many were read.
    """
    began, interrupted = time.monotonic(), None
    line = open_line()
    try:
        with _csv(file, as_json) as write, _progress(len(meters)) as show:

            def told(number: int, meter: BoxMeter) -> None:
                show(number, meter)
                write(row(number, meter))

            try:
                collect(meters, line, told)
            except KeyboardInterrupt as cut:
                interrupted = cut
            except OSError as gone:
                show(0, gone)
            for number, meter in enumerate(meters, 1):
                if meter.state == UNREAD:
                    write(row(number, meter))
    finally:
        line.close()
    if as_json:
        print(in_json(summary(meters, time.monotonic() - began)))
    if interrupted:
        read = sum(meter.state == READ for meter in meters)
        words = f"Meters read: {read} of {len(meters)}; the others are told as unread"
        raise KeyboardInterrupt(words) from interrupted
    return next((status for state, status in STATUS if any(meter.state == state for meter in meters)), 0)


def row(number: int, meter: BoxMeter) -> dict[str, Any]:
    """One line of CSV. Energies in kWh; empty: the meter has none, or was not read."""
    known = {"standard": meter.standard or "", "baud": meter.baud or "", "rates": meter.rates or ""}
    return {"number": number, "address": meter.address.hex(), "state": meter.state, **known, **_energies(meter, "")}


def summary(meters: list[BoxMeter], seconds: float) -> dict[str, Any]:
    """The object of --json."""
    states = [meter.state for meter in meters]
    counts = {state: states.count(state) for state in (READ, SILENT, REFUSED, UNSURE, UNREAD)}
    told = [
        {
            "number": number,
            "address": meter.address.hex(),
            "state": meter.state,
            "standard": meter.standard or None,
            "baud": meter.baud or None,
            "rates": meter.rates if meter.state == READ else None,
            "energy": _energies(meter, None),
        }
        for number, meter in enumerate(meters, 1)
    ]
    return {"meters": len(meters), **counts, "seconds": round(seconds, 1), "readings": told}


def _energies(meter: BoxMeter, absent: str | None) -> dict[str, str | None]:
    pairs = zip(meter.names, meter.values, strict=True)
    return {name: absent if value is None else f"{value // 100}.{value % 100:02d}" for name, value in pairs}


@contextmanager
def _csv(file: Path | None, as_json: bool) -> Iterator[Callable[[dict[str, Any]], None]]:
    """Writes rows as they come into a file beside, which takes the name at the end; or to stdout; or nowhere."""
    if file is None:
        yield (lambda one: None) if as_json else _writer(Console().file)
        return
    with table(file) as out:
        yield _writer(out)


def _writer(out: TextIO | Any) -> Callable[[dict[str, Any]], None]:
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()

    def write(one: dict[str, Any]) -> None:
        writer.writerow(one)
        out.flush()

    return write


@contextmanager
def _progress(count: int) -> Iterator[Callable[[int, Any], None]]:
    """A bar on stderr; meters that were not read, and what broke it off, are told above it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True, highlight=False)) as bar:
        task = bar.add_task("reading", total=count)

        def show(number: int, what: BoxMeter | OSError) -> None:
            if isinstance(what, BoxMeter):
                bar.update(task, completed=number, description=what.address.hex())
                if what.state != READ:
                    bar.console.print(f"meter {number}, {what.address.hex()}: {what.state}")
            else:
                bar.console.print(f"the line is gone: {plain(what)}", markup=False)

        yield show
