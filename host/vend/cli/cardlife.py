# cardlife.py - `wattkey vend ...`: what happens to a card besides selling
"""Re-issue, replacement, new keys, the PIN. With --port the document goes to the device there, without a file."""

from pathlib import Path
from typing import Annotated

import typer

from wattkey_host.vend.cli.console import (
    HERE,
    AsJson,
    CardNumber,
    Folder,
    HadElsewhere,
    MeterNumber,
    Port,
    ShopFolder,
    clearly,
    end,
    hidden,
    number,
    opened,
    tell,
)
from wattkey_host.vend.cli.handing import handing
from wattkey_host.vend.keys import hexadecimal
from wattkey_host.vend.vault import first_line

_Customer = Annotated[
    str | None, typer.Option("--customer", callback=number("customer", 12), help="If it is another, 12 digits.")
]


def reissue(
    card: CardNumber,
    meter: MeterNumber,
    customer: _Customer = None,
    count: HadElsewhere = None,
    to: Folder = None,
    port: Port = None,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Make an issued card the card of another meter. Refused over undelivered money."""
    with handing(shop, to, port, as_json) as way:
        way.document(way.desk.reissue(card, meter, customer, count=count))


def replace(
    card: Annotated[str, typer.Option(callback=number("card", 16), help="The card that is lost or broken.")],
    serial: Annotated[str, typer.Option(help="Serial of the new, blank handheld's chip, 16 hex digits.")],
    to: Folder = None,
    port: Port = None,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """A new handheld for the same meter: what was on the way goes with it, and the meter takes each purchase once."""
    with handing(shop, to, port, as_json) as way:
        made = way.desk.replace(card, serial)
        if port is None:
            way.tell("Hand over the files of what was on the way again: wattkey vend file --payment ...")
        way.document(made)


def rotate(shop: ShopFolder = HERE, as_json: AsJson = False) -> None:
    """Make a new generation of master keys. Each card stays with its own until `rekey` has reached it."""
    with clearly():
        generation = opened(shop).rotate()
    tell(as_json, f"Generation {generation} is made. Back up keys.json, then: wattkey vend rekey --card ...")
    end(as_json, {"generation": generation})


def factory_key(
    file: Annotated[
        Path | None, typer.Option("--from", exists=True, dir_okay=False, help="A file whose first line it is.")
    ] = None,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Set the factory key of the chips that are bought: 32 hexadecimal digits, asked for unless a file has them."""
    with clearly():
        desk = opened(shop)
        desk.set_factory(hexadecimal(_written_in(file) if file else hidden("Factory key", confirm=True)))
        keys = desk.shop.keys
    tell(as_json, f"{'The public test key' if keys.test_chips else 'The factory key'} is set. Back up keys.json.")
    end(as_json, {"test_chips": keys.test_chips})


def _written_in(file: Path) -> str:
    try:
        return first_line(file)
    except UnicodeDecodeError:  # no text, so no key
        return ""


def rekey(
    card: CardNumber,
    meter_too: Annotated[bool, typer.Option("--meter-too", help="Its meter holds the new keys already.")] = False,
    to: Folder = None,
    port: Port = None,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Give a card the keys of the latest generation. A purchase on it stays."""
    with handing(shop, to, port, as_json) as way:
        way.document(way.desk.rekey(card, meter_too=meter_too))


def unlock(
    card: CardNumber, to: Folder = None, port: Port = None, shop: ShopFolder = HERE, as_json: AsJson = False
) -> None:  # fmt: skip
    """Take a forgotten PIN away. Each file works once; one that was lost is simply made anew."""
    with handing(shop, to, port, as_json) as way:
        name, made = way.desk.unlock(card)
        way.end({"card": card, "file": name}, way.order(name, made))
