# personal.py - the documents that make a chip the card of one meter, and change its keys
"""Nothing readable leaves the host: customer number and keys go enciphered under one chip's own transport pair,
and the keys are dispersed so far that they open one meter and one card only."""

from wattkey.orders import TYPE_CODES
from wattkey_host.vend.book.ledger import Issue
from wattkey_host.vend.errors import digits
from wattkey_host.vend.keystore import KeyStore


def packed(keys: KeyStore, serial: str, row: Issue) -> bytes:
    """The packed form of a document in the ledger, for the chip with this serial (16 hex digits): 147 bytes of an issue
    document, 139 of new keys. Raises VendError for a number that is none."""
    digits("card", row.card, 16), digits("meter", row.meter, 12)
    keys.check_serial(serial)
    head = bytes([TYPE_CODES[row.kind]]) + bytes.fromhex(serial) + row.number.to_bytes(4, "big")
    head += bytes.fromhex(row.card + row.meter)
    if row.kind == "issue":
        head += row.order.to_bytes(4, "big") + row.count.to_bytes(4, "big")
    return keys.wrap(serial, head, row.customer, (row.card, row.keys), (row.meter, row.meter_keys))
