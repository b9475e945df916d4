# corner.py - a seller's desk for the fuzzers: a shop, a card, and one good document of each kind
"""Keys from a seed: the same documents in every run."""

import json
from datetime import date
from pathlib import Path
from typing import NamedTuple

from wattkey.orders import pack, parse, unpack
from wattkey.profile import header
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.live.issue import issue

METER, CUSTOMER, SOLD = "000000123456", "000000000042", date(2026, 11, 20)


class Corner(NamedTuple):
    """A shop, and the texts of a purchase of its card and of the report that came back."""

    shop: Shop
    purchase: bytes
    report: bytes


def desk(folder: Path) -> Corner:
    """A shop in the new folder `desk` of `folder`."""
    shop, chip = Shop.create(folder / "desk", seed=b"fuzz"), new_chip("00000000000000d1")
    card = issue(Desk(shop), chip, METER, CUSTOMER)
    text = Desk(shop).document(Desk(shop).sell(card.card, 100_00, "P1", SOLD))
    chip.apdu(header("purchase") + pack(parse(text)))
    packed, _ = chip.apdu(header("report"))
    return Corner(shop, text, json.dumps(unpack("report", packed)).encode())
