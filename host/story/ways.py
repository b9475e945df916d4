# ways.py - how documents travel in a story: as files on the drive, over infrared, over USB serial
"""A story is written for the drive. For another way some of its words mean something else: a word of WAYS goes
before the one of VERBS, and a longer one before a shorter one."""

from collections.abc import Callable

from wattkey_host.sim.head import Head, Port, WorldClock, straight
from wattkey_host.story.script import StoryFailed
from wattkey_host.story.stage import CUSTOMER, METER, Stage, Talk
from wattkey_host.story.verbs import VERBS, press
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.live.beam import Terminal
from wattkey_host.vend.live.live import issue_live, receive_live
from wattkey_host.vend.live.live_sale import sell_live

_TRIES = 6  # of opening the flow: the board may just be resetting to publish


def _meet(stage: Stage, serial: bool) -> Terminal:
    """The customer chooses `Seller` in the menu, the clerk's program is ready at the head or at the cable."""
    for _ in range(_TRIES):
        press(stage, "menu")
        press(stage, "0")
        stage.world.run_for(1)
        if stage.texts.get("title.seller") in stage.screen()[0]:
            link = Port(stage.world) if serial else Head(stage.world)
            if isinstance(link, Head):
                stage.world.air.aim(link)
            return Terminal(link, WorldClock(stage.world), stage.shop.keys, random=stage.random.randbytes)
        press(stage, "back")
        press(stage, "back")
        stage.world.run_for(2)
    raise StoryFailed(f"the device does not open `Seller`: {stage.screen()}")


def _talk(stage: Stage, serial: bool, what: str, work: Callable[[Terminal], object]) -> None:
    """Do `work` with a terminal, and note how long it took; the device is aimed as before then."""
    aimed = stage.world.air.aimed
    terminal = _meet(stage, serial)
    start_us = stage.clock.now_us
    work(terminal)
    stage.talks.append(Talk(what, start_us, stage.clock.now_us))
    stage.world.run_for(0.5)
    stage.world.air.aim(aimed)


def _issue(stage: Stage, serial: bool) -> None:
    if serial:
        stage.world.cable.plug()
    stage.world.power_on()
    stage.world.run_for(3)
    _talk(stage, serial, "issue", lambda t: issue_live(Desk(stage.shop), t, straight, METER, CUSTOMER))
    _leave(stage)
    if serial:
        stage.world.run_for(14)  # published
        stage.world.cable.unplug()


def _sell(stage: Stage, serial: bool) -> None:
    purchase = stage.purchases[-1]
    _talk(
        stage, serial, "sale",
        lambda t: sell_live(
            Desk(stage.shop), t, straight, purchase.amount, purchase.payment, purchase.sold, close=purchase.close
        ),
    )  # fmt: skip


def _receive(stage: Stage, serial: bool) -> None:
    def work(terminal: Terminal) -> None:
        stage.take_note(receive_live(Desk(stage.shop), terminal, straight))

    _talk(stage, serial, "report", work)
    _leave(stage)


def _leave(stage: Stage) -> None:
    """Leave the page that stands there, then the menu; at home `back` does nothing."""
    for _ in range(2):
        press(stage, "back")


def _unplug(stage: Stage, serial: bool) -> None:
    _leave(stage)
    if serial:
        stage.world.cable.unplug()


def _words(serial: bool) -> dict[str, Callable[..., object]]:
    return {
        "issue": lambda stage: _issue(stage, serial),
        "plug in": VERBS["plug in"] if serial else lambda stage: None,
        "drop": lambda stage, *_: _sell(stage, serial),
        "unplug": lambda stage: _unplug(stage, serial),
        "receive": lambda stage: _receive(stage, serial),
    }


WAYS: dict[str, dict[str, Callable[..., object]]] = {"drive": {}, "ir": _words(False), "serial": _words(True)}
