# test_vend_overtaken.py - a card has gone on before its report came: what became of the purchases before
import pytest

from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.errors import VendError

from .conftest import four

DONE, TAKEN_ALREADY = 0x9000, 0x6A84


def ending_file(desk, payment="P1"):
    return Desk(desk.shop).end_document(desk.purchase(payment))[1]


def states(desk):
    return [desk.purchase(payment).state for payment in ("P1", "P2")]


def taken_back(desk, payment="P1"):
    Desk(desk.shop).cancel(payment)
    assert desk.hand(ending_file(desk, payment)) == DONE
    desk.receive()


@pytest.mark.parametrize("credited", [True, False])
@pytest.mark.parametrize("offered", [True, False])
def test_a_settled_purchase_is_settled_when_the_next_one_was_taken_before_the_report(desk, offered, credited):
    """The next purchase waits on the drive: the handheld takes it in the moment in which the settle order frees it."""
    desk.take(desk.sell())
    later = Desk(desk.shop).document(desk.sell(5000, "P2"))
    if offered:
        desk.offer()
    desk.count, desk.bought = 2, 3000  # other channels used the count and the one after it
    desk.status()
    desk.prove()
    desk.receive()
    desk.settle(credited)
    assert [desk.hand(ending_file(desk)), desk.hand(later)] == [DONE, DONE]
    desk.receive()
    purchase = desk.purchase()
    assert (purchase.state, purchase.credited, purchase.free) == ("settled", credited, not credited)


def test_a_meter_that_was_not_gone_is_believed_more_than_the_seller(desk):
    """Settled because its meter was gone; but it was loaded there, and the next one taken, before the file came."""
    desk.take(desk.sell())
    later = Desk(desk.shop).document(desk.sell(5000, "P2"))
    desk.offer()
    desk.receive()
    Desk(desk.shop).settle("P1", credited=False, gone=True)
    desk.credit(10000)
    assert [desk.hand(ending_file(desk)), desk.hand(later)] == [TAKEN_ALREADY, DONE]
    desk.receive()
    assert (desk.purchase().state, desk.purchase().free) == ("delivered", False)


@pytest.fixture
def gone_on(desk):
    """Offered, its count proved used, decided as not credited; then the card found the record of its own load, refused
    the file and took the next order."""
    desk.take(desk.sell())
    later = Desk(desk.shop).document(desk.sell(5000, "P2"))
    desk.offer()
    desk.count, desk.bought = 1, 10000
    desk.status()
    desk.prove()
    desk.receive()
    desk.settle(False)
    desk.apdu(0x1E, four(1, 10000))
    assert [desk.hand(ending_file(desk)), desk.hand(later)] == [TAKEN_ALREADY, DONE]
    return desk


def test_a_decision_that_the_card_may_have_overtaken_frees_no_money(gone_on):
    delivered = gone_on.receive()
    assert "Order 1, 100.00: the card has gone on without saying how it ended" in delivered.words[1]
    assert (gone_on.purchase().open, gone_on.purchase().free) == (True, False)
    for act in ("refund", "resell"):
        with pytest.raises(VendError, match="Only what was cancelled"):
            getattr(Desk(gone_on.shop), act)("P1")
    with pytest.raises(VendError, match="may have it. Settle it"):
        Desk(gone_on.shop).cancel("P1", later=True)
    with pytest.raises(VendError, match="taken back or settled.*settle it again"):
        gone_on.sell(7000, "P3")
    assert Desk(gone_on.shop).check().faults == []


@pytest.mark.parametrize("credited", [True, False])
def test_what_its_card_has_left_is_settled_at_once(gone_on, credited):
    gone_on.receive()
    settled = gone_on.settle(credited)
    assert (settled.state, settled.free, gone_on.sell(7000, "P3").count) == ("settled", not credited, 3)
    assert Desk(gone_on.shop).check().faults == []


def test_a_report_from_before_tells_that_the_one_left_behind_was_delivered(gone_on, desk):
    """It lies on the drive of another PC."""
    late = desk.forge(order=1, count=1, amount="100.00", state="delivered")
    gone_on.receive()
    gone_on.receive(late)
    assert (gone_on.purchase().state, gone_on.purchase().ending) == ("delivered", None)


def test_an_earlier_order_to_take_it_back_was_followed_before_the_next_was_taken(desk):
    """The count of the first went to another channel; it was decided about, and then wished back with the next."""
    desk.take(desk.sell())
    later = Desk(desk.shop).document(desk.sell(5000, "P2"))
    desk.count, desk.bought = 1, 3000
    desk.status()
    desk.prove()
    desk.receive()
    desk.settle(False)
    first = ending_file(desk)
    Desk(desk.shop).cancel("P1", later=True)
    assert [desk.hand(first), desk.hand(later)] == [DONE, DONE]
    desk.receive()
    assert (states(desk), desk.purchase().free) == (["cancelled", "loaded"], True)
    assert Desk(desk.shop).check().faults == []


def test_the_later_of_two_was_taken_back_and_the_first_had_been_loaded(desk):
    """Two orders to take back lie on the drive: of the second, and of both. The first purchase was loaded before."""
    desk.take(desk.sell())
    desk.sell(5000, "P2")
    Desk(desk.shop).cancel("P2")
    second = ending_file(desk, "P2")
    Desk(desk.shop).cancel("P1", later=True)
    both = ending_file(desk)
    desk.offer()
    desk.credit(10000)
    assert [desk.hand(both), desk.hand(second)] == [TAKEN_ALREADY, DONE]
    desk.receive()
    assert states(desk) == ["delivered", "cancelled"]
    assert desk.sell(payment="P3").count == 2


def test_a_purchase_whose_count_was_sold_to_another_meanwhile_is_sold_again(desk):
    desk.take(desk.sell())
    taken_back(desk)
    other = desk.sell(5000, "P2")
    assert other.count == 1
    desk.deliver(other)
    desk.receive()
    assert Desk(desk.shop).resell("P1").count == 2


def test_a_count_that_is_proved_ours_is_nobody_elses_whoever_had_it_first(desk):
    desk.take(desk.sell())
    taken_back(desk)
    desk.deliver(desk.sell(5000, "P2"))
    desk.receive()
    with pytest.raises(VendError, match="is payment P2 of this shop, proved"):
        Desk(desk.shop).elsewhere(desk.card.meter, 1, 300)


def test_a_count_that_was_typed_wrong_is_withdrawn(desk):
    """70 in the place of 7: no meter would ever take what is sold after it."""
    desk.deliver(desk.sell())
    desk.read(100)
    desk.receive()
    Desk(desk.shop).elsewhere(desk.card.meter, 70, 300)
    with pytest.raises(VendError, match="no purchase of 4.00 with count 70"):
        Desk(desk.shop).withdraw(desk.card.meter, 70, 400)
    assert Desk(desk.shop).withdraw(desk.card.meter, 70, 300) == [
        "Count 70 of meter 000000123456 is not used elsewhere."
    ]
    desk.deliver(desk.sell(5000, "P2"))
    assert (desk.receive().purchase.state, desk.purchase("P2").count) == ("delivered", 2)


def test_a_count_that_was_seen_at_the_meter_is_not_sold_though_a_later_one_is_withdrawn(desk):
    """Nobody knows of count 2; the meter proved it, beside the reading of it."""
    desk.deliver(desk.sell())
    desk.count, desk.bought = 2, 13000
    desk.status()
    desk.prove()
    desk.read(100)
    Desk(desk.shop).recover(desk.report())
    Desk(desk.shop).elsewhere(desk.card.meter, 70, 300)
    Desk(desk.shop).withdraw(desk.card.meter, 70, 300)
    assert desk.sell(5000, "P2").count == 3


def test_what_was_sold_behind_a_wrong_count_is_named(desk):
    Desk(desk.shop).elsewhere(desk.card.meter, 70, 300)
    desk.sell()
    words = Desk(desk.shop).withdraw(desk.card.meter, 70, 300)
    assert words[1].startswith("Payment P1 was sold with count 71: take it back")


def test_where_the_counts_end_nothing_is_sold(desk):
    Desk(desk.shop).elsewhere(desk.card.meter, 0xFFFFFFFF, 300)
    with pytest.raises(VendError, match="at its end"):
        desk.sell()
    assert desk.ledger()[0] == []
