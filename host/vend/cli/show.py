# show.py - rows of the ledger as tables for people and as plain data for programs
"""Money is a decimal string, energy a number in kWh, everything else as it is stored. No keys, no MACs."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wattkey.amount import money
from wattkey_host.vend.book.ledger import Card, Issue, Purchase
from wattkey_host.vend.book.meterwords import REGISTERS, Reading
from wattkey_host.vend.book.receive import Outcome

if TYPE_CHECKING:
    from rich.table import Table

Row = dict[str, object]
_WIDE = 1000  # columns, of what is no terminal
_NUMBERS = ("card", "meter", "customer", "order", "count", "amount", "sold")  # never broken over two lines


def print_tables(tables: list["Table"], otherwise: str) -> None:
    """On stdout: as wide as the terminal, and where there is none as wide as they are, so that nothing is cut."""
    from rich.console import Console

    console = Console()
    if not console.is_terminal:
        console.width = _WIDE
    console.print(*(tables if tables else (otherwise,)))


def card_data(card: Card) -> Row:
    """One card."""
    names = ("card", "serial", "meter", "customer", "next_order", "active", "lost")
    return {name: getattr(card, name) for name in names}


def issue_data(row: Issue) -> Row:
    """One issue or rekey document."""
    names = ("kind", "card", "number", "meter", "order", "count", "done")
    return {**{name: getattr(row, name) for name in names}, "file": row.file_name}


def purchase_data(purchase: Purchase) -> Row:
    """One purchase; `file` is the name of its document."""
    return {
        "payment": purchase.payment,
        "card": purchase.card,
        "order": purchase.order,
        "meter": purchase.meter,
        "count": purchase.count,
        "amount": money(purchase.amount),
        "sold": purchase.sold.isoformat(),
        "close": purchase.close,
        "state": purchase.state,
        "proved": purchase.proved,
        "used": purchase.used,
        "ending": purchase.ending,
        "credited": purchase.credited,
        "refunded": purchase.refunded,
        "file": purchase.file_name,
    }


def reading_data(reading: Reading) -> Row:
    """One reading; `kwh` per register, `used_kwh` since the recharge before; null where there is none."""
    return {
        "card": reading.card,
        "count": reading.count,
        "read_at": reading.read_at,
        "kwh": {name: _kwh(getattr(reading, name)) for name in REGISTERS},
        "used_kwh": {name: _kwh(value) for name, value in reading.usage().items()},
        "remaining": _money(reading.remaining),
        "overdraft": _money(reading.overdraft),
        "bought": _money(reading.bought),
        "proved_remaining": _money(reading.proved_remaining),
        "agrees": reading.agrees,
    }


def outcome_data(outcome: Outcome) -> Row:
    """What a report brought; `state` is the report's, `purchase` and `reading` are the ledger's after it."""
    return {
        "card": outcome.card,
        "state": outcome.state,
        "changed": outcome.changed,
        "purchase": purchase_data(outcome.purchase) if outcome.purchase else None,
        "reading": reading_data(outcome.reading) if outcome.reading else None,
        "words": list(outcome.words),
    }


def card_table(cards: Iterable[Card]) -> "Table":
    """The cards, one a line."""
    return _table("Cards", (card_data(card) for card in cards), ("card", "meter", "customer", "active"))


def purchase_table(purchases: Iterable[Purchase]) -> "Table":
    """The purchases, one a line."""
    rows = []
    for purchase in purchases:
        row = purchase_data(purchase)
        row["state"] = ", ".join([purchase.state, *_more(purchase)])
        rows.append(row)
    return _table("Purchases", rows, ("payment", "card", "order", "count", "amount", "sold", "state"))


def reading_table(readings: Iterable[Reading]) -> "Table":
    """The readings: what was used since the recharge before, in kWh, and the balance."""
    rows = []
    for reading in readings:
        used = {name: "" if value is None else f"{value / 100:.2f}" for name, value in reading.usage().items()}
        plain = reading_data(reading)
        rows.append(
            {**used, **{name: plain[name] for name in ("card", "count", "remaining", "overdraft", "bought", "agrees")}}
        )
    columns = ("card", "count", *REGISTERS, "remaining", "overdraft", "bought", "agrees")
    return _table("Used since the recharge before (kWh, as the meter told it)", rows, columns)


def _more(purchase: Purchase) -> Iterable[str]:
    """What is to be said beside the state of a purchase."""
    yield from ["proved by the meter"] if purchase.proved else []
    yield from ["its count is used"] if purchase.used and purchase.open else []
    yield from [f"to end as {purchase.ending}"] if purchase.ending and purchase.open else []
    yield from [] if purchase.credited is None else ["credited" if purchase.credited else "not credited"]
    yield from ["refunded"] if purchase.refunded else []


def _table(title: str, rows: Iterable[Row], columns: tuple[str, ...]) -> "Table":
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold", no_wrap=name in _NUMBERS)
    for row in rows:
        table.add_row(*(Text("" if row[name] is None else _word(row[name])) for name in columns))
    return table


def _word(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _kwh(value: int | None) -> float | None:
    return None if value is None else value / 100


def _money(value: int | None) -> str | None:
    return None if value is None else money(value)
