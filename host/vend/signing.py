# signing.py - orders of the seller to one card: packed, under their MAC, and as a file
"""SM4-CMAC under the card's order key over the packed form, with the customer number put in: it stands in no file.
Orders travel packed; they become JSON where they leave as a file."""

import json
from typing import NamedTuple

from wattkey.orders import pack, unpack
from wattkey_host.vend.book.ledger import Card
from wattkey_host.vend.keystore import KeyStore

_CUSTOMER_AT = 13  # in the packed form: behind type 1, card 8, order 4
MAC = 16  # bytes, the last of every document


class Order(NamedTuple):
    """An order of the seller: its kind ("purchase", ...), and its packed form with the MAC last."""

    kind: str
    packed: bytes

    @property
    def fields(self) -> dict:
        """The fields of the order by their names."""
        return unpack(self.kind, self.packed)

    @property
    def text(self) -> bytes:
        """The file of the order: one line of JSON, with equal bytes each time."""
        return json.dumps(self.fields).encode("ascii") + b"\n"


def signed(keys: KeyStore, card: Card, kind: str, **fields: str | int) -> Order:
    """The order of this kind to this card; the same fields give the same bytes every time."""
    doc = {"wattkey": 1, "type": kind, "card": card.card, **fields, "mac": "00" * MAC}
    packed = pack(doc)[:-MAC]
    covered = packed[:_CUSTOMER_AT] + bytes.fromhex(card.customer) + packed[_CUSTOMER_AT:]
    return Order(kind, packed + keys.mac(card.card, card.keys, covered))


def digest(keys: KeyStore, covered: bytes) -> str:
    """The MAC of an event of the ledger, 32 hexadecimal digits."""
    return keys.event_mac(covered).hex()


def is_of(keys: KeyStore, card: Card, packed: bytes) -> bool:
    """Whether a packed report is under the MAC of this card: of the keys that it has, or later ones that it may have
    got since."""
    return keys.verify(card.card, card.keys, packed[:-MAC], packed[-MAC:])
