# box.py - `wattkey vend readings`, and what `wattkey vend receive` does with the readings of a box
"""The file may lie on a drive beside a report, or alone."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wattkey_host.complaint import in_words
from wattkey_host.overwrite import Overwrite, ask_before
from wattkey_host.vend.book import boxreadings
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.meterwords import BoxReading
from wattkey_host.vend.cli.console import HERE, AsJson, ShopFolder, clearly, end, opened, tell
from wattkey_host.vend.cli.plugged import REPORT, document
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.wording import refusal

if TYPE_CHECKING:
    from rich.table import Table


def readings(
    csv: Annotated[Path | None, typer.Option(dir_okay=False, help="Write them into this file.")] = None,
    overwrite: Overwrite = False,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Show the readings of meter boxes that were received, or write them as CSV."""
    with clearly():
        rows = opened(shop).box_readings()
        if csv:
            _check_place(csv, shop, overwrite)
            boxreadings.write_csv(rows, csv)
            tell(as_json, f"Written: {csv} ({len(rows)} readings)")
        elif not as_json:
            from rich.console import Console

            Console().print(_table(rows) if rows else "No readings of a box yet.")
    end(as_json, {"readings": [dict(zip(boxreadings.COLUMNS, boxreadings.cells(row), strict=True)) for row in rows]})


def _check_place(csv: Path, shop: Path, overwrite: bool) -> None:
    if shop.resolve() in csv.resolve().parents:
        raise refusal("file.in_shop", file=csv)
    ask_before(overwrite, csv)


def received(desk: Desk, path: Path, as_json: bool) -> dict:
    """Take the readings at `path`, a drive or the file itself, and tell of them: what they add to the JSON object."""
    text = boxreadings.read_file(path)
    if text is None:
        return {}
    taken = desk.receive_box(text)
    tell(as_json, f"Readings of a box: {taken.new} new, {taken.known} known already.")
    tell(as_json, *(f"Without a reading: {meter}" for meter in taken.silent))
    tell(as_json, *(f"Not taken, {words}" for words in taken.bad))
    data = {"new": taken.new, "known": taken.known, "silent": list(taken.silent), "bad": list(taken.bad)}
    return {"box": data}


def beside(desk: Desk, path: Path, as_json: bool) -> dict:
    """As `received`, of a drive whose report is taken already: whatever its readings are, that stands."""
    try:
        return received(desk, path, as_json)
    except (VendError, OSError) as error:
        words = in_words(error) if isinstance(error, OSError) else str(error)
        tell(as_json, f"The readings of a box beside it were not taken: {words}")
        return {}


def alone(path: Path) -> bool:
    """Whether at `path` there are readings of a box, and no report that could be taken besides."""
    report = path / REPORT
    if path.is_dir() and report.is_file() and document(report).strip():
        return False
    return boxreadings.read_file(path) is not None


def _table(rows: list[BoxReading]) -> "Table":
    from rich.table import Table

    table = Table(title="Readings of boxes, kWh")
    for name in boxreadings.COLUMNS:
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(*boxreadings.cells(row))
    return table
