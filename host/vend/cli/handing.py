# handing.py - a document leaves the shop: into a folder, or over a port into the chip of the device there
"""What the commands of a card's life and of a purchase's end have in common."""

from pathlib import Path

import typer

from wattkey_host.crypto import FACTORY_KEY
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Issue
from wattkey_host.vend.cli import show
from wattkey_host.vend.cli.console import end, tell, tell_file, written
from wattkey_host.vend.signing import Order


def one_way(to: Path | None, port: str | None) -> None:
    """A document goes one way. Raises BadParameter, before anything is changed."""
    if to is not None and port is not None:
        raise typer.BadParameter("name either --port or --to")


def hand(desk: Desk, name: str, made: Order, to: Path | None, port: str | None, as_json: bool) -> str | None:
    """Bring an order to the device at a port, or write it into a folder if one is named; the file's path.

    Raises VendError.
    """
    if port is not None:
        from wattkey_host.vend.cli.port import send_at

        send_at(port, desk, made, as_json)
        return None
    path = written(to, name, made.text)
    tell_file(as_json, path)
    return str(path) if path else None


def warn_of_test_key(desk: Desk, as_json: bool) -> None:
    """A document made under the key that everybody has is as good as open."""
    if desk.shop.keys.factory == FACTORY_KEY:
        tell(
            as_json,
            "This shop has the public test key of simulated chips: anybody can open the file of this document, and",
            "read the keys of the card and its meter there. For trying out only.",
        )


def hand_document(desk: Desk, made: Issue, to: Path | None, port: str | None, as_json: bool) -> None:
    """Write the document of a chip; or bring it, and what waits behind it. Raises VendError."""
    path = None
    if port is None:
        path = hand(desk, made.file_name, desk.chip_order(made), to, None, as_json)
        tell(as_json, f"It makes its chip card {made.card} of meter {made.meter}, once its report says so.")
    else:
        from wattkey_host.vend.cli.port import bring_at

        bring_at(port, desk, as_json)
        made = desk.issue_row(made)
    warn_of_test_key(desk, as_json)
    end(as_json, {**show.issue_data(made), "path": path, "port": port})
