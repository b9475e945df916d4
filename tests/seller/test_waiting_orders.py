# test_waiting_orders.py - an order was sold and its file never arrived: live, the one that is missing is brought first
import os

import pytest

from wattkey.info import STATES
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.sim.head import straight
from wattkey_host.story.stage import CUSTOMER, METER, SERIAL
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Carriage, bought
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.live import live
from wattkey_host.vend.live.issue import issue

ALL = bool(os.environ.get("WATTKEY_ALL_CUTS"))
CUTS_S = [n / 10 for n in range(1, 120)] if ALL else [0.5, 2.0, 3.0, 3.35, 3.4, 3.6, 5.0, 6.5, 8.0]


@pytest.fixture
def counter(both_ways):
    return both_ways


def sold(counter, cents, payment):
    return Desk(counter.shop).sell(METER, cents, payment, counter.DAY)


def payments(counter):
    with counter.shop.transaction() as session:
        return [(p.payment, p.order, p.state) for p in session.scalars(bought().order_by(Carriage.order))]


def at_the_meter(counter):
    """The purchase is delivered, and the customer comes back with the device."""
    counter.chip.memory.write(state=STATES.index("delivered"))
    counter.back_to_menu()
    counter.open()


def test_a_sale_brings_the_order_that_never_arrived_and_sells_nothing_yet(counter):
    sold(counter, 30_00, "P1")
    said = []
    with pytest.raises(VendError, match="had never got order 1, and has it now.*Nothing was sold"):
        counter.sell(50_00, "P2", said=said.append)
    assert said == ["Card 0000000000000001 had never got order 1 (payment P1, 30.00): brought now."]
    assert (counter.state, counter.chip.cells.amount) == (("stored", 1), 30_00)
    assert payments(counter) == [("P1", 1, "loaded")]
    at_the_meter(counter)
    assert counter.sell(50_00, "P2").purchase.order == 2
    assert payments(counter) == [("P1", 1, "delivered"), ("P2", 2, "loaded")]


def test_a_sale_that_was_made_already_waits_for_the_one_before(counter):
    sold(counter, 30_00, "P1"), sold(counter, 50_00, "P2")
    with pytest.raises(VendError, match="order 1, and has it now.*The sale stands"):
        counter.sell(50_00, "P2")
    assert payments(counter) == [("P1", 1, "loaded"), ("P2", 2, "sold")]
    at_the_meter(counter)
    assert not counter.sell(50_00, "P2").before
    assert (counter.state, counter.chip.cells.amount) == (("stored", 2), 50_00)


def test_a_file_that_is_sent_brings_the_one_before(counter):
    sold(counter, 30_00, "P1")
    order = live.order_of(Desk(counter.shop).document(sold(counter, 50_00, "P2")))
    with pytest.raises(VendError, match="order 1, and has it now.*The file stands"):
        live.send_live(Desk(counter.shop), counter.terminal(), straight, order)
    assert counter.state == ("stored", 1)
    at_the_meter(counter)
    assert live.send_live(Desk(counter.shop), counter.terminal(), straight, order)[0] is False
    assert counter.state == ("stored", 2)


def test_a_purchase_that_was_taken_back_before_it_arrived_ends_first(counter):
    sold(counter, 30_00, "P1")
    Desk(counter.shop).cancel("P1")
    with pytest.raises(VendError, match="is being taken back"):
        counter.sell(30_00, "P1")
    assert counter.state == ("none", 0)
    said = []
    assert counter.sell(50_00, "P2", said=said.append).purchase.order == 2
    assert "the end of order 1" in said[0]
    assert payments(counter) == [("P1", 1, "cancelled"), ("P2", 2, "loaded")]


def test_a_replacement_that_is_issued_gets_what_was_on_the_way(make_counter):
    counter = make_counter(issued=False).open()
    card = issue(Desk(counter.shop), new_chip("57574B00000000AA"), METER, CUSTOMER).card
    sold(counter, 30_00, "P1")
    Desk(counter.shop).replace(card, SERIAL.lower())
    said = []
    row = counter.issue(said=said.append)
    assert (counter.state, counter.chip.cells.amount) == (("stored", 1), 30_00)
    assert f"Card {row.card} had never got order 1" in said[0]
    assert payments(counter) == [("P1", 1, "loaded")]


@pytest.mark.parametrize("after_s", CUTS_S)
def test_the_power_goes_while_the_missing_one_is_brought(make_counter, after_s):
    counter = make_counter().open()
    sold(counter, 30_00, "P1")
    counter.world.clock.after(after_s * 1e6, counter.world.cut_power)
    with pytest.raises(VendError):
        counter.sell(50_00, "P2")
    counter.world.run_for(after_s)  # it has happened by now
    counter.bench.on()
    counter.open()
    with pytest.raises(VendError, match="othing was sold"):
        counter.sell(50_00, "P2")
    assert (counter.state, counter.chip.memory.writes) == (("stored", 1), 1)
    assert payments(counter) == [("P1", 1, "loaded")]
