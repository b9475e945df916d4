# port.py - the commands of the vending host with the device at a port: an infrared head, its USB serial, a socket
"""`--port DEV|socket://HOST:PORT` in the place of a folder, and `send`. The ledger is kept as for files; what was
cut off is brought to its end by giving the command again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from wattkey.amount import money
from wattkey.info import Info
from wattkey_host.plain import say
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.cli import show
from wattkey_host.vend.cli.console import HERE, AsJson, DevicePort, ShopFolder, clearly, end, opened, tell
from wattkey_host.vend.cli.handing import warn_of_darkness, warn_of_test_key
from wattkey_host.vend.cli.plugged import document
from wattkey_host.vend.live import live
from wattkey_host.vend.live.atport import at_port
from wattkey_host.vend.live.beam import Terminal
from wattkey_host.vend.live.live_sale import sell_live
from wattkey_host.vend.signing import Order


def issue_at(port: str, desk: Desk, wish: tuple[str, str, str | None, int | None], as_json: bool) -> None:
    """Make the blank device at the port a card: `wish` is meter, customer, card, count. Raises VendError."""
    meter, customer, card, count = wish
    with _at(port, desk) as (terminal, run):
        row = live.issue_live(desk, terminal, run, meter, customer, card=card, count=count, said=_said)
    tell(as_json, f"Chip {row.serial} is card {row.card} for meter {row.meter} now.")
    warn_of_test_key(desk, as_json)
    end(as_json, show.card_data(row))


def sell_at(
    port: str, desk: Desk, to: str | None, amount: int, payment: str, sold: date, close: bool, another: bool,
    as_json: bool, allow: int,
) -> None:  # fmt: skip
    """Sell to the device at the port, and take its report. `to`: the card or meter it must be; without it the clerk is
    asked. `allow`: as of `warn_of_darkness`. Raises VendError."""
    if to is not None:
        warn_of_darkness(desk, to, amount, allow, as_json)
    with _at(port, desk) as (terminal, run):
        done = sell_live(
            desk, terminal, run, amount, payment, sold, to=to, close=close, another=another, said=_said,
            sure=partial(_asked, desk, amount, allow, terminal),
        )  # fmt: skip
    purchase = done.purchase
    tell(as_json, f"{money(purchase.amount)} for card {purchase.card}: order {purchase.order}, count {purchase.count}.")
    tell(as_json, "The card had it already." if done.before else "The card has taken it.", *done.report.words)
    end(as_json, {**show.purchase_data(purchase), "port": port, "before": done.before})


def receive_at(port: str, desk: Desk, as_json: bool) -> None:
    """Take the report of the device at the port into the ledger. Raises VendError."""
    with _at(port, desk) as (terminal, run):
        outcome = live.receive_live(desk, terminal, run)
    tell(as_json, f"Card {outcome.card}:", *outcome.words)
    end(as_json, {**show.outcome_data(outcome), "removed": []})


def recover_at(port: str, desk: Desk, as_json: bool) -> None:
    """As `receive_at`, with orders that the ledger does not know any more. Raises VendError."""
    with _at(port, desk) as (terminal, run):
        outcome = live.recover_live(desk, terminal, run)
    tell(as_json, f"Card {outcome.card}:", *outcome.words)
    end(as_json, show.outcome_data(outcome))


def send(
    port: DevicePort,
    file: Annotated[
        Path | None, typer.Argument(exists=True, dir_okay=False, help="An order file: purchase, cancel, ...")
    ] = None,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Bring an order file to the device at a port, as if it were dropped on its drive, or without FILE all that the
    ledger has for it: new keys, another meter, what is taken back or settled, what never arrived. Take its report."""
    with clearly():
        desk = opened(shop)
        if file is None:
            data = bring_at(port, desk, as_json)
        else:
            data = send_at(port, desk, live.order_of(document(file)), as_json)
    end(as_json, data)


def send_at(port: str, desk: Desk, order: Order, as_json: bool) -> dict:
    """Bring an order to the device at the port; what to tell as JSON. Raises VendError."""
    with _at(port, desk) as (terminal, run):
        before, outcome = live.send_live(desk, terminal, run, order, _said)
    tell(as_json, "The chip had it already." if before else "The chip has taken it.", *outcome.words)
    return {**show.outcome_data(outcome), "before": before}


def bring_at(port: str, desk: Desk, as_json: bool) -> dict:
    """Bring all that the ledger has for the device at the port; what to tell as JSON. Raises VendError."""
    with _at(port, desk) as (terminal, run):
        brought, outcome = live.bring_live(desk, terminal, run, _said)
    tell(as_json, *(() if brought else ("There was nothing to bring.",)), *outcome.words)
    return {**show.outcome_data(outcome), "brought": brought}


def _said(words: str) -> None:
    """What was done besides, at once: an error may follow."""
    say(words, err=True)


def _asked(desk: Desk, amount: int, allow: int, terminal: Terminal, info: Info) -> bool:
    """Whether the handheld that lies there is the one that is meant; where nobody answers it is not."""
    row = desk.card_of(info.serial.hex())
    whose = f", customer {row.customer}" if row else ""
    terminal.told("asking", 0, 0)
    warn_of_darkness(desk, info.card.hex(), amount, allow, as_json=True)  # on stderr, as the question
    try:
        question = f"Card {info.card.hex()} of meter {info.meter.hex()}{whose} lies there. Sell {money(amount)} to it?"
        return typer.confirm(question, err=True)
    except typer.Abort:
        return False


@contextmanager
def _at(port: str, desk: Desk) -> Iterator[tuple[Terminal, live.Run]]:
    """A terminal at the port; how far things are is shown on stderr. Raises VendError."""
    columns = (TextColumn("{task.description:<24}"), BarColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("opening the port", total=None)

        def told(words: str, done: int, of: int) -> None:
            (bar.start if of else bar.stop)()  # nothing moves while a person is asked
            bar.update(task, description=words, completed=done, total=of if done else None)

        with at_port(port, desk, told) as at:
            yield at
