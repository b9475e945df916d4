# issue.py - what the chip is and whom it belongs to: INFO and IMPORT
"""A chip leaves the factory with a serial and a transport key; one issue document makes it a card, once."""

from hmac import compare_digest
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from wattkey_host.crypto import cmac, transport_pair
from wattkey_host.sim.chip.words import BAD_VALUE, NOT_ALLOWED, OTHER_CARD, WRONG_MAC, Refused

if TYPE_CHECKING:
    from wattkey_host.sim.chip.cos import Chip

VERSION = 1
IMPORT_TYPE = 3
KEYS = ("order_key", "report_key", "identity_key", "load_key", "control_key")


def info(chip: "Chip", data: bytes) -> bytes:
    """INFO: 42 bytes about card, meter and purchase; zeros behind the serial before the issue."""
    cells = chip.cells
    out = bytes([VERSION]) + cells.serial + bytes([cells.issued]) + cells.card + cells.meter
    out += b"".join(value.to_bytes(4, "big") for value in (cells.order, cells.count, cells.amount))
    return out + bytes([cells.close, cells.state]) + cells.read_count.to_bytes(4, "big")


def import_issue(chip: "Chip", data: bytes) -> bytes:
    """IMPORT: check the issue document (133 bytes) under the transport pair and take it in one write."""
    cells = chip.cells
    if cells.issued:
        raise Refused(NOT_ALLOWED)
    if data[0] != IMPORT_TYPE:
        raise Refused(BAD_VALUE)
    if data[1:9] != cells.serial:
        raise Refused(OTHER_CARD)
    cipher_key, mac_key = transport_pair(cells.transport)
    if not compare_digest(cmac(mac_key, data[:117]), data[117:]):
        raise Refused(WRONG_MAC)
    engine = Cipher(algorithms.SM4(cipher_key), modes.CBC(bytes(16))).decryptor()
    keys = engine.update(data[37:117]) + engine.finalize()
    chip.memory.write(
        issued=1,
        card=data[9:17],
        customer=data[17:23],
        meter=data[23:29],
        order=int.from_bytes(data[29:33], "big"),
        count=int.from_bytes(data[33:37], "big"),
        **{name: keys[16 * i : 16 * i + 16] for i, name in enumerate(KEYS)},
    )
    return b""
