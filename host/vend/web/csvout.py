# csvout.py - tables that leave as CSV: row by row, and no cell is a formula
"""A spreadsheet takes a cell that begins with = + - @ for a formula, wherever its words come from; such a cell gets an
apostrophe in front (OWASP, "CSV injection"). Numbers stay what they are."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from fastapi.responses import StreamingResponse

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_AT_ONCE = 500


def answer(name: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> StreamingResponse:
    """A download, never held whole; UTF-8 with the mark that Excel wants."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingResponse(lines(columns, rows), media_type="text/csv; charset=utf-8", headers=headers)


def lines(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The text, some rows at a time."""
    text = StringIO()
    writer = csv.writer(text)
    text.write("\ufeff")
    writer.writerow(columns)
    for number, row in enumerate(rows, 1):
        writer.writerow([cell(value) for value in row])
        if number % _AT_ONCE == 0:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()


def cell(value: object) -> object:
    """A value that a spreadsheet shows and does not run."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else "" if value is None else value
