# personal.py - the documents that make a chip the card of one meter, and change its keys
"""Nothing readable leaves the host: customer number and keys go enciphered under one chip's own transport pair,
and the keys are dispersed so far that they open one meter and one card only."""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from wattkey.orders import TYPE_CODES
from wattkey_host.crypto import cmac, transport_pair
from wattkey_host.vend.book.ledger import Issue
from wattkey_host.vend.errors import digits
from wattkey_host.vend.keys import Keys


def packed(keys: Keys, serial: str, row: Issue) -> bytes:
    """The packed form of a document in the ledger, for the chip with this serial (16 hex digits): 147 bytes of an issue
    document, 139 of new keys. Raises VendError for a number that is none."""
    digits("card", row.card, 16), digits("meter", row.meter, 12)
    encipher_key, mac_key = transport_pair(keys.transport(serial))
    secret = bytes.fromhex(digits("customer", row.customer, 12)).ljust(16, b"\0")
    secret += b"".join(keys.card_keys(row.card, row.keys) + keys.meter_keys(row.meter, row.meter_keys))
    engine = Cipher(algorithms.SM4(encipher_key), modes.CBC(bytes(16))).encryptor()
    out = bytes([TYPE_CODES[row.kind]]) + bytes.fromhex(serial) + row.number.to_bytes(4, "big")
    out += bytes.fromhex(row.card + row.meter)
    if row.kind == "issue":
        out += row.order.to_bytes(4, "big") + row.count.to_bytes(4, "big")
    out += engine.update(secret) + engine.finalize()
    return out + cmac(mac_key, out)
