# issue.py - the seller's desk: a chip in the reader becomes the card of one meter
"""The issue document goes straight into the chip instead of into a file; the report of the chip makes it true."""

from wattkey.info import Info
from wattkey.wallet import TAKEN
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Card
from wattkey_host.vend.live.chip import ChipOnDesk, ChipToIssue, OnDesk
from wattkey_host.vend.wording import refusal

# short code of a refused issue document -> code of the error
_REFUSALS = {"T31": "issue.other_factory", "T34": "issue.later_taken", "T32": "issue.other_serial"}


def issue(
    desk: Desk, chip: ChipOnDesk, meter: str, customer: str, *, card: str | None = None, count: int | None = None
) -> Card:
    """Personalise the chip on the desk for `meter` (12 digits) and `customer` (12 digits).

    `card`: 16 digits, by default the next free number. `count`: purchases that a meter new to this
    ledger has had elsewhere. The ledger notes the card first, the chip takes it, then the card becomes
    active: cut off anywhere, the same call ends it. Raises VendError.
    """
    return issue_chip(desk, OnDesk(chip), meter, customer, card=card, count=count)


def issue_chip(
    desk: Desk, chip: ChipToIssue, meter: str, customer: str, *, card: str | None = None, count: int | None = None
) -> Card:
    """As `issue`, a chip that is asked by any way. Raises VendError."""
    info = chip.info()
    serial = info.serial.hex()
    row = desk.card_of(serial)
    if info.issued:
        row = _known(row, info, (meter, customer, card))
    elif row is not None and row.active:
        raise refusal("chip.blank_again", card=row.card, serial=serial)
    if row is None or not row.active:
        if not info.issued:
            document = desk.issue(serial, meter, customer, card=card, count=count)
            _hand_over(chip, desk.chip_order(document).packed)
        desk.receive_packed(chip.report())
    row = desk.card_of(serial)
    if row is None or not row.active:
        raise refusal("chip.no_card", serial=serial)
    return row


def _hand_over(chip: ChipToIssue, document: bytes) -> None:
    code = chip.take("issue", document)
    if code != TAKEN:
        raise refusal(_REFUSALS.get(code, "issue.refused"), code=code)


def _known(row: Card | None, info: Info, wish: tuple[str, str, str | None]) -> Card:
    """An issued chip stays what it is. Raises VendError when that is not what is wanted."""
    taken = (info.card.hex(), info.meter.hex())
    if row is None:
        raise refusal("chip.unknown", serial=info.serial.hex(), card=taken[0], meter=taken[1])
    meter, customer, card = wish
    if taken != (row.card, row.meter) or (meter, customer, card or row.card) != (row.meter, row.customer, row.card):
        raise refusal("chip.other_card", serial=row.serial, card=row.card, meter=row.meter, customer=row.customer)
    return row
