# boxreadings.py - the readings of a box of meters come back: mail/readings.json, line by line, into the ledger
"""No MAC stands behind them: they are as the meters told, and no money follows from them."""

import csv
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from wattkey.amount import money
from wattkey.box import readings
from wattkey.box.boxmeter import READ, BoxMeter
from wattkey.box.packed import SLOTS, pack, unpack, words
from wattkey_host import foreign
from wattkey_host.foreign import table
from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.meterwords import BOX_REGISTERS, BoxReading
from wattkey_host.vend.wording import refusal

FILE = Path(readings.FILE.lstrip("/"))
COLUMNS = ("meter", "pass", "standard", "speed", *BOX_REGISTERS, "rate4")
_LAST_PASS = (1 << 31) - 1  # what every database holds
_MORE = 6  # registers in the line of a meter with more rates than are kept; the last of them is a dash


@dataclass(frozen=True)
class TakenReadings:
    """What a file of readings brought. `silent` are the meters without a reading in their last pass; `bad` names each
    line that is none, by its meter."""

    new: int
    known: int
    silent: tuple[str, ...]
    bad: tuple[str, ...]


def read_file(path: Path) -> bytes | None:
    """The text of a drive's readings, or of the file itself; None where there are none. Raises OSError."""
    file = foreign.way(path, FILE) if path.is_dir() else path
    if not file.is_file():
        return None
    text = foreign.read(file, readings.SIZE + 1)
    if path.is_dir():
        return None if text == readings.empty() else text
    return text if b'"type": "readings"' in text[: readings.SLOT] or len(text) == readings.SIZE else None


def take(book: Book, text: bytes) -> TakenReadings:
    """Take every whole line into the ledger; the same again changes nothing. Raises VendError for another file."""
    if len(text) != readings.SIZE:
        raise refusal("readings.size", have=len(text), size=readings.SIZE)
    meters, bad = _lines(text)
    new = known = 0
    for meter in meters:
        if meter.state != READ:
            continue
        row = _row(meter)
        if book.session.scalar(select(BoxReading).filter_by(line=row.line)):
            known += 1
        else:
            book.session.add(row)
            book.session.flush()  # a meter may stand twice
            new += 1
    silent = tuple(meter.address.hex() for meter in meters if meter.state != READ)
    return TakenReadings(new, known, silent, tuple(bad))


def kept(session: Session) -> list[BoxReading]:
    """All that the ledger holds, in the order of meters and passes."""
    return list(session.scalars(select(BoxReading).order_by(BoxReading.meter, BoxReading.turn, BoxReading.id)))


def cells(row: BoxReading) -> list[str]:
    """One reading under COLUMNS; energy in kWh, empty where the meter has no such register."""
    values = [getattr(row, name) for name in BOX_REGISTERS]
    like = [row.meter, str(row.turn), str(row.standard), str(row.speed)]
    told = [word for word in row.line.split(" ") if "." in word or word == "-"]
    fourth = told[4] if len(told) == _MORE else ""
    return [*like, *("" if value is None else money(value) for value in values), fourth]


def write_csv(rows: list[BoxReading], file: Path) -> None:
    """A file for a spreadsheet, with a line of headings. Raises OSError."""
    with table(file) as opened:
        writer = csv.writer(opened)
        writer.writerow(COLUMNS)
        writer.writerows(cells(row) for row in rows)


def _lines(text: bytes) -> tuple[list[BoxMeter], list[str]]:
    meters, bad = [], []
    for number in range(1, SLOTS + 1):
        at = (number - 1) * readings.SLOT
        try:
            kept = _spelled(number, text[at : at + readings.SLOT])
        except ValueError as error:
            bad.append(f"meter {number}: {error}")
            continue
        if kept:
            meters.append(unpack(*kept))
    return meters, bad


def _spelled(number: int, raw: bytes) -> tuple[bytes, int] | None:
    """The meter in a slot that is as the device itself writes it: a number has one spelling. Raises ValueError."""
    kept = readings.kept_in(number, raw)
    if kept and kept[1] > _LAST_PASS:
        raise ValueError(f"no box is read {kept[1]} times")
    if readings.slot(number, kept) != raw:
        raise ValueError("not as the device writes it")
    return kept


def _row(meter: BoxMeter) -> BoxReading:
    row = BoxReading(meter=meter.address.hex(), turn=meter.pass_number, standard=meter.standard, speed=meter.baud)
    for name, value in zip(meter.names, meter.values, strict=True):
        setattr(row, name, value)
    row.line = words(*pack(meter))
    return row
