# test_waiting_documents.py - what the ledger has made for a card and its chip has not got comes first, each in its turn
import pytest
from sqlalchemy import select

from wattkey.info import STATES
from wattkey.orders import pack, parse
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.sim.head import straight
from wattkey_host.story.stage import CUSTOMER, METER, SERIAL
from wattkey_host.testkeys import of_card
from wattkey_host.vend.book import ending
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Card, Issue, Purchase
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.live import live
from wattkey_host.vend.live.issue import issue
from wattkey_host.vend.personal import packed

CARD, OTHER = "0000000000000001", "000000777777"


@pytest.fixture
def counter(both_ways):
    return both_ways


def card(counter):
    with counter.shop.transaction() as session:
        return session.get(Card, CARD)


def purchases(counter):
    with counter.shop.transaction() as session:
        return {p.payment: p.state for p in session.scalars(select(Purchase))}


def all_done(counter):
    with counter.shop.transaction() as session:
        return all(session.scalars(select(Issue.done)))


def at(counter, state):
    """The chip has got so far with what it holds."""
    counter.chip.memory.write(state=STATES.index(state))


def held(counter):
    """A purchase that the chip holds, and the ledger knows it."""
    counter.sell(30_00, "P1")
    return again(counter)


def again(counter):
    counter.back_to_menu()
    return counter.open()


def bring(counter, said=lambda words: None):
    return live.bring_live(Desk(counter.shop), counter.terminal(), straight, said)


def end_of(counter, payment):
    """The packed order that takes a purchase back, or settles it."""
    with counter.shop.transaction() as session:
        row = ending.find(session, payment)
    return pack(parse(Desk(counter.shop).end_document(row)[1]))


def new_keys(counter):
    counter.shop.keys = counter.shop.keys.rotate()
    return Desk(counter.shop).rekey(CARD)


def test_new_keys_come_before_the_sale(counter):
    new_keys(counter)
    said = []
    sold = counter.sell(said=said.append)
    assert said == [f"Card {CARD} had never got its new keys (document 2): brought now."]
    assert (counter.state, sold.report.state) == (("stored", 1), "stored")
    assert (card(counter).keys, all_done(counter)) == (2, True)
    assert counter.chip.cells.order_key == of_card(counter.shop.keys, CARD, 2)[0]


def test_another_meter_comes_before_the_sale_and_the_sale_is_for_that(counter):
    Desk(counter.shop).reissue(CARD, OTHER)
    sold = counter.sell(to=OTHER)
    assert (sold.purchase.meter, counter.chip.cells.meter.hex()) == (OTHER, OTHER)
    assert (card(counter).meter, counter.state) == (OTHER, ("stored", 1))


def test_a_sale_for_the_meter_that_it_was_issued_for_before_is_not_made(counter):
    Desk(counter.shop).reissue(CARD, OTHER)
    with pytest.raises(VendError, match=f"of meter {OTHER}, not {METER}. Nothing was sold"):
        counter.sell(to=METER)
    assert (counter.state, purchases(counter)) == (("none", 0), {})


def test_nothing_is_brought_to_a_device_that_is_not_meant(counter):
    Desk(counter.shop).reissue(CARD, OTHER)
    with pytest.raises(VendError, match="not 000000999999. Nothing was sold"):
        counter.sell(to="000000999999")
    assert counter.chip.cells.issue == 1


def test_what_it_holds_is_taken_back_before_the_next_is_sold(counter):
    held(counter)
    Desk(counter.shop).cancel("P1")
    said = []
    counter.sell(50_00, "P2", said=said.append)
    assert said == [f"Card {CARD} had never got the end of order 1 (payment P1, 30.00): brought now."]
    assert purchases(counter) == {"P1": "cancelled", "P2": "loaded"}
    assert (counter.state, counter.chip.cells.count) == (("stored", 2), 1)  # the count is free again


def test_what_is_disputed_is_settled_before_the_next_is_sold(counter):
    held(counter)
    at(counter, "disputed")
    counter.receive()
    again(counter)
    Desk(counter.shop).settle("P1", credited=True)
    counter.sell(50_00, "P2")
    assert purchases(counter) == {"P1": "settled", "P2": "loaded"}


def test_taken_back_and_new_keys_both_wait(counter):
    """The end is under the keys that the chip has, so it goes first."""
    held(counter)
    new_keys(counter)
    Desk(counter.shop).cancel("P1")
    brought, report = bring(counter)
    assert brought == ["the end of order 1 (payment P1, 30.00)", "its new keys (document 2)"]
    assert (purchases(counter), report.state, card(counter).keys) == ({"P1": "cancelled"}, "cancelled", 2)


def test_new_keys_reach_a_card_that_holds_a_purchase(counter):
    held(counter)
    new_keys(counter)
    assert bring(counter)[0] == ["its new keys (document 2)"]
    assert (counter.state, card(counter).keys) == (("stored", 1), 2)


def test_an_end_that_came_as_a_file_and_was_never_reported_is_heard_of_first(counter):
    held(counter)
    Desk(counter.shop).cancel("P1")
    assert counter.chip.apdu(b"\x90\x0a\0\0" + end_of(counter, "P1"))[1] == 0x9000  # as the mailbox does
    assert counter.sell(50_00, "P2").purchase.order == 2
    assert purchases(counter) == {"P1": "cancelled", "P2": "loaded"}


def test_new_keys_that_came_as_a_file_and_were_never_reported_are_heard_of_first(counter):
    held(counter)
    at(counter, "delivered")
    row = new_keys(counter)
    document = packed(counter.shop.keys, SERIAL.lower(), row)
    assert counter.chip.apdu(b"\x90\x08\0\0" + document)[1] == 0x9000
    said = []
    assert counter.sell(50_00, "P2", said=said.append).purchase.order == 2
    assert said == []
    assert purchases(counter) == {"P1": "delivered", "P2": "loaded"}


def test_what_the_chip_does_not_let_go_is_told_and_nothing_is_sold(counter):
    """The ledger thought that it had only been loaded; the meter may have it by now."""
    held(counter)
    Desk(counter.shop).cancel("P1")
    at(counter, "offered")
    with pytest.raises(VendError, match=r"\(T40\)"):
        counter.sell(50_00, "P2")
    assert (counter.state, purchases(counter)) == (("offered", 1), {"P1": "offered"})


@pytest.mark.parametrize("what", ["cancelled", "settled"])
def test_an_end_that_comes_twice_is_one(counter, what):
    held(counter)
    if what == "settled":
        at(counter, "disputed")
        counter.receive()
        again(counter)
        Desk(counter.shop).elsewhere(METER, 1, 777, "its receipt")
        Desk(counter.shop).settle("P1", credited=False)
    else:
        Desk(counter.shop).cancel("P1")
    order = end_of(counter, "P1")
    assert counter.hand_in(order) == "A00"
    again(counter)  # the flow forgets what it had
    assert counter.hand_in(order) == "A01"
    assert counter.state == (what, 1)


def test_a_blank_device_becomes_what_the_ledger_has_for_it(make_counter):
    counter = make_counter(issued=False).open()
    lost = issue(Desk(counter.shop), new_chip("57574B00000000AA"), METER, CUSTOMER).card
    Desk(counter.shop).sell(METER, 30_00, "P1", counter.DAY)
    Desk(counter.shop).replace(lost, SERIAL.lower())
    brought, report = bring(counter)
    assert brought == [f"its issue for meter {METER} (document 1)", "order 1 (payment P1, 30.00)"]
    assert (report.state, purchases(counter)) == ("stored", {"P1": "loaded"})


def test_a_blank_device_that_nobody_has_made_a_card(make_counter):
    with pytest.raises(VendError, match="is blank. Issue it first"):
        bring(make_counter(issued=False).open())


def test_there_is_nothing_to_bring(counter):
    cells = counter.chip.cells
    assert bring(counter)[0] == []
    assert counter.chip.cells == cells


def test_a_report_tells_what_waits(counter):
    held(counter)
    Desk(counter.shop).cancel("P1")
    words = counter.receive().words
    assert "This waits for it: the end of order 1 (payment P1, 30.00). Bring it: wattkey vend send --port." in words
    assert counter.state == ("stored", 1)
