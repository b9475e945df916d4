# origin.py - where a document comes from: the checks that every order of the seller must pass first
"""Type, addressee, MAC; and the MAC is looked at before anything else that it covers."""

from hmac import compare_digest
from typing import TYPE_CHECKING

from wattkey.orders import TYPE_CODES
from wattkey_host.crypto import cmac, transport_pair
from wattkey_host.sim.chip import words
from wattkey_host.sim.chip.words import StatusWord

if TYPE_CHECKING:
    from wattkey_host.sim.chip.memory import Cells

MAC = 16  # bytes, the last of every document
CUSTOMER_AT = 13  # behind type 1, card 8, number 4: where the MAC of an order has the customer number, the file not


def check_order(cells: "Cells", data: bytes, kind: str) -> None:
    """An order to a card: of this `kind`, for this card, under its order key and its customer number."""
    if data[0] != TYPE_CODES[kind]:
        raise StatusWord(words.BAD_VALUE)
    if data[1:9] != cells.card:
        raise StatusWord(words.OTHER_CARD)
    covered = data[:CUSTOMER_AT] + cells.customer + data[CUSTOMER_AT:-MAC]
    if not compare_digest(cmac(cells.order_key, covered), data[-MAC:]):
        raise StatusWord(words.WRONG_MAC)


def check_transport(cells: "Cells", data: bytes, kind: str) -> None:
    """A document to a chip: of this `kind`, for this serial, under its transport key, and not an old one."""
    if data[0] != TYPE_CODES[kind]:
        raise StatusWord(words.BAD_VALUE)
    if data[1:9] != cells.serial:
        raise StatusWord(words.OTHER_CARD)
    if not compare_digest(cmac(transport_pair(cells.transport)[1], data[:-MAC]), data[-MAC:]):
        raise StatusWord(words.WRONG_MAC)
    if number(data, 9) <= cells.issue:
        raise StatusWord(words.ORDER_TAKEN)


def number(data: bytes, at: int) -> int:
    """The four bytes at `at` as a number."""
    return int.from_bytes(data[at : at + 4], "big")
