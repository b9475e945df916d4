# identity.py - what the chip is and whom it belongs to: INFO, IMPORT and REKEY
"""A chip leaves the factory with a serial and a transport key. An issue document makes it the card of one meter,
a later one the card of another; a rekey document changes its keys and nothing else. Each has a number of its own."""

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from wattkey_host.crypto import transport_pair
from wattkey_host.sim.chip import words
from wattkey_host.sim.chip.memory import Cells
from wattkey_host.sim.chip.origin import check_transport, number
from wattkey_host.sim.chip.pin import told as pin_told
from wattkey_host.sim.chip.purchase import UNDELIVERED
from wattkey_host.sim.chip.ram import Ram
from wattkey_host.sim.chip.words import StatusWord

if TYPE_CHECKING:
    from wattkey_host.sim.chip.cos import Chip

VERSION = 3
KEYS = ("order_key", "report_key", "identity_key", "load_key", "control_key")
SECRET = 96  # customer 6, filled up to 16; five keys


def info(chip: "Chip", data: bytes) -> bytes:
    """INFO: 47 bytes about card, meter, purchase and PIN; zeros behind the serial before the issue."""
    cells = chip.cells
    out = bytes([chip.version]) + cells.serial + cells.issue.to_bytes(4, "big") + cells.card + cells.meter
    out += b"".join(value.to_bytes(4, "big") for value in (cells.order, cells.count, cells.amount))
    return out + bytes([cells.close, cells.state]) + cells.read_count.to_bytes(4, "big") + pin_told(chip)


def import_issue(chip: "Chip", data: bytes) -> bytes:
    """IMPORT: an issue document of 147 bytes; one write. What belonged to the meter before is forgotten.

    StatusWord over undelivered money. For the same card the order never goes back.
    """
    cells = chip.cells
    check_transport(cells, data, "issue")
    card, order = data[13:21], number(data, 27)
    if cells.state in UNDELIVERED:
        raise StatusWord(words.NOT_ALLOWED)
    if card == cells.card and order < cells.order:
        raise StatusWord(words.BAD_VALUE)
    customer, keys = _opened(cells, data)
    blank = vars(Cells(cells.serial, cells.transport, resets=cells.resets))
    issued = {"issue": number(data, 9), "card": card, "meter": data[21:27], "order": order, "count": number(data, 31)}
    chip.memory.write(**{**blank, **issued, **keys, "customer": customer})
    chip.ram = Ram(session=chip.ram.session)  # the seller who sent it may go on
    return b""


def rekey(chip: "Chip", data: bytes) -> bytes:
    """REKEY: new keys (139 bytes) for the same card, meter and customer; one write, a purchase held is not touched."""
    cells = chip.cells
    check_transport(cells, data, "rekey")
    if data[13:21] != cells.card:
        raise StatusWord(words.OTHER_CARD)
    if data[21:27] != cells.meter:
        raise StatusWord(words.OTHER_METER)
    customer, keys = _opened(cells, data)
    if customer != cells.customer:
        raise StatusWord(words.BAD_VALUE)
    chip.memory.write(issue=number(data, 9), **keys)
    chip.ram = Ram(session=chip.ram.session)  # what was verified under the old keys is gone
    return b""


def _opened(cells: Cells, data: bytes) -> tuple[bytes, dict[str, bytes]]:
    """Customer number and keys out of the secret, which stands in front of the MAC."""
    engine = Cipher(algorithms.SM4(transport_pair(cells.transport)[0]), modes.CBC(bytes(16))).decryptor()
    secret = engine.update(data[-16 - SECRET : -16]) + engine.finalize()
    return secret[:6], {name: secret[16 * i : 16 * i + 16] for i, name in enumerate(KEYS, 1)}
