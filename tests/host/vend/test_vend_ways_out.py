# test_vend_ways_out.py - whatever was typed or lost, there is a way on: no card, count or purchase is stuck
import pytest

from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.live.issue import issue

from .conftest import CUSTOMER, METER, SOLD, Counter

OTHER, SERIAL, DONE = "000000123457", "00000000000000b2", 0x9000


def test_while_a_replacement_is_on_its_way_no_other_card_comes_to_its_meter(desk):
    """Its report would find the meter taken, and the purchase that moved to it would be stuck."""
    at = Desk(desk.shop)
    card = issue(at, new_chip("00000000000000c3"), OTHER, CUSTOMER)
    desk.take(desk.sell())
    desk.receive()
    made = at.replace(desk.card.card, SERIAL)
    for act in (lambda: at.reissue(card.card, METER), lambda: at.issue("00000000000000d4", METER, CUSTOMER)):
        with pytest.raises(VendError, match=f"meter {METER} waits for card {made.card}"):
            act()
    desk.chip = new_chip(SERIAL)
    assert desk.hand(at.chip_document(made)) == DONE
    desk.deliver(desk.purchase())
    assert desk.receive().purchase.state == "delivered"
    assert at.check().faults == []


@pytest.fixture
def high(desk):
    """Issued for a meter that has had no purchase, with a count of 100."""
    chip = new_chip(SERIAL)
    issued = issue(Desk(desk.shop), chip, OTHER, CUSTOMER, count=100)
    return Counter(desk.shop, chip, issued)


def put_right(counter, count):
    made = Desk(counter.shop).reissue(counter.card.card, OTHER, count=count)
    assert counter.hand(Desk(counter.shop).chip_document(made)) == DONE
    counter.receive()


def test_a_count_that_was_typed_too_high_is_put_right(high):
    at = Desk(high.shop)
    assert at.sell(OTHER, 1000, "P1", SOLD).count == 101
    high.take(high.purchase())
    with pytest.raises(VendError, match="order 1 of card .* is sold. Load it, cancel it or settle it first"):
        at.reissue(high.card.card, OTHER, count=0)
    at.cancel("P1")
    assert high.hand(at.end_document(high.purchase())[1]) == DONE
    high.receive()
    put_right(high, 0)
    resold = at.resell("P1")
    assert resold.count == 1
    high.take(resold)
    assert at.check().faults == []


def test_but_not_below_a_count_that_is_known_to_be_used(desk):
    desk.deliver(desk.sell())
    desk.receive()
    with pytest.raises(VendError, match=f"count 1 of meter {METER} is known to be used"):
        Desk(desk.shop).reissue(desk.card.card, METER, count=0)
    with pytest.raises(VendError, match="There is nothing to change"):
        Desk(desk.shop).reissue(desk.card.card, METER)


def test_a_note_of_another_channel_that_was_withdrawn_after_its_use_is_put_right(desk):
    at = Desk(desk.shop)
    at.elsewhere(METER, 5, 777)
    assert desk.sell().count == 6
    desk.take(desk.purchase())
    words = at.withdraw(METER, 5, 777)
    assert "`wattkey vend reissue` for the same meter, with --count" in words[-1]
    at.cancel("P1")
    desk.hand(at.end_document(desk.purchase())[1])
    desk.receive()
    made = at.reissue(desk.card.card, METER, count=0)
    assert desk.hand(at.chip_document(made)) == DONE
    desk.receive()
    desk.deliver(at.resell("P1"))
    outcome = desk.receive()
    assert (outcome.purchase.state, outcome.purchase.count) == ("delivered", 1)


def test_what_was_wished_back_together_and_then_lost_is_loaded_or_taken_back(desk):
    at = Desk(desk.shop)
    desk.take(desk.sell())
    desk.sell(20_00, "P2")
    at.cancel("P1", later=True)
    assert desk.hand(at.end_document(desk.purchase())[1]) == DONE
    late = desk.report()
    made = at.replace(desk.card.card, SERIAL)
    desk.chip = new_chip(SERIAL)
    desk.hand(at.chip_document(made))
    desk.receive()
    with pytest.raises(VendError, match="was on a lost card"):
        at.cancel("P1", later=True)
    at.receive(late)
    at.cancel("P1", later=True)
    assert desk.hand(at.end_document(desk.purchase())[1]) == DONE
    desk.receive()
    assert at.refund("P1").refunded and at.refund("P2").refunded
    assert at.check().faults == []
