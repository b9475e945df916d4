# takingback.py - orders that end a purchase without delivering it: CANCEL and SETTLE
"""A refund follows a report of the state that these leave, never the order itself: for an order that was cancelled or
settled there is no way back, and no old report can say so before it happened."""

from typing import TYPE_CHECKING

from wattkey_host.sim.chip import words
from wattkey_host.sim.chip.memory import Cells
from wattkey_host.sim.chip.origin import check_order, number
from wattkey_host.sim.chip.purchase import (
    CANCELLED,
    DISPUTED,
    NOT_CREDITED,
    OFFERED,
    SETTLED,
    STORED,
    UNDELIVERED,
    check_next,
    forget_verdict,
)
from wattkey_host.sim.chip.words import StatusWord

if TYPE_CHECKING:
    from wattkey_host.sim.chip.cos import Chip


def cancel(chip: "Chip", data: bytes) -> bytes:
    """CANCEL: the orders from `order` to `last` (37 bytes); one write. `count` is that of the first of them.

    The first is the purchase held, stored or proved not credited, or the order that would be taken next; the
    others were never taken and never will be. The count goes back: nobody has used it through this card.
    """
    cells = chip.cells
    check_order(cells, data, "cancel")
    order, last, count = number(data, 9), number(data, 13), number(data, 17)
    if last < order or not count:
        raise StatusWord(words.BAD_VALUE)
    if order == cells.order and cells.state in UNDELIVERED:
        _check_held(cells, count)
    else:
        check_next(cells, order, count)
    chip.memory.write(
        order=last, count=count - 1, amount=0, close=0, state=CANCELLED, releases=0, random1=bytes(8)
    )  # fmt: skip
    forget_verdict(chip)
    return b""


def _check_held(cells: Cells, count: int) -> None:
    if cells.state not in (STORED, NOT_CREDITED):
        raise StatusWord(words.TOO_EARLY)
    if count != cells.count:
        raise StatusWord(words.BAD_VALUE)


def settle(chip: "Chip", data: bytes) -> bytes:
    """SETTLE: the seller has decided about the purchase held (30 bytes); one write, and the card is free.

    Disputed, or offered with a proof that the meter has used the count: its load MACs are dead for good. `gone` (the
    meter is off the wall) stands for that proof where no meter is left to give it.
    """
    cells = chip.cells
    check_order(cells, data, "settle")
    order, gone = number(data, 9), data[13]
    if gone > 1:
        raise StatusWord(words.BAD_VALUE)
    if order != cells.order or cells.state not in UNDELIVERED:
        raise StatusWord(words.ORDER_GAP if order > cells.order else words.ORDER_TAKEN)
    used = cells.state == OFFERED and (cells.proved_count >= cells.count or gone)
    if cells.state != DISPUTED and not used:
        raise StatusWord(words.TOO_EARLY)
    chip.memory.write(state=SETTLED)
    forget_verdict(chip)
    return b""
