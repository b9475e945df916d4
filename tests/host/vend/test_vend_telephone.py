# test_vend_telephone.py - eight digits on the telephone: what they prove, and what a liar makes of them
import pytest
from sqlalchemy import select

from wattkey.info import STATES
from wattkey_host.receipt import receipt_digits
from wattkey_host.testkeys import of_card
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.history import Event
from wattkey_host.vend.book.ledger import Carriage, Purchase
from wattkey_host.vend.errors import VendError

WRONG = "00000000"


def shown(desk):
    """What the handheld shows."""
    return desk.apdu(0x2A).hex()


def refused(desk, digits, payment="P1"):
    with pytest.raises(VendError) as caught:
        Desk(desk.shop).receipt(payment, digits)
    return caught.value


def held(desk):
    """The book holds; its accounts."""
    found = Desk(desk.shop).check()
    assert found.faults == []
    return dict(found.accounts)


def test_the_digits_of_a_delivered_order_make_it_delivered_and_free_nothing(desk):
    desk.deliver(desk.sell())
    assert desk.purchase().state == "sold"
    row = Desk(desk.shop).receipt("P1", shown(desk)[:4] + " " + shown(desk)[4:])
    assert (row.state, row.open, row.proved, row.free) == ("delivered", False, False, False)
    assert held(desk) == {"till": 10000, "owed": 0, "delivered": -10000}
    with pytest.raises(VendError):
        Desk(desk.shop).refund("P1")


def test_told_again_and_the_report_behind_it_change_nothing_and_bring_the_proof(desk):
    desk.deliver(desk.sell())
    digits = shown(desk)
    Desk(desk.shop).receipt("P1", digits)
    events = Desk(desk.shop).check().events
    assert Desk(desk.shop).receipt("P1", digits).state == "delivered"
    assert Desk(desk.shop).check().events == events
    desk.receive()
    assert desk.purchase().proved
    assert held(desk)["delivered"] == -10000


def test_digits_of_another_order_prove_nothing_of_this_one(desk):
    desk.deliver(desk.sell())
    old = shown(desk)
    Desk(desk.shop).receipt("P1", old)
    desk.sell(payment="P2")
    assert refused(desk, old, "P2").code == "receipt.wrong"
    assert desk.purchase("P2").state == "sold"


def test_digits_of_another_card_prove_nothing(desk):
    desk.deliver(desk.sell())
    other = "0000000000000002"
    key = of_card(desk.shop.keys, other)[1]
    told = receipt_digits(key, bytes.fromhex(other), 1, STATES.index("delivered"), 1)
    assert refused(desk, told).code == "receipt.wrong"
    assert desk.purchase().state == "sold"


def test_digits_of_a_purchase_that_waits_change_nothing_and_are_no_wrong_try(desk):
    desk.take(desk.sell())
    for _ in range(6):
        error = refused(desk, shown(desk))
        assert (error.code, error.facts["state"]) == ("receipt.not_yet", "loaded")
    assert desk.purchase().state == "sold"
    desk.offer()
    desk.credit(10000)
    assert Desk(desk.shop).receipt("P1", shown(desk)).state == "delivered"


@pytest.mark.parametrize("typed", ["", "1234567", "123456789", "1234567x", "١٢٣٤٥٦٧٨"])
def test_what_are_not_eight_digits_is_no_try(desk, typed):
    desk.sell()
    events = Desk(desk.shop).check().events
    assert refused(desk, typed).code == "receipt.none"
    assert Desk(desk.shop).check().events == events


def test_five_wrong_ones_lock_it_for_that_card_until_its_report_comes(desk):
    desk.deliver(desk.sell())
    desk.sell(5000, "P2")
    lefts = [refused(desk, WRONG, payment).facts["left"] for payment in ("P1", "P2", "P1", "P1", "P1")]
    assert lefts == [4, 3, 2, 1, 0]
    assert refused(desk, shown(desk)).code == "receipt.locked"
    assert desk.purchase().state == "sold"
    desk.receive()
    assert refused(desk, WRONG, "P2").facts["left"] == 4
    desk.take(desk.purchase("P2"))
    old = desk.report()
    for _ in range(4):
        refused(desk, WRONG, "P2")
    desk.receive(old)
    desk.offer()
    desk.credit(5000)
    assert Desk(desk.shop).receipt("P2", shown(desk)).state == "delivered"
    assert held(desk)["delivered"] == -15000


def test_a_report_handed_in_again_opens_no_lock(desk):
    desk.take(desk.sell())
    old = desk.report()
    desk.receive(old)
    for _ in range(5):
        refused(desk, WRONG)
    desk.receive(old)
    assert refused(desk, WRONG).code == "receipt.locked"


def test_right_digits_begin_the_count_anew(desk):
    desk.deliver(desk.sell())
    for _ in range(4):
        refused(desk, WRONG)
    Desk(desk.shop).receipt("P1", shown(desk))
    desk.sell(payment="P2")
    assert refused(desk, WRONG, "P2").facts["left"] == 4


def test_a_later_order_tells_of_the_one_before_whose_report_never_came(desk):
    first = desk.sell()
    desk.deliver(first)
    desk.deliver(desk.sell(5000, "P2"))
    Desk(desk.shop).receipt("P2", shown(desk))
    assert desk.purchase("P1").state == "delivered"
    assert held(desk) == {"till": 15000, "owed": 0, "delivered": -15000}


def test_an_earlier_order_that_was_to_end_is_not_decided_by_digits(desk):
    desk.take(desk.sell())
    Desk(desk.shop).cancel("P1")
    desk.hand(Desk(desk.shop).end_document(desk.purchase())[1])
    key = of_card(desk.shop.keys, desk.card.card)[1]
    with desk.shop.begun() as session:  # a card that went on: no honest ledger sells behind an order that is ending
        one = session.get(Purchase, desk.purchase().id)
        two = Purchase(
            payment="P2", plain="P2", twin=False, sold_for=one.sold_for, amount=1, sold=one.sold, close=True, at=one.at,
            clerk="x",
        )  # fmt: skip
        session.add(two)
        session.flush()
        session.add(Carriage(purchase=two.id, leg=1, card=one.card, order=2, meter=one.meter, count=2))
    told = receipt_digits(key, bytes.fromhex(desk.card.card), 2, STATES.index("delivered"), 2)
    assert refused(desk, told, "P2").code == "receipt.earlier"
    assert not desk.purchase().free


def test_what_was_refunded_is_not_delivered_by_digits(desk):
    desk.take(desk.sell())
    Desk(desk.shop).cancel("P1")
    desk.hand(Desk(desk.shop).end_document(desk.purchase())[1])
    desk.receive()
    key = of_card(desk.shop.keys, desk.card.card)[1]
    told = receipt_digits(key, bytes.fromhex(desk.card.card), 1, STATES.index("delivered"), 1)
    assert refused(desk, told).code == "receipt.ended"
    assert desk.purchase().free


def test_wrong_tries_are_events_with_who_made_them(desk):
    desk.sell()
    with pytest.raises(VendError):
        Desk(desk.shop, "anna").receipt("P1", WRONG)
    with desk.shop.reading() as session:
        event = session.scalars(select(Event).order_by(Event.at.desc())).first()
    assert (event.who, event.verb, event.reason) == ("anna", "receipt", f"wrong digits of card {desk.card.card}")
    assert held(desk)["owed"] == -10000
