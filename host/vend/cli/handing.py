# handing.py - a document leaves the shop: into a folder, or over a port into the chip of the device there
"""What the commands of a card's life and of a purchase's end have in common."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from wattkey.amount import cents, money
from wattkey_host.vend.book import sell
from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Issue, Purchase
from wattkey_host.vend.book.toosmall import CLOSE_ALLOW, light_at
from wattkey_host.vend.cli import show
from wattkey_host.vend.cli.console import clearly, end, opened, tell, tell_file, written
from wattkey_host.vend.signing import Order

AS_SHIPPED: Any = money(CLOSE_ALLOW)  # as the parser wants it
Allow = Annotated[
    int,
    typer.Option(parser=cents, metavar="2.00", help="What the meter wants to remain before its relay closes."),
]


@dataclass(frozen=True)
class Handing:
    """A command at the desk, and the one way that its document goes: into folder `to`, to the device at `port`, or
    nowhere yet."""

    desk: Desk
    to: Path | None
    port: str | None
    as_json: bool

    def tell(self, *words: str) -> None:
        """Words for a person."""
        tell(self.as_json, *words)

    def end(self, data: dict, path: str | None) -> None:
        """The one object on the last line, with where the document went."""
        end(self.as_json, {**data, "path": path, "port": self.port})

    def order(self, name: str, made: Order) -> str | None:
        """Bring an order to the device at the port, or write it into the folder if one is named; the file's path.

        Raises VendError.
        """
        if self.port is not None:
            from wattkey_host.vend.cli.port import send_at

            send_at(self.port, self.desk, made, self.as_json)
            return None
        path = written(self.to, name, made.text)
        tell_file(self.as_json, path)
        return str(path) if path else None

    def document(self, made: Issue) -> None:
        """Write the document of a chip; or bring it, and what waits behind it. Raises VendError."""
        path = None
        if self.port is None:
            path = self.order(made.file_name, self.desk.chip_order(made))
            self.tell(f"It makes its chip card {made.card} of meter {made.meter}, once its report says so.")
        else:
            from wattkey_host.vend.cli.port import bring_at

            bring_at(self.port, self.desk, self.as_json)
            made = self.desk.issue_row(made)
        warn_of_test_key(self.desk, self.as_json)
        self.end(show.issue_data(made), path)


@contextmanager
def handing(shop: Path, to: Path | None, port: str | None, as_json: bool) -> Iterator[Handing]:
    """At the desk of a shop. Raises BadParameter, before anything is changed, where a document would go two ways;
    what is refused is said as in `clearly`."""
    if to is not None and port is not None:
        raise typer.BadParameter("name either --port or --to")
    with clearly():
        yield Handing(opened(shop), to, port, as_json)


def sold_to(card: str | None, meter: str | None, port: str | None, to: Path | None) -> str | None:
    """The card or meter that is sold to; None: whatever is at the port. Raises BadParameter."""
    if (card is None and meter is None and port is None) or (card and meter):
        raise typer.BadParameter("name either --card or --meter")
    if port and to:
        raise typer.BadParameter("name either --port or --to")
    return card or meter


def warn_of_darkness(desk: Desk, to: str, amount: int, allow: int, as_json: bool) -> None:
    """A sale that leaves the relay open is sold all the same, but nobody may be surprised by it."""
    tell(as_json, *dark(amount, desk.light_at(to, allow)))


def dark(amount: int, needed: int) -> list[str]:
    """The warning of a sale below what is needed for the light to come back (cents); none where it is enough."""
    if amount >= needed:
        return []
    return [
        f"WARNING: as the meter told its balance last, {money(amount)} may not bring the light back: at least"
        f" {money(needed)}, and what was used since."
    ]


def sold(book: Book, where: str, wish: tuple[str, int, str, date], allow: int, as_json: bool) -> Purchase:
    """A sale of a table (number, amount, payment, day), warned of as a single one is. Raises VendError."""
    number, amount, *_ = wish
    needed = light_at(book.session, number, allow)
    purchase = sell.sell(book, *wish)
    tell(as_json, *(f"{where}: {words}" for words in dark(amount, needed)))
    return purchase


def warn_of_test_key(desk: Desk, as_json: bool) -> None:
    """A document made under the key that everybody has is as good as open."""
    if desk.shop.keys.test_chips:
        tell(
            as_json,
            "This shop has the public test key of simulated chips: anybody can open the file of this document, and",
            "read the keys of the card and its meter there. For trying out only.",
        )
