# life_card.py - the second life: a purchase taken back, a forgotten PIN, new keys, and then a purchase that is loaded
"""Steps as in life.py, which has the first life. Every order to a card is in it but settle and re-issue."""

from functools import partial

from wattkey.profile import header
from wattkey_host.sim.chip.memory import Torn
from wattkey_host.sim.chip.pin import NO_PIN
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Card
from wattkey_host.vend.book.states import CANCELLED
from wattkey_host.vend.cli.plugged import write_order
from wattkey_lab.torture.cuts.lab import Lab
from wattkey_lab.torture.cuts.life import Step, buy, carry, found, issue, recharge
from wattkey_lab.torture.cuts.life_shop import drop, hear, purchase_of, report

PIN = b"2468" + b"\xff" * 4
BACK, KEPT = 50_00, 100_00


def lock(lab: Lab) -> None:
    """The customer sets a PIN, and forgets it. The keys for digits are not on this handheld: the chip is told so."""
    lab.on()
    lab.tend()
    while lab.chip.cells.pin == NO_PIN:
        lab.act("set the PIN")
        try:
            lab.chip.apdu(header("new_pin") + NO_PIN + PIN)
        except Torn:
            if lab.world.machine.state != "off":
                lab.off_and_on()  # the chip is dead until then
        lab.tend()
    lab.put_away()


def take_back(lab: Lab, number: int) -> None:
    """A cancel order is made and dropped, the ledger hears of it, and only then the money goes back."""
    payment = f"payment {number}"
    lab.taken_back.add(payment)

    def order() -> str:
        purchase = purchase_of(lab, number)
        if not purchase.ending:
            (purchase,) = Desk(lab.shop).cancel(payment)
        name, text = Desk(lab.shop).end_document(purchase)
        return write_order(lab.folder / "outbox", name, text).name

    name = lab.on_pc(order)
    drop(lab, name, lambda: lab.state == CANCELLED)
    hear(lab, lambda: purchase_of(lab, number).state == CANCELLED, name, purchase_of(lab, number).file_name)

    def pay_back() -> None:
        if not purchase_of(lab, number).refunded:  # told so after a cut, the seller has paid nothing out yet
            Desk(lab.shop).refund(payment)

    lab.on_pc(pay_back)


def unlock(lab: Lab) -> None:
    """The seller takes the forgotten PIN away."""

    def order() -> str:
        name, made = Desk(lab.shop).unlock(_card(lab).card)
        return write_order(lab.folder / "outbox", name, made.text).name

    drop(lab, lab.on_pc(order), lambda: lab.chip.cells.pin == NO_PIN)


def new_keys(lab: Lab) -> None:
    """The utility makes a new generation of keys, and the card gets them."""

    def order() -> str:
        shop = lab.shop
        if shop.keys.generation == 1:
            shop.keys.rotate(seed=b"torture 2")
        made = Desk(lab.shop).rekey(_card(lab).card)
        return write_order(lab.folder / "outbox", made.file_name, Desk(lab.shop).chip_document(made)).name

    name, before = lab.on_pc(order), lab.chip.cells.issue
    drop(lab, name, lambda: lab.chip.cells.issue > before)
    hear(lab, lambda: _card(lab).keys == lab.shop.keys.generation, name)


def press(lab: Lab) -> None:
    """The customer presses the key of the meter, which the recharge has armed."""
    lab.meter.prepaid.press_key()
    lab.at_rest("pressed")


def _card(lab: Lab) -> Card:
    with lab.shop.reading() as session:
        return session.query(Card).one()


STEPS = (
    Step("open the shop", found),
    Step("issue", issue),
    Step("forget the PIN", lock),
    Step("buy 50.00", partial(buy, number=1, cents=BACK)),
    Step("carry 50.00", partial(carry, number=1, cents=BACK)),
    Step("take back 50.00", partial(take_back, number=1)),
    Step("unlock", unlock),
    Step("new keys", new_keys),
    Step("buy 100.00", partial(buy, number=2, cents=KEPT)),
    Step("carry 100.00", partial(carry, number=2, cents=KEPT)),
    Step("recharge 100.00", partial(recharge, cents=KEPT), True),
    Step("press the meter's key", press),
    Step("report 100.00", partial(report, number=2)),
)
