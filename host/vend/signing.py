# signing.py - orders of the seller to one card: packed, under their MAC, and as a file
"""SM4-CMAC under the card's order key over the packed form, with the customer number put in: it stands in no file.
Orders travel packed; they become JSON where they leave as a file."""

import json
from hmac import compare_digest
from typing import NamedTuple

from wattkey.orders import pack, unpack
from wattkey_host.crypto import cmac
from wattkey_host.vend.book.ledger import Card
from wattkey_host.vend.keys import Keys

_CUSTOMER_AT = 13  # in the packed form: behind type 1, card 8, order 4
_MAC = 16
NO_CARD = "9" * 16  # is never issued


class Order(NamedTuple):
    """An order of the seller: its kind ("purchase", ...), and its packed form with the MAC last."""

    kind: str
    packed: bytes

    @property
    def fields(self) -> dict:
        """Its fields by their names."""
        return unpack(self.kind, self.packed)

    @property
    def text(self) -> bytes:
        """Its file: one line of JSON, the same bytes every time."""
        return json.dumps(self.fields).encode("ascii") + b"\n"


def signed(keys: Keys, card: Card, kind: str, **fields: str | int) -> Order:
    """The order of this kind to this card; the same fields give the same bytes every time."""
    doc = {"wattkey": 1, "type": kind, "card": card.card, **fields, "mac": "00" * _MAC}
    packed = pack(doc)[:-_MAC]
    order_key, _ = keys.card_keys(card.card, card.keys)
    covered = packed[:_CUSTOMER_AT] + bytes.fromhex(card.customer) + packed[_CUSTOMER_AT:]
    return Order(kind, packed + cmac(order_key, covered))


def digest(keys: Keys, covered: bytes) -> str:
    """The MAC of an event of the ledger, 32 hexadecimal digits: under a key of the shop's first generation, which is
    never thrown away."""
    _, key = keys.card_keys(NO_CARD, 1)
    return cmac(key, b"wattkey event" + covered).hex()


def is_of(keys: Keys, card: Card, packed: bytes) -> bool:
    """Whether a packed report is under the MAC of this card: of the keys that it has, or later ones that it may have
    got since. What an earlier generation has signed may come from anybody who has found that out."""
    for generation in range(card.keys, keys.generation + 1):
        _, report_key = keys.card_keys(card.card, generation)
        if compare_digest(cmac(report_key, packed[:-_MAC]), packed[-_MAC:]):
            return True
    return False
