# life_shop.py - what goes between the customer's drive and the seller: files that are dropped, reports, a settlement
"""Steps as in life.py."""

from collections.abc import Callable

from wattkey_host.story.stage import REPORT
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Purchase, bought
from wattkey_host.vend.book.states import DELIVERED, OFFERED, SETTLED
from wattkey_host.vend.cli.plugged import write_order
from wattkey_host.vend.errors import VendError
from wattkey_lab.torture.cuts.lab import Lab

PATIENCE_S = 20.0
AT_THE_SHOP_S = 14.0  # the handheld stays plugged in: it has something to publish after ten quiet seconds
ON_THE_WAY_S = 6.0  # it publishes as soon as the cable is out
EJECT = "Eject"  # the title of the page that asks for it, and for OK
USED_UP = "T34"  # a file for a purchase that is over


def drop(lab: Lab, name: str, done: Callable[[], bool]) -> None:
    """The customer drops a file of the seller's on the handheld, until it is `done`."""
    text, path = (lab.folder / "outbox" / name).read_bytes(), f"/{name}"
    world = lab.world
    world.cable.plug()
    lab.tend(plugged=True)
    while not done():
        if world.drive.is_file(path) and world.drive.read(path) == text:
            lab.act("look again")
        else:
            lab.act("drop the file")
            world.cable.copy(path, text)
        world.run_until(lambda: done() or _bothered(lab), PATIENCE_S)
        lab.tend(plugged=True)
    world.run_for(AT_THE_SHOP_S)
    world.cable.unplug()
    world.run_for(ON_THE_WAY_S)
    lab.put_away()


def report(lab: Lab, number: int) -> None:
    """The customer plugs the handheld in at the shop; the seller takes the report until the ledger says delivered, or
    that the meter has used the count of what was offered: then he looks at the meter's amount, and confirms it."""
    hear(lab, lambda: _ended(purchase_of(lab, number)), purchase_of(lab, number).file_name)
    if purchase_of(lab, number).state != DELIVERED:
        lab.actions = 0
        settle(lab, number)


def _ended(purchase: Purchase) -> bool:
    return purchase.state in (DELIVERED, SETTLED) or purchase.state == OFFERED and purchase.used


def settle(lab: Lab, number: int) -> None:
    """The seller settles a purchase as credited, and hears that the card has it; or that it was delivered since the
    report that he saw: then the card refuses the file."""

    def order() -> str:
        purchase = purchase_of(lab, number)
        if not purchase.ending:
            purchase = Desk(lab.shop).settle(purchase.payment, credited=True)
        name, text = Desk(lab.shop).end_document(purchase)
        return write_order(lab.folder / "outbox", name, text).name

    def told() -> bool:
        return lab.state == SETTLED or lab.state == DELIVERED and lab.page.status == USED_UP

    if purchase_of(lab, number).state == SETTLED:
        return
    name = lab.on_pc(order)
    drop(lab, name, told)
    hear(lab, lambda: purchase_of(lab, number).state in (DELIVERED, SETTLED), name)


def hear(lab: Lab, done: Callable[[], bool], *used: str) -> None:
    """The seller takes reports of the plugged-in handheld until `done`, and tidies the files that are `used` up."""
    lab.world.cable.plug()
    lab.tend(plugged=True)
    while True:
        lab.world.run_for(AT_THE_SHOP_S)
        lab.tend(plugged=True)
        _receive(lab)
        if done():
            break
        lab.act("receive again")
        if lab.page.title == EJECT:
            lab.press("#")
    for name in used:
        if lab.world.drive.node(f"/{name}"):
            lab.world.cable.delete(f"/{name}")
    lab.world.run_for(AT_THE_SHOP_S)
    lab.put_away()


def _receive(lab: Lab) -> None:
    def command() -> None:
        try:
            Desk(lab.shop).receive(text)
        except VendError:  # a file that was cut off in the middle: the seller is told so, and tries again
            return

    text = lab.world.cable.read(REPORT)
    lab.on_pc(command)


def purchase_of(lab: Lab, number: int) -> Purchase:
    """The ledger's row of a payment."""
    with lab.shop.reading() as session:
        return session.scalars(bought(Purchase.payment == f"payment {number}")).one()


def _bothered(lab: Lab) -> bool:
    """Whether something has happened that a person would not wait any longer for."""
    return lab.world.machine.state == "off" or not lab.world.cable.powered
