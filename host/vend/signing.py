# signing.py - orders of the seller to one card: their MAC and their file
"""SM4-CMAC under the card's order key over the packed form, with the customer number put in: it stands in no file."""

import json

from wattkey.orders import pack
from wattkey_host.crypto import cmac
from wattkey_host.vend.keys import Keys
from wattkey_host.vend.ledger import Card

_CUSTOMER_AT = 13  # in the packed form: behind type 1, card 8, order 4
_MAC = 16


def signed(keys: Keys, card: Card, kind: str, **fields: str | int) -> bytes:
    """The file of an order of this kind: one line of JSON, the same bytes every time."""
    doc = {"wattkey": 1, "type": kind, "card": card.card, **fields, "mac": "00" * _MAC}
    packed = pack(doc)[:-_MAC]
    order_key, _ = keys.card_keys(card.card, card.keys)
    covered = packed[:_CUSTOMER_AT] + bytes.fromhex(card.customer) + packed[_CUSTOMER_AT:]
    doc["mac"] = cmac(order_key, covered).hex()
    return json.dumps(doc).encode("ascii") + b"\n"
