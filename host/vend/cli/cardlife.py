# cardlife.py - `wattkey vend ...`: what happens to a card besides selling
"""Re-issue, replacement, new keys, the PIN. With --port the document goes to the device there, without a file."""

from typing import Annotated

import typer

from wattkey_host.vend.cli.console import (
    HERE,
    AsJson,
    CardNumber,
    Folder,
    MeterNumber,
    Port,
    ShopFolder,
    clearly,
    end,
    number,
    opened,
    tell,
)
from wattkey_host.vend.cli.handing import hand, hand_document, one_way

_Customer = Annotated[
    str | None, typer.Option("--customer", callback=number("customer", 12), help="If it is another, 12 digits.")
]


def reissue(
    card: CardNumber,
    meter: MeterNumber,
    customer: _Customer = None,
    count: Annotated[int | None, typer.Option(min=0, help="Purchases that a new meter has had elsewhere.")] = None,
    to: Folder = None,
    port: Port = None,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Make an issued card the card of another meter. Refused over undelivered money."""
    one_way(to, port)
    with clearly():
        desk = opened(shop)
        hand_document(desk, desk.reissue(card, meter, customer, count=count), to, port, as_json)


def replace(
    card: Annotated[str, typer.Option(callback=number("card", 16), help="The card that is lost or broken.")],
    serial: Annotated[str, typer.Option(help="Serial of the new, blank handheld's chip, 16 hex digits.")],
    to: Folder = None,
    port: Port = None,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """A new handheld for the same meter: what was on the way goes with it, and the meter takes each purchase once."""
    one_way(to, port)
    with clearly():
        desk = opened(shop)
        made = desk.replace(card, serial)
        if port is None:
            tell(as_json, "Hand over the files of what was on the way again: wattkey vend file --payment ...")
        hand_document(desk, made, to, port, as_json)


def rotate(shop: ShopFolder = HERE, as_json: AsJson = False) -> None:
    """Make a new generation of master keys. Each card stays with its own until `rekey` has reached it."""
    with clearly():
        generation = opened(shop).rotate()
    tell(as_json, f"Generation {generation} is made. Back up keys.json, then: wattkey vend rekey --card ...")
    end(as_json, {"generation": generation})


def rekey(
    card: CardNumber,
    meter_too: Annotated[bool, typer.Option("--meter-too", help="Its meter holds the new keys already.")] = False,
    to: Folder = None,
    port: Port = None,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Give a card the keys of the latest generation. A purchase on it stays."""
    one_way(to, port)
    with clearly():
        desk = opened(shop)
        hand_document(desk, desk.rekey(card, meter_too=meter_too), to, port, as_json)


def unlock(
    card: CardNumber, to: Folder = None, port: Port = None, shop: ShopFolder = HERE, as_json: AsJson = False
) -> None:  # fmt: skip
    """Take a forgotten PIN away. Each file works once; one that was lost is simply made anew."""
    one_way(to, port)
    with clearly():
        desk = opened(shop)
        name, made = desk.unlock(card)
        path = hand(desk, name, made, to, port, as_json)
    end(as_json, {"card": card, "file": name, "path": path, "port": port})
