# life.py - the whole life as a list of steps: issue, two purchases, two recharges, read-back, close, receive
"""A step is what a person wants; it looks at what is there and does the next thing, so it goes on after a cut too."""

import random
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from wattkey.amount import money
from wattkey_host.sim.chip.factory import new_chip, open_chip
from wattkey_host.story.stage import CUSTOMER, METER, SERIAL
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import KEYS, Shop
from wattkey_host.vend.book.states import OFFERED
from wattkey_host.vend.cli.plugged import write_order
from wattkey_host.vend.live.issue import issue as issue_card
from wattkey_lab.torture.cuts.handheld import AGAIN, ASKED, Stuck
from wattkey_lab.torture.cuts.lab import CHIP_FILE, Lab
from wattkey_lab.torture.cuts.life_shop import drop, purchase_of, report

CONTACT_US = 5_000_000  # within that the relay has moved
DAY_US = 24 * 3600 * 1_000_000
CLOSED = ("The power is on",)


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
    drop(lab, purchase_of(lab, number).file_name, lambda: lab.page.big == "¥" + money(cents))


def recharge(lab: Lab, cents: int) -> None:
    """The customer points at the meter and does what the screen says, until nothing is left to do."""
    lab.on()
    while not lab.done(cents):
        lab.tend()
        if lab.done(cents):
            break
        if lab.page.help == ASKED:
            pass
        elif lab.asks_for_ok:
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
    """The customer closes the relay with the handheld's key, until the screen says that it is closed. Where the seller
    has to confirm a purchase first it was closed in the session of the recharge, or the meter's own key does it."""
    if lab.state == OFFERED:
        lab.meter.prepaid.press_key()
        lab.clock.advance(CONTACT_US)
        if not lab.meter.prepaid.relay_closed:  # the order to trip stands: another session, in which the device asks
            _close_in_a_session(lab)
        return
    lab.on()
    while lab.page.lines[:1] not in [(words,) for words in CLOSED]:
        lab.tend()
        lab.act("press close")
        lab.press("#" if lab.page.help in AGAIN else "C")
    lab.put_away()


def _close_in_a_session(lab: Lab) -> None:
    lab.on()
    while not lab.meter.prepaid.relay_closed:
        lab.tend()
        if lab.page.help != ASKED:
            lab.act("press OK")
        lab.press("#")
        lab.clock.advance(CONTACT_US)
    lab.put_away()


def live(lab: Lab) -> None:
    """A week of electricity; then the utility trips the relay."""
    lab.meter.prepaid.press_key()
    lab.clock.advance(CONTACT_US)
    lab.meter.consume("12.34", 2)
    lab.clock.advance(7 * DAY_US)
    lab.meter.prepaid.remote_trip()
    lab.clock.advance(0)  # the relay moves
    lab.at_rest("lived")


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
