# cardwords.py - the words of a story about a card's life: what the seller does besides selling, what happens to a meter
"""The files go onto the plugged-in drive, as a host copies; what the seller knows comes from `receive` alone."""

from collections.abc import Callable

from wattkey.amount import cents
from wattkey.orders import parse
from wattkey_host.meter.prepaid.prepaid import Prepaid
from wattkey_host.story.script import StoryFailed
from wattkey_host.story.stage import CUSTOMER, METER, Stage
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Issue, Purchase
from wattkey_host.vend.errors import VendError

CARD = "/mail/card.json"


def _latest(stage: Stage) -> Purchase:
    if not stage.purchases:
        raise StoryFailed("nothing was sold yet")
    with stage.shop.reading() as session:
        return session.get_one(Purchase, stage.purchases[-1].id)


def _drop(stage: Stage, name: str, text: bytes) -> None:
    stage.world.cable.copy("/" + name, text)


def _drop_document(stage: Stage, row: Issue) -> None:
    _drop(stage, row.file_name, Desk(stage.shop).chip_document(row))


def issue_the_blank(stage: Stage) -> None:
    """`issue by file`: the seller reads the serial off the drive of a blank handheld and drops its issue file."""
    serial = parse(stage.world.cable.read(CARD))["serial"]
    _drop_document(stage, Desk(stage.shop).issue(serial, METER, CUSTOMER))


def reissue_to(stage: Stage, meter: str) -> None:
    """`reissue to 000000777777`: the card of the active meter becomes the card of another."""
    _drop_document(stage, Desk(stage.shop).reissue(parse(stage.world.cable.read(CARD))["card"], meter))


def new_keys(stage: Stage) -> None:
    """`new keys`: a new generation for the shop, and a rekey file for the card (the meter keeps its keys)."""
    Desk(stage.shop).rotate()
    _drop_document(stage, Desk(stage.shop).rekey(parse(stage.world.cable.read(CARD))["card"]))


def take_back(stage: Stage) -> None:
    """`take back`: the latest purchase; its cancel file is dropped."""
    Desk(stage.shop).cancel(_latest(stage).payment)
    _drop(stage, *Desk(stage.shop).end_document(_latest(stage)))


def cannot(stage: Stage, act: str) -> None:
    """`cannot take back`, `cannot refund`, `cannot resell`: the seller's desk refuses."""
    desk = Desk(stage.shop)
    acts: dict[str, Callable] = {"back": desk.cancel, "refund": desk.refund, "resell": desk.resell}
    try:
        acts[act](_latest(stage).payment)
    except VendError:
        return
    raise StoryFailed(f"the seller can {act}")


def settle(stage: Stage, *how: str) -> None:
    """`settle credited` or `settle not credited`: the latest purchase; its settle file is dropped. Not credited: the
    other channel is asked, and has a record of that count."""
    purchase, credited = _latest(stage), how == ("credited",)
    for record in () if credited else prepaid(stage).records:
        if record.count == purchase.count:
            Desk(stage.shop).elsewhere(purchase.meter, record.count, record.amount, "its record")
    Desk(stage.shop).settle(purchase.payment, credited=credited)
    _drop(stage, *Desk(stage.shop).end_document(_latest(stage)))


def resell(stage: Stage) -> None:
    """`resell`: the latest purchase once more, under a new order and count; `drop` brings its file."""
    stage.purchases[-1] = Desk(stage.shop).resell(_latest(stage).payment)


def unlock(stage: Stage) -> None:
    """`unlock`: a file that takes the PIN away is dropped."""
    name, made = Desk(stage.shop).unlock(parse(stage.world.cable.read(CARD))["card"])
    _drop(stage, name, made.text)


def prepaid(stage: Stage) -> Prepaid:
    """The prepaid part of the meter on the wall. Raises StoryFailed."""
    if stage.prepaid is None:
        raise StoryFailed("there is no prepaid meter yet: begin with `meter unopened` or `meter opened`")
    return stage.prepaid


def elsewhere(stage: Stage, amount: str) -> None:
    """`meter recharged elsewhere 30.00`: another channel uses the next count."""
    prepaid(stage).other_channel_recharge(cents(amount))


def tell_receipt(stage: Stage) -> None:
    """`tell the receipt`: the customer reads the digits of *Purchases* out on the telephone, the seller types them."""
    label = stage.texts.get("row.receipt", "").strip()
    rows = [row for row in stage.screen() if row.startswith(label)]
    if not rows:
        raise StoryFailed(f"no receipt on the screen: it says {stage.screen()}")
    try:
        Desk(stage.shop).receipt(_latest(stage).payment, rows[0].removeprefix(label))
    except VendError as error:
        raise StoryFailed(f"the seller does not take it: {error}") from error


LIFE: dict[str, Callable[..., object]] = {
    "issue by file": issue_the_blank,
    "reissue to": reissue_to,
    "new keys": new_keys,
    "take back": take_back,
    "cannot take": cannot,
    "cannot": cannot,
    "settle": settle,
    "resell": resell,
    "tell the receipt": tell_receipt,
    "unlock": unlock,
    "meter recharged elsewhere": elsewhere,
    "meter is tripped": lambda s: prepaid(s).remote_trip(),
    "meter raises alarm": lambda s: prepaid(s).raise_alarm(),
    "meter keeps power": lambda s: prepaid(s).keep_power(),
    "meter power is ordinary": lambda s: prepaid(s).keep_power(on=False),
}
