# seeker.py - `wattkey read --search`: all meters on a line, found as the device finds them, as a list to read them by
"""The list is printed also where the line breaks or Ctrl-C ends the search half way; exit status 0: somebody was found,
and all numbers were asked."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from wattkey.box.boxmeter import MOST, BoxMeter
from wattkey.box.scan import Scan
from wattkey_host.line import PcClock
from wattkey_host.reader.dlt645.identifier import standard_of, title
from wattkey_host.reader.meterline import MeterLine
from wattkey_host.serialport import plain

NOT_ALL = 5  # nobody, or not all numbers were asked


def search_box(open_line: Callable[[], MeterLine], as_json: bool) -> int:
    """Search and tell; the exit status.

    Raises serial.SerialException where the line cannot be opened, KeyboardInterrupt with what was found.
    """
    meters: list[BoxMeter] = []
    line = open_line()
    ending, interrupted = "no meter was found", None
    try:
        with _progress() as show:
            asyncio.run(_search(line, meters, show))
    except KeyboardInterrupt as cut:
        ending, interrupted = "interrupted", cut
    except OSError as gone:
        ending = f"the line is gone: {plain(gone)}"
    else:
        ending = "" if meters else ending
    finally:
        line.close()
    if ending:
        Console(stderr=True, highlight=False).print(ending, markup=False)
    if meters:
        print(json.dumps(as_list(meters, not line.speedless), indent=None if as_json else 2))
    elif as_json:
        print(json.dumps({"ok": False, "error": ending, "status": NOT_ALL}))
    if interrupted:
        raise KeyboardInterrupt(f"Meters found: {len(meters)}; not all numbers were asked") from interrupted
    return NOT_ALL if ending else 0


def as_list(meters: list[BoxMeter], with_speed: bool) -> dict[str, int | str]:
    """The document that `--box` and the device take (docs/box.md)."""
    words = [[meter.address.hex(), str(meter.standard), str(meter.baud)][: 2 + with_speed] for meter in meters]
    lines = {str(number): " ".join(line) for number, line in enumerate(words, 1)}
    return {"wattkey": 1, "type": "meters", **lines}


async def _search(line: MeterLine, meters: list[BoxMeter], show: Callable[[Scan, BoxMeter | None], None]) -> None:
    scan = Scan(line, PcClock(), set(), lambda: False)
    while len(meters) < MOST and (meter := await scan.next(lambda: show(scan, None))):
        meters.append(meter)
        show(scan, meter)


@contextmanager
def _progress() -> Iterator[Callable[[Scan, BoxMeter | None], None]]:
    """A bar on stderr for each speed and edition, and above it who was found."""
    columns = (TextColumn("{task.description}"), BarColumn())
    with Progress(*columns, console=Console(stderr=True, highlight=False)) as bar:
        task = bar.add_task("searching", total=100)

        def show(scan: Scan, found: BoxMeter | None) -> None:
            where = f"{spoken(scan.standard)}, {scan.baud} baud, found: {scan.count}"
            bar.update(task, completed=scan.percent, description=where)
            if found:
                bar.console.print(f"meter {found.address.hex()}, {spoken(found.standard)}")

        yield show


def spoken(standard: int) -> str:
    """What a meter of a list speaks: DL/T 645-2007, DL/T 698.45."""
    return title(standard_of(str(standard)))
