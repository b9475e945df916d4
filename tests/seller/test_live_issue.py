# test_live_issue.py - a blank handheld becomes a card over the beam or the cable
import pytest

from wattkey_host.sim.sessions import sessions
from wattkey_host.story.stage import CUSTOMER, METER, SERIAL
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Card
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.live import live

ISSUE_S = 20  # bound of issuing over infrared


@pytest.fixture(params=["ir", "serial"])
def blank(request, make_counter):
    return make_counter(issued=False, usb=request.param == "serial").open()


def test_a_blank_device_is_issued_and_can_be_sold_to_at_once(blank):
    row = blank.issue()
    assert (row.serial, row.meter, row.active) == (SERIAL.lower(), METER, True)
    assert blank.chip.cells.card.hex() == row.card
    blank.world.run_for(1)
    assert blank.page.lines == ("The seller's", "file is taken")
    blank.back_to_menu()
    assert blank.open().sell().purchase.card == row.card
    assert blank.state == ("stored", 1)


def test_the_same_command_again_changes_nothing(blank):
    row = blank.issue()
    cells = blank.chip.cells
    blank.back_to_menu()
    assert blank.open().issue().card == row.card
    assert blank.chip.cells == cells


def test_over_infrared_it_keeps_its_bound(make_counter):
    counter = make_counter(issued=False).open()
    counter.issue()
    took = sessions(counter.world.air.log)[-1]
    assert took.session_s < ISSUE_S
    assert took.ratio <= 1.05


def test_a_blank_chip_cannot_be_sold_to_nor_reported(blank):
    for call in (blank.sell, blank.receive):
        with pytest.raises(VendError, match="is blank. Issue it first"):
            call()


def test_a_card_is_not_issued_for_another_meter_by_mistake(blank):
    blank.issue()
    blank.back_to_menu()
    blank.open()
    with pytest.raises(VendError, match=f"of meter {METER}"):
        live.issue_live(Desk(blank.shop), blank.terminal(), blank.run, "000000999999", CUSTOMER)


@pytest.mark.parametrize("after_s", [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.2])
def test_cut_off_anywhere_the_same_command_ends_it(make_counter, after_s):
    """The power goes while the beam is at work; the customer switches on again and chooses `Seller` again."""
    counter = make_counter(issued=False).open()
    counter.world.clock.after(after_s * 1e6, counter.world.cut_power)
    try:
        counter.issue()
    except VendError as error:
        assert "nothing is lost" in str(error)
    counter.world.cut_power()
    counter.bench.on()
    row = counter.open().issue()
    assert (counter.chip.cells.card.hex(), row.active) == (row.card, True)
    with counter.shop.transaction() as session:
        assert session.query(Card).count() == 1
