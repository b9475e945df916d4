# test_lying_processor.py - the chip is true, the processor before it is not: only the chip's own word makes a success
"""Without a board (wattkey_lab.torture.hostile.pocket): the answers are the device's own, but for one lie."""

import random
import shutil
from datetime import date

import pytest

from wattkey.info import STATES
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.sim.head import straight
from wattkey_host.story.stage import CUSTOMER, METER, SERIAL
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.live import live
from wattkey_host.vend.live.beam import Terminal
from wattkey_host.vend.live.issue import issue
from wattkey_host.vend.live.live_sale import sell_live
from wattkey_lab.torture.hostile import liars
from wattkey_lab.torture.hostile.pocket import Pocket

DAY = date(2026, 11, 20)
OTHER = ("00000000000000b2", "000000999999", "000000000043")  # serial, meter, customer


class Till:
    """A desk, two customers' chips, and whatever is laid before the head."""

    def __init__(self, shop):
        self.desk = Desk(shop)
        self.mine, self.other = new_chip(SERIAL), new_chip(OTHER[0])
        self.card = issue(self.desk, self.mine, METER, CUSTOMER).card
        self.others = issue(self.desk, self.other, *OTHER[1:]).card

    def terminal(self, pocket):
        return Terminal(pocket, pocket.clock, self.desk.shop.keys, random=random.Random(1).randbytes, patience=2)

    def sell(self, pocket, payment="P1", **how):
        return sell_live(self.desk, self.terminal(pocket), straight, 100_00, payment, DAY, **how)

    def send(self, pocket, order):
        return live.send_live(self.desk, self.terminal(pocket), straight, order)

    def bring(self, pocket):
        return live.bring_live(self.desk, self.terminal(pocket), straight)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return Shop.create(tmp_path_factory.mktemp("till") / "shop", seed=b"till").folder


@pytest.fixture
def till(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "shop")
    return Till(Shop.open(tmp_path / "shop"))


def test_an_honest_one_is_sold_to(till):
    """Else the rest shows nothing."""
    sold = till.sell(Pocket(till.mine))
    assert (sold.before, sold.purchase.state, till.mine.cells.order) == (False, "loaded", 1)


@pytest.mark.parametrize("liar", [liars.SaysTaken, liars.SaysTakenBefore])
def test_a_sale_is_no_success_where_the_cards_report_says_otherwise(till, liar):
    with pytest.raises(VendError, match="the card's own report does not show it.*The sale stands as order 1"):
        till.sell(liar(till.mine))
    assert till.mine.cells.order == 0
    assert till.sell(Pocket(till.mine)).purchase.state == "loaded"  # nothing is lost


@pytest.mark.parametrize("liar", [liars.SaysTaken, liars.SaysTakenBefore])
@pytest.mark.parametrize("kind", ["purchase", "cancel", "settle", "unlock", "rekey", "reissue"])
def test_no_order_is_sent_where_the_chip_does_not_show_it(till, kind, liar):
    """Each kind of order, as a file."""
    order = ORDERS[kind](till)
    with pytest.raises(VendError, match="does not show it"):
        till.send(liar(till.mine), order)
    assert not till.send(Pocket(till.mine), order)[0]  # it had it not


def _purchase(till):
    return till.desk.order(till.desk.sell(METER, 100_00, "P1", DAY))


def _taken(till):
    till.sell(Pocket(till.mine))
    return till.desk


def _cancel(till):
    return till.desk.end_order(_taken(till).cancel("P1")[0])[1]


def _settle(till):
    _taken(till)
    till.mine.memory.write(state=STATES.index("offered"))
    live.receive_live(till.desk, till.terminal(Pocket(till.mine)), straight)
    return till.desk.end_order(till.desk.settle("P1", credited=False, gone=True))[1]


def _unlock(till):
    assert till.mine.apdu(b"\x90\x28\0\0" + 8 * b"\xff" + b"1234".ljust(8, b"\xff"))[1] == 0x9000
    return till.desk.unlock(till.card)[1]


def _rekey(till):
    till.desk.rotate()
    return till.desk.chip_order(till.desk.rekey(till.card))


def _reissue(till):
    return till.desk.chip_order(till.desk.reissue(till.card, "000000777777"))


ORDERS = {
    "purchase": _purchase, "cancel": _cancel, "settle": _settle, "unlock": _unlock, "rekey": _rekey,
    "reissue": _reissue,
}  # fmt: skip


@pytest.mark.parametrize("liar", [liars.SaysTaken, liars.SaysTakenBefore])
def test_what_the_ledger_has_is_not_told_as_brought(till, liar):
    said = []
    till.desk.sell(METER, 100_00, "P1", DAY)
    with pytest.raises(VendError, match="does not take order 1"):
        live.bring_live(till.desk, till.terminal(liar(till.mine)), straight, said.append)
    assert said == []
    assert till.bring(Pocket(till.mine))[0] == ["order 1 (payment P1, 100.00)"]


@pytest.mark.parametrize("liar", [liars.SaysTaken, liars.SaysTakenBefore])
def test_a_blank_chip_that_only_says_so_is_no_card(till, liar):
    blank = new_chip("00000000000000c3")
    pocket = liar(blank)
    with pytest.raises(VendError):
        live.issue_live(till.desk, till.terminal(pocket), straight, "000000555555", CUSTOMER)
    row = till.desk.card_of("00000000000000c3")
    assert (row.active, blank.cells.issue) == (False, 0)


@pytest.mark.parametrize("after", [1, 2])
def test_another_chip_that_comes_in_under_the_first_ones_serial_gets_nothing(till, after):
    till.desk.rotate()
    till.desk.rekey(till.card)  # so that a session is opened twice
    swapped = liars.Swapped(till.mine, till.other, after)
    with pytest.raises(VendError, match="is not what it said|another device"):
        till.sell(swapped)
    assert till.other.cells.order == 0


@pytest.mark.parametrize("liar", [liars.TwinSerial, liars.GreetsAsCard, liars.Laptop])
def test_who_greets_as_somebody_else_is_sold_nothing(till, liar):
    with pytest.raises(VendError, match="is not what it said|does not answer any more"):
        till.sell(liar(till.mine))
    with pytest.raises(VendError):
        till.desk.find("P1")


def test_a_laptop_with_the_public_factory_key_is_no_card(till):
    """It knows the transport key of every chip of a shop that tries out, and says in its proof that it is issued."""
    with pytest.raises(VendError, match="is not what it said"):
        live.receive_live(till.desk, till.terminal(liars.Laptop(till.mine)), straight)


def test_a_device_that_takes_pieces_for_ever_is_let_go(till):
    pocket = liars.WantsMore(till.mine)
    with pytest.raises(VendError, match="does not arrive whole"):
        till.sell(pocket)
    assert len(pocket.asked) < 60


def test_a_device_that_breaks_off_for_ever_is_let_go(till):
    pocket = liars.Reluctant(till.mine)
    with pytest.raises(VendError):
        till.sell(pocket)
    assert len(pocket.asked) < 60


def test_a_stranger_who_ends_the_session_is_told_as_a_broken_one(till):
    """END and "who are you" need no key; the card knows the shop's keys all the same, and has shown it."""
    with pytest.raises(VendError, match="the session breaks off") as no:
        till.sell(liars.Interrupted(till.mine))
    assert "issued it" not in str(no.value)
    assert till.sell(Pocket(till.mine)).purchase.state == "loaded"


def test_a_recorded_session_is_sold_nothing(till):
    recorder = liars.Replayed(till.mine)
    till.sell(recorder)
    recorder.playing = True
    with pytest.raises(VendError, match="cannot prove"):
        till.sell(recorder, "P2")
    with pytest.raises(VendError, match="no payment"):
        till.desk.find("P2")


def test_a_relayed_handheld_is_sold_to_as_the_card_that_it_is(till):
    """Its customer may be absent: whoever stands at the counter cannot make it pass as another."""
    asked = []
    with pytest.raises(VendError, match=f"the device is card {till.others}"):
        till.sell(liars.Relayed(till.other), to=METER)
    with pytest.raises(VendError, match="nothing was sold"):
        till.sell(liars.Relayed(till.other), sure=lambda info: asked.append(info.card.hex()))
    assert asked == [till.others]
    assert till.sell(liars.Relayed(till.mine), to=METER).purchase.state == "loaded"


def test_an_outcome_that_nobody_knows_gets_words_of_ours(till):
    """What the device says is data: it reaches no terminal as it is."""
    with pytest.raises(VendError, match="the chip refuses the order: an outcome that this program does not know") as no:
        till.sell(liars.UnknownOutcome(till.mine))
    assert str(no.value).isprintable()
    assert "\\x1b[J" in str(no.value)


def test_the_report_of_another_card_is_not_taken(till):
    """It is a right report, under that card's own MAC."""

    class Strange(Terminal):
        async def report(self):
            return till.other.apdu(b"\x90\x24\0\0")[0]

    pocket = Pocket(till.mine)
    terminal = Strange(pocket, pocket.clock, till.desk.shop.keys, patience=2)
    with pytest.raises(VendError, match="the report is of card"):
        sell_live(till.desk, terminal, straight, 100_00, "P1", DAY)


def test_who_is_not_sure_sells_nothing(till):
    """Without a card or meter named the clerk is asked about the one that lies there, and only about a new sale."""
    asked = []

    def no(info):
        asked.append((info.card.hex(), info.meter.hex()))
        return False

    with pytest.raises(VendError, match="nothing was sold.*--card or --meter"):
        till.sell(Pocket(till.mine), sure=no)
    assert asked == [(till.card, METER)]
    assert till.mine.cells.order == 0
    with pytest.raises(VendError, match="no payment"):
        till.desk.find("P1")
    till.sell(Pocket(till.mine), to=METER, sure=no)
    till.sell(Pocket(till.mine), sure=no)  # the same payment: it is for that card
    assert len(asked) == 1
