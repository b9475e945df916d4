# issue.py - issuing: a chip from the factory becomes the card of one meter
"""The issue document of docs/esam.md, and the seller's desk where a chip takes it.

Nothing readable leaves the host: the five keys go enciphered under one chip's own transport pair,
dispersed so far that they open one meter and one card only.
"""

from typing import Protocol

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wattkey.info import LENGTH, Info
from wattkey.orders import TYPE_CODES
from wattkey_host.crypto import cmac, transport_pair
from wattkey_host.vend.errors import VendError, digits
from wattkey_host.vend.keys import Keys
from wattkey_host.vend.ledger import Card, Meter
from wattkey_host.vend.shop import Shop

_INFO = bytes([0x90, 0x02, 0, 0])
_IMPORT = bytes([0x90, 0x04, 0, 0])
_DONE = 0x9000
_REFUSALS = {
    0x6988: ("its transport key is not of this shop's factory key", "Check the factory key in keys.json"),
    0x6A84: ("it is issued already", "Take a fresh chip"),
    0x6A82: ("it has another serial", "Leave the chip in place while it is issued"),
}


class ChipOnDesk(Protocol):
    """Whatever carries commands to a chip: the simulated one, or a reader."""

    def apdu(self, command: bytes) -> tuple[bytes, int]:
        """One command (CLA INS P1 P2 data): (answer, status word)."""


def issue_document(
    keys: Keys, serial: str, card: str, customer: str, meter: str, *, number: int = 1, order: int = 0, count: int = 0
) -> bytes:
    """The packed issue document (147 bytes) that makes chip `serial` (16 hex digits) the card `card` of `meter`.

    `order` is the last order the card has taken, `count` the last count of the meter (both 4 bytes).
    Raises VendError for a number that is none.
    """
    digits("card", card, 16), digits("meter", meter, 12)
    secret = bytes.fromhex(digits("customer", customer, 12)).ljust(16, b"\0")
    encipher_key, mac_key = transport_pair(keys.transport(serial))
    engine = Cipher(algorithms.SM4(encipher_key), modes.CBC(bytes(16))).encryptor()
    wrapped = engine.update(secret + b"".join(keys.card_keys(card) + keys.meter_keys(meter))) + engine.finalize()
    packed = bytes([TYPE_CODES["issue"]]) + bytes.fromhex(serial) + number.to_bytes(4, "big")
    packed += bytes.fromhex(card + meter) + order.to_bytes(4, "big") + count.to_bytes(4, "big") + wrapped
    return packed + cmac(mac_key, packed)


def issue(
    shop: Shop, chip: ChipOnDesk, meter: str, customer: str, *, card: str | None = None, count: int | None = None
) -> Card:
    """Personalise the chip on the desk for `meter` (12 digits) and `customer` (12 digits).

    `card`: 16 digits, by default the next free number. `count`: purchases that a meter new to this
    ledger has had elsewhere. The ledger notes the card first, the chip takes it, then the card becomes
    active: cut off anywhere, the same call ends it. Raises VendError.
    """
    serial, taken = _look(chip)
    with shop.transaction() as session:
        row = _prepare(session, serial, taken, (meter, customer, card, count))
        last = session.get_one(Meter, row.meter).count
    if taken is None:
        document = issue_document(shop.keys, serial, row.card, row.customer, row.meter, count=last)
        _hand_over(chip, document)
        if _look(chip) != (serial, (row.card, row.meter)):
            raise VendError(f"chip {serial} took the document but does not say so", "Issue again with the same numbers")
    with shop.transaction() as session:
        row = session.get_one(Card, row.card)
        _one_active(session, row.meter, row.card)
        row.active = True
    return row


def _look(chip: ChipOnDesk) -> tuple[str, tuple[str, str] | None]:
    """(serial, None for a fresh chip or the card and meter it says it belongs to)."""
    data, status = chip.apdu(_INFO)
    if status != _DONE or len(data) != LENGTH or data[0] != 2:
        raise VendError(f"the chip on the desk does not answer as a WattKey chip (SW {status:04X})", "Check the reader")
    info = Info(data)
    return info.serial.hex(), (info.card.hex(), info.meter.hex()) if info.issued else None


def _hand_over(chip: ChipOnDesk, document: bytes) -> None:
    _, status = chip.apdu(_IMPORT + document)
    if status != _DONE:
        why, do = _REFUSALS.get(status, (f"SW {status:04X}", "Check the chip"))
        raise VendError(f"the chip refuses the issue document: {why}", do)


Wish = tuple[str, str, str | None, int | None]  # meter, customer, card, count


def _prepare(session: Session, serial: str, taken: tuple[str, str] | None, wish: Wish) -> Card:
    """The ledger's row for this chip: the one that waits for it, or a new one. Raises VendError."""
    row = session.scalar(select(Card).where(Card.serial == serial))
    if row is not None and (row.active or taken):
        return _known(row, taken, wish)
    if taken:
        raise VendError(
            f"chip {serial} is card {taken[0]} of meter {taken[1]}, unknown to this shop", "Take a fresh chip"
        )
    if row is not None:  # a try that never reached the chip
        session.delete(row)
        session.flush()
    return _new(session, serial, wish)


def _known(row: Card, taken: tuple[str, str] | None, wish: Wish) -> Card:
    if row.active and taken is None:
        raise VendError(f"card {row.card} was issued, but its chip {row.serial} is blank now", "Do not use this chip")
    meter, customer, card, _ = wish
    if taken != (row.card, row.meter) or (meter, customer, card or row.card) != (row.meter, row.customer, row.card):
        raise VendError(
            f"chip {row.serial} is card {row.card} of meter {row.meter}, customer {row.customer}", "Take a fresh chip"
        )
    return row


def _new(session: Session, serial: str, wish: Wish) -> Card:
    meter, customer, card, count = wish
    digits("customer", customer, 12)
    row = session.get(Meter, digits("meter", meter, 12))
    _one_active(session, meter)
    if not 0 <= (count or 0) < 1 << 32:
        raise VendError(f"{count} is no purchase count", "It is what the meter shows as its number of purchases")
    if row is None:
        session.add(Meter(meter=meter, count=count or 0))
    elif count is not None and count != row.count:
        raise VendError(f"meter {meter} is known, its last count is {row.count}", "Leave the count out")
    session.flush()
    if card is None:
        card = f"{int(session.scalar(select(func.max(Card.card))) or 0) + 1:016d}"
    if session.get(Card, digits("card", card, 16)):
        raise VendError(f"card {card} exists", "Choose another number, or leave it out")
    new = Card(card=card, serial=serial, meter=meter, customer=customer, next_order=1, active=False)
    session.add(new)
    return new


def _one_active(session: Session, meter: str, but: str = "") -> None:
    other = session.scalar(select(Card).where(Card.meter == meter, Card.active, Card.card != but))
    if other:
        raise VendError(f"meter {meter} has an active card: {other.card}", "A meter has one at a time")
