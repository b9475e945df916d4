# counts.py - counts that a meter has used and nobody here knows of: nothing is sold to it until it is known by whom
"""Another channel has sold them without telling, or an older ledger was put back: whatever it was, the next count may
be out already. A person finds out, and notes it (`vend elsewhere`); or takes the report as it is
(`vend recover`). Only what stands under the meter's MAC counts here: what a processor tells could hold up anybody."""

from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.ledger import Meter
from wattkey_host.vend.book.reportrows import Rows
from wattkey_host.vend.wording import refusal

_SOME = 5  # that are named


def prove(book: Book, meter: Meter, proved: int) -> None:
    """The meter has shown this count under its MAC. Who recovers takes it as it is."""
    known = max(meter.base, meter.checked)
    if proved <= known:
        return
    if book.recovering or not _lacking(book.rows, meter.meter, known, proved):
        meter.checked, meter.unknown = proved, 0
    else:
        meter.unknown = max(meter.unknown, proved)


def noted(rows: Rows, meter: Meter) -> None:
    """A purchase of another channel was noted: perhaps it was the last that was not known."""
    if meter.unknown and not _lacking(rows, meter.meter, max(meter.base, meter.checked), meter.unknown):
        meter.checked, meter.unknown = meter.unknown, 0


def forgotten(rows: Rows, meter: Meter, count: int) -> None:
    """A note of a purchase sold elsewhere was withdrawn: what the meter has shown is looked at again from there on."""
    if meter.base < count <= meter.checked and _lacking(rows, meter.meter, count - 1, count):
        meter.checked, meter.unknown = count - 1, max(meter.unknown, meter.checked)


def check(rows: Rows, meter: Meter) -> None:
    """Raises VendError for a meter that has used counts of which nobody here knows."""
    if not meter.unknown:
        return
    known = max(meter.base, meter.checked)
    amounts = rows.amounts(meter.meter, known, meter.unknown)
    some: list[str] = []
    for count in range(known + 1, meter.unknown + 1):
        some += [] if count in amounts else [str(count)]
        if len(some) > _SOME:
            some[_SOME] = "..."
            break
    raise refusal("count.unknown", meter=meter.meter, counts=", ".join(some))


def _lacking(rows: Rows, meter: str, since: int, upto: int) -> bool:
    return len(rows.amounts(meter, since, upto)) < upto - since
