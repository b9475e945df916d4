# watch.py - the promises that must hold at every moment, and the judgement at the end
"""The meter's count went up by one and its cumulative amount by ours, with one purchase record of it."""

from typing import TYPE_CHECKING

from wattkey.info import STATES
from wattkey_host.vend.book.ledger import Carriage, Purchase, bought
from wattkey_host.vend.book.states import CANCELLED, DELIVERED, SETTLED

if TYPE_CHECKING:
    from wattkey_lab.torture.cuts.lab import Lab

REFUNDABLE = tuple(STATES.index(name) for name in ("not credited", "cancelled"))  # on these words the seller pays back
GONE = STATES.index("cancelled")
OFFERED = STATES.index("offered")
LOST, DOUBLED, REFUND, STUCK = "lost", "doubled", "refundable", "stuck"


def watch(lab: "Lab") -> None:
    """Note whenever somebody could have had a refund for credited money.

    That is: the chip calls a purchase not credited or cancelled which the meter has; or the meter credits one that
    the chip does not call offered, so that it could still be cancelled.
    """
    memory, prepaid = lab.chip.memory, lab.meter.prepaid
    write, take = memory.write, prepaid.take_purchase

    def written(**changes: bytes | int) -> None:
        write(**changes)
        cells = memory.cells
        count = cells.count + (cells.state == GONE)  # a cancel takes the count back too
        if cells.state in REFUNDABLE and prepaid.count >= count:
            lab.broken.add(REFUND)

    def taken(cents: int) -> None:
        if memory.cells.state != OFFERED:
            lab.broken.add(REFUND)
        take(cents)

    memory.write, prepaid.take_purchase = written, taken  # type: ignore[method-assign]


def _credited(purchase: Purchase) -> bool:
    settled = purchase.state == SETTLED and purchase.credited and purchase.used
    return bool(purchase.state == DELIVERED and purchase.proved or settled)


def credited(lab: "Lab") -> int:
    """Cents that the meter has taken: of a life in which nothing is loaded nothing can be lost either."""
    return lab.meter.prepaid.bought if hasattr(lab, "meter") else 0


def judge(lab: "Lab") -> set[str]:
    """Which promises are broken at the end of the life: lost, doubled, refundable, stuck; none if all is well."""
    broken, prepaid = set(lab.broken), lab.meter.prepaid
    with lab.shop.reading() as session:
        rows = bought().order_by(Carriage.count, Carriage.order)
        purchases = session.scalars(rows).all()
    sold = [purchase for purchase in purchases if purchase.payment not in lab.taken_back]
    amounts = [purchase.amount for purchase in sold]
    booked = [record.amount for record in reversed(prepaid.records)]
    if prepaid.bought < sum(amounts) or prepaid.count < len(amounts):
        broken.add(LOST)
    if prepaid.bought > sum(amounts) or prepaid.count > len(amounts) or len(booked) > len(amounts):
        broken.add(DOUBLED)
    if any(purchase.state == CANCELLED for purchase in sold):
        broken.add(REFUND)
    back = [purchase for purchase in purchases if purchase.payment in lab.taken_back]
    paid_back = all(purchase.state == CANCELLED and purchase.refunded for purchase in back)
    if not broken and not (booked == amounts and paid_back and _agree(lab, sold)):
        broken.add(STUCK)
    return broken


def _agree(lab: "Lab", sold: list[Purchase]) -> bool:
    """The ledger says delivered and proved, or settled as credited over a count that was proved used; chip and meter
    stand at one purchase, and the usage is read."""
    if not sold:
        return False
    cells, prepaid, last = lab.chip.cells, lab.meter.prepaid, sold[-1]
    return (
        all(_credited(purchase) for purchase in sold)
        and STATES[cells.state] == last.state
        and (cells.order, cells.count, cells.amount) == (last.order, last.count, last.amount)
        and cells.count == prepaid.count == cells.read_count
        and prepaid.mac_failures == 0
        and prepaid.relay_closed
        and not lab.pins.violations
    )
