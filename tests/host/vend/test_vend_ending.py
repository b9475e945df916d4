# test_vend_ending.py - taken back, settled, refunded, sold again: the money is free only when the chip has said so
"""The documents go through the simulated chip, the reports come from it."""

import re
import threading
from datetime import datetime, timedelta

import pytest

from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Meter
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError

DONE = 0x9000


def meter_count(desk):
    with desk.shop.transaction() as session:
        return session.get_one(Meter, desk.card.meter).count


def ending_file(desk, payment="P1"):
    return Desk(desk.shop).end_document(desk.purchase(payment))[1]


def is_held_back(desk, payment="P1"):
    """The seller neither refunds nor sells again."""
    for act in ("refund", "resell"):
        with pytest.raises(VendError, match="Only what was cancelled"):
            getattr(Desk(desk.shop), act)(payment)


def test_a_purchase_on_the_card_is_taken_back_and_sold_again_with_the_same_count(desk):
    desk.take(desk.sell())
    desk.receive()
    Desk(desk.shop).cancel("P1")
    is_held_back(desk)  # the order to take it back is out, and that is all
    with pytest.raises(VendError, match="taken back or settled"):
        desk.sell(payment="P2")
    assert desk.hand(ending_file(desk)) == DONE
    assert desk.receive().words[0] == "Order 1, 100.00: taken back: refund it or sell it again."
    assert (desk.purchase().state, desk.purchase().free, meter_count(desk)) == ("cancelled", True, 0)
    again = Desk(desk.shop).resell("P1")
    assert (again.payment, again.order, again.count, again.state) == ("P1", 2, 1, "sold")
    assert desk.sell().id == again.id  # the payment sells nothing twice
    desk.deliver(again)
    assert desk.receive().purchase.state == "delivered"
    is_held_back(desk)


def test_a_file_that_was_never_dropped_is_taken_back_too(desk):
    lost = Desk(desk.shop).document(desk.sell())
    Desk(desk.shop).cancel("P1")
    assert desk.hand(ending_file(desk)) == DONE
    assert desk.hand(lost) == 0x6A84
    desk.receive()
    assert Desk(desk.shop).refund("P1").refunded
    with pytest.raises(VendError, match="Only what was cancelled"):
        Desk(desk.shop).resell("P1")
    assert (desk.sell(payment="P2").order, desk.purchase("P2").count) == (2, 1)


@pytest.fixture
def free(desk):
    """P1 was taken back: its money is the customer's again."""
    desk.take(desk.sell())
    Desk(desk.shop).cancel("P1")
    assert desk.hand(ending_file(desk)) == DONE
    desk.receive()
    return desk


def test_of_two_clerks_who_refund_one_payment_the_second_is_told_when(free):
    shops, outcomes = [Shop.open(free.shop.folder) for _ in range(8)], []

    def clerk(shop):
        try:
            outcomes.append(Desk(shop).refund("P1").refunded)
        except VendError as told:
            outcomes.append(str(told))

    clerks = [threading.Thread(target=clerk, args=(shop,)) for shop in shops]
    for each in clerks:
        each.start()
    for each in clerks:
        each.join()
    told = [words for words in outcomes if words is not True]
    assert (len(outcomes), len(told)) == (8, 7)
    (words,) = set(told)
    when = re.fullmatch(r"payment P1 was refunded already, on (.{19}), by .+\. Pay nothing out, .*", words)[1]
    assert abs(datetime.now() - datetime.fromisoformat(when)) < timedelta(minutes=2)


def test_an_old_report_frees_no_money(desk):
    """`not credited` was true once; the purchase was loaded after it."""
    purchase = desk.sell()
    desk.take(purchase)
    desk.offer()
    desk.status()
    desk.prove()
    old = desk.report()
    desk.offer()
    desk.credit(purchase.amount)
    desk.receive(old)
    is_held_back(desk)
    Desk(desk.shop).cancel("P1")
    is_held_back(desk)
    assert desk.hand(ending_file(desk)) == 0x6A84
    desk.receive(old)
    is_held_back(desk)
    assert "delivered, before the order to take it back came" in desk.receive().words[0]
    is_held_back(desk)


@pytest.mark.parametrize("steps", ["offer", "dispute", "deliver"])
def test_what_the_meter_may_have_is_not_taken_back(desk, steps):
    purchase = desk.sell()
    desk.take(purchase)
    if steps == "deliver":
        desk.offer()
        desk.credit(purchase.amount)
    else:
        getattr(desk, steps)()
    desk.receive()
    with pytest.raises(VendError, match="may have it|nothing to take back"):
        Desk(desk.shop).cancel("P1")
    assert desk.purchase().ending is None


def test_what_was_sold_after_it_goes_back_with_it(desk):
    desk.take(desk.sell())
    later = desk.sell(5000, "P2")
    with pytest.raises(VendError, match="payment P2 was sold .* after it"):
        Desk(desk.shop).cancel("P1")
    assert [row.payment for row in Desk(desk.shop).cancel("P1", later=True)] == ["P1", "P2"]
    assert ending_file(desk, "P1") == ending_file(desk, "P2")
    assert desk.hand(ending_file(desk)) == DONE
    assert desk.hand(Desk(desk.shop).document(later)) == 0x6A84
    assert len(desk.receive().words) == 2
    assert [desk.purchase(p).state for p in ("P1", "P2")] == ["cancelled", "cancelled"]
    assert meter_count(desk) == 0


def test_the_later_one_alone_goes_back_once_the_earlier_is_loaded(desk):
    first = desk.sell()
    desk.take(first)
    desk.sell(5000, "P2")
    Desk(desk.shop).cancel("P2")
    assert desk.hand(ending_file(desk, "P2")) == 0x6985
    desk.offer()
    desk.credit(first.amount)
    assert desk.hand(ending_file(desk, "P2")) == DONE
    desk.receive()
    assert [desk.purchase(p).state for p in ("P1", "P2")] == ["delivered", "cancelled"]
    assert meter_count(desk) == 1


def test_the_same_report_of_a_purchase_taken_back_changes_nothing(desk):
    desk.take(desk.sell())
    Desk(desk.shop).cancel("P1")
    desk.hand(ending_file(desk))
    text = desk.report()
    assert (desk.receive(text).changed, desk.receive(text).changed) == (True, False)
    Desk(desk.shop).resell("P1")
    again = desk.receive(text)
    assert not again.changed
    assert again.words[0] == f"Order 1: taken back; sold again as order 2 of card {desk.card.card}."
    assert desk.purchase().state == "sold"


def test_a_count_used_by_another_channel_is_taken_back_on_the_chips_proof_and_sold_again(desk):
    desk.take(desk.sell())
    desk.count, desk.bought = 1, 3000  # somebody else was faster
    desk.status()
    desk.prove()
    assert "used this count already" in desk.receive().words[0]
    assert (desk.purchase().used, meter_count(desk)) == (True, 1)
    Desk(desk.shop).cancel("P1")
    assert desk.hand(ending_file(desk)) == DONE
    desk.receive()
    again = Desk(desk.shop).resell("P1")
    assert (again.order, again.count) == (2, 2)
    desk.deliver(again)
    assert desk.receive().purchase.state == "delivered"


def test_what_another_channel_tells_is_never_sold_again(desk):
    assert Desk(desk.shop).elsewhere(desk.card.meter, 1, 3000) == ["Count 1 of meter 000000123456 was used elsewhere."]
    assert Desk(desk.shop).elsewhere(desk.card.meter, 1, 3000)
    with pytest.raises(VendError, match="was 30.00 elsewhere"):
        Desk(desk.shop).elsewhere(desk.card.meter, 1, 4000)
    assert desk.sell().count == 2
    assert "go to the meter with it" in Desk(desk.shop).elsewhere(desk.card.meter, 2, 100)[1]
    with pytest.raises(VendError, match="was used elsewhere"):
        desk.sell(payment="P2")


@pytest.mark.parametrize("credited", [True, False])
def test_a_disputed_purchase_is_settled_and_its_card_is_free(desk, credited):
    desk.take(desk.sell())
    desk.dispute()
    desk.receive()
    with pytest.raises(VendError, match="disputed"):
        desk.sell(payment="P2")
    desk.settle(credited)
    is_held_back(desk)
    name, text = Desk(desk.shop).end_document(desk.purchase())
    assert (name, desk.hand(text)) == (f"WK-{desk.card.card}-settle-1.json", DONE)
    desk.receive()
    purchase = desk.purchase()
    assert (purchase.state, purchase.credited, purchase.free) == ("settled", credited, not credited)
    assert desk.sell(payment="P2").count == 2
    if not credited:
        assert Desk(desk.shop).resell("P1").count == 3


def test_the_cumulative_amount_is_the_evidence(desk):
    """What the device read when it found the count used: 7.77 came with count 1, not our 100.00."""
    desk.take(desk.sell())
    desk.dispute(777)
    desk.receive()
    assert Desk(desk.shop).evidence("P1").startswith("No reading tells")
    desk.bought = 777
    desk.read(50000)
    assert "777" not in desk.receive().words[0]
    words = Desk(desk.shop).evidence("P1")
    assert words.endswith("So that count brought 7.77; this purchase is 100.00.")


def test_what_is_proved_is_told_apart_from_what_is_only_told(desk):
    desk.take(desk.sell())
    desk.offer()
    desk.receive()
    assert Desk(desk.shop).proved("P1").startswith("Nothing proves that count 1 is used; the card says offered.")
    desk.count += 1
    desk.status()
    desk.prove()
    desk.receive()
    assert Desk(desk.shop).proved("P1").startswith("Proved by the meter's MAC: count 1 is used.")


def test_an_offered_purchase_is_settled_only_on_a_proof_that_its_count_is_used(desk):
    desk.take(desk.sell())
    desk.offer()
    desk.receive()
    with pytest.raises(VendError, match="not known to be used"):
        Desk(desk.shop).settle("P1", credited=False)
    desk.count = 2
    desk.status()
    desk.prove()
    desk.receive()
    desk.settle(False)
    assert desk.hand(ending_file(desk)) == DONE
    desk.receive()
    assert desk.purchase().free


@pytest.mark.parametrize("state", ["sold", "loaded", "not credited"])
@pytest.mark.parametrize("credited", [True, False])
def test_a_meter_that_is_gone_settles_nothing_that_it_cannot_have(desk, state, credited):
    """It can be cancelled, on the chip's word; on the seller's alone the handheld would keep it, and load it yet."""
    purchase = desk.sell()
    if state != "sold":
        desk.take(purchase)
    if state == "not credited":
        desk.offer()
        desk.status()
        desk.prove()
    if state != "sold":
        desk.receive()
    assert desk.purchase().state == state
    with pytest.raises(VendError, match="not known to be used.*Load it, or cancel it"):
        Desk(desk.shop).settle("P1", credited=credited, gone=True)
    assert desk.purchase().ending is None


def test_a_meter_that_is_gone_needs_no_proof(desk):
    desk.take(desk.sell())
    desk.offer()
    desk.receive()
    Desk(desk.shop).settle("P1", credited=False, gone=True)
    assert desk.hand(ending_file(desk)) == DONE
    desk.receive()
    assert desk.purchase().free


def test_after_a_settled_purchase_the_next_one_is_sold_and_delivered(desk):
    desk.take(desk.sell())
    desk.dispute()
    desk.receive()
    desk.settle(False)
    desk.hand(ending_file(desk))
    desk.receive()
    desk.deliver(desk.sell(5000, "P2"))
    desk.receive()
    assert [desk.purchase(p).state for p in ("P1", "P2")] == ["settled", "delivered"]


def test_a_forgotten_pin_is_taken_away_by_a_file_that_works_once(desk):
    desk.apdu(0x28, b"\xff" * 8 + b"1234" + b"\xff" * 4)
    name, made = Desk(desk.shop).unlock(desk.card.card)
    assert (name, desk.hand(made.text), desk.hand(made.text)) == (f"WK-{desk.card.card}-unlock-1.json", DONE, 0x6A84)
    assert desk.hand(Desk(desk.shop).unlock(desk.card.card)[1].text) == DONE


@pytest.mark.parametrize("act", ["refund", "resell", "cancel"])
def test_an_unknown_payment_is_named(desk, act):
    with pytest.raises(VendError, match="no payment 'P9'"):
        getattr(Desk(desk.shop), act)("P9")


def test_a_card_that_says_what_nobody_asked_for_is_not_believed(desk):
    desk.take(desk.sell())
    before = desk.ledger()
    with pytest.raises(VendError, match="nobody here has asked"):
        desk.receive(desk.forge(state="cancelled", count=0, amount="0.00"))
    with pytest.raises(VendError, match="settled by nobody here"):
        desk.receive(desk.forge(state="settled"))
    assert desk.ledger() == before
