# life.py - the whole life as a list of steps: issue, two purchases, two recharges, read-back, close, receive
"""A step is what a person wants; it looks at what is there and does the next thing, so it goes on after a cut too."""

import random
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from wattkey.amount import money
from wattkey_host.sim.chip.factory import new_chip, open_chip
from wattkey_host.story.stage import CUSTOMER, METER, REPORT, SERIAL
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Purchase, bought
from wattkey_host.vend.book.shop import KEYS, Shop
from wattkey_host.vend.book.states import DELIVERED
from wattkey_host.vend.cli.plugged import write_order
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.live.issue import issue as issue_card
from wattkey_lab.torture.cuts.handheld import AGAIN, Stuck
from wattkey_lab.torture.cuts.lab import CHIP_FILE, Lab

PATIENCE_S = 20.0
AT_THE_SHOP_S = 14.0  # the handheld stays plugged in: it has something to publish after ten quiet seconds
ON_THE_WAY_S = 6.0  # it publishes as soon as the cable is out
EJECT = "Eject"  # the title of the page that asks for it, and for OK
DAY_US = 24 * 3600 * 1_000_000
CLOSED = ("Relay is closed,", "Relay is closed")


class Step(NamedTuple):
    """One thing that somebody wants; `at_meter`: the handheld talks to the meter in it."""

    name: str
    act: Callable[[Lab], None]
    at_meter: bool = False


def found(lab: Lab) -> None:
    """The seller opens a shop."""

    def command() -> None:
        if not (lab.folder / "shop" / KEYS).exists():
            Shop.create(lab.folder / "shop", seed=b"torture")

    lab.on_pc(command)


def issue(lab: Lab) -> None:
    """A chip on the desk becomes the card of the meter."""
    chance = random.Random(5)  # the same in every run

    def command() -> None:
        path = lab.folder / CHIP_FILE
        chip = open_chip(path, chance.randbytes) if path.exists() else new_chip(SERIAL, path, chance.randbytes)
        issue_card(Desk(lab.shop), lab.desk_chip(chip), METER, CUSTOMER)

    lab.on_pc(command)
    lab.unpack()


def buy(lab: Lab, number: int, cents: int) -> None:
    """The seller sells, and writes the file for the customer."""

    def command() -> None:
        shop = lab.shop
        purchase = Desk(shop).sell(METER, cents, f"payment {number}", lab.clock.date().date())
        write_order(lab.folder / "outbox", purchase.file_name, Desk(shop).document(purchase))

    lab.on_pc(command)


def carry(lab: Lab, number: int, cents: int) -> None:
    """The customer drops the file on the handheld, until the screen shows the amount."""
    drop(lab, purchase_of(lab, number).file_name, lambda: lab.page.big == money(cents))


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


def recharge(lab: Lab, cents: int) -> None:
    """The customer points at the meter and does what the screen says, until nothing is left to do."""
    lab.on()
    while not lab.done(cents):
        lab.tend()
        if lab.done(cents):
            break
        if lab.asks_for_ok:
            lab.act("press OK")
        else:
            _see_the_seller(lab)
        lab.press("#")
    lab.put_away()


def _see_the_seller(lab: Lab) -> None:
    """The meter lost its power between its own writes: it took the first money, and does not call itself opened (T45
    at the next purchase). The utility opens it over its own channel. Raises Stuck at any other page."""
    if lab.page.status != "T45" or lab.meter.prepaid.opened:
        raise Stuck(f"the screen does not say what to do: {lab.page}")
    lab.act("see the seller")
    lab.meter.prepaid.open_remotely(CUSTOMER)


def close(lab: Lab) -> None:
    """The customer closes the relay with the handheld's key, until the screen says that it is closed."""
    lab.on()
    while lab.page.lines[:1] not in [(words,) for words in CLOSED]:
        lab.tend()
        lab.act("press close")
        lab.press("#" if lab.page.help == AGAIN else "C")
    lab.put_away()


def report(lab: Lab, number: int) -> None:
    """The customer plugs the handheld in at the shop; the seller takes the report until the ledger says delivered."""
    hear(lab, lambda: purchase_of(lab, number).state == DELIVERED, purchase_of(lab, number).file_name)


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


def live(lab: Lab) -> None:
    """A week of electricity; then the utility trips the relay."""
    lab.meter.prepaid.press_key()
    lab.meter.consume("12.34", 2)
    lab.clock.advance(7 * DAY_US)
    lab.meter.prepaid.remote_trip()
    lab.at_rest("lived")


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


FIRST, SECOND = 100_00, 50_00
STEPS = (
    Step("open the shop", found),
    Step("issue", issue),
    Step("buy 100.00", partial(buy, number=1, cents=FIRST)),
    Step("carry 100.00", partial(carry, number=1, cents=FIRST)),
    Step("recharge 100.00", partial(recharge, cents=FIRST), True),
    Step("report 100.00", partial(report, number=1)),
    Step("live", live),
    Step("buy 50.00", partial(buy, number=2, cents=SECOND)),
    Step("carry 50.00", partial(carry, number=2, cents=SECOND)),
    Step("recharge 50.00", partial(recharge, cents=SECOND), True),
    Step("close", close, True),
    Step("report 50.00", partial(report, number=2)),
)
