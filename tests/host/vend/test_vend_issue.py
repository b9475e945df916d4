# test_vend_issue.py - issuing: one chip, one card, one meter, whatever is cut off in between
"""With the simulated chip on the desk."""

import pytest
from sqlalchemy import select

from wattkey.info import STATES
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.sim.chip.memory import Torn
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Card, Meter
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.live.issue import issue

METER, CUSTOMER, SERIAL = "000000123456", "000000000042", "00000000000000a1"
OTHER_METER, OTHER_SERIAL = "000000654321", "00000000000000b2"


def cards(shop):
    with shop.transaction() as session:
        return [
            (row.card, row.serial, row.meter, row.active) for row in session.scalars(select(Card).order_by(Card.card))
        ]


class Cut:
    """A chip whose wire is cut before or after the n-th command."""

    def __init__(self, chip, before=0, after=0):
        self.chip, self.before, self.after, self.n = chip, before, after, 0

    def apdu(self, command):
        self.n += 1
        if self.n == self.before:
            raise Torn
        answer = self.chip.apdu(command)
        if self.n == self.after:
            raise Torn
        return answer


def test_issuing_makes_an_active_card_with_the_next_free_number(shop):
    first = issue(Desk(shop), new_chip(SERIAL), METER, CUSTOMER)
    second = issue(Desk(shop), new_chip(OTHER_SERIAL), OTHER_METER, CUSTOMER)
    assert (first.card, first.active, first.next_order) == ("0000000000000001", True, 1)
    assert (second.card, second.serial, second.meter) == ("0000000000000002", OTHER_SERIAL, OTHER_METER)


def test_the_chip_says_whose_it_is(shop):
    chip = new_chip(SERIAL)
    issue(Desk(shop), chip, METER, CUSTOMER, card="0000000000000017")
    info = chip.apdu(bytes([0x90, 0x02, 0, 0]))[0]
    assert info[9:27].hex() == "00000001" + "0000000000000017" + METER


def test_a_meter_with_a_history_starts_behind_it(shop):
    chip = new_chip(SERIAL)
    issue(Desk(shop), chip, METER, CUSTOMER, count=12)
    assert chip.cells.count == 12
    with shop.transaction() as session:
        assert session.get_one(Meter, METER).count == 12


def test_issuing_again_with_the_same_numbers_changes_nothing(shop):
    chip = new_chip(SERIAL)
    first = issue(Desk(shop), chip, METER, CUSTOMER)
    writes = chip.memory.writes
    again = issue(Desk(shop), chip, METER, CUSTOMER)
    assert (again.card, chip.memory.writes) == (first.card, writes)
    assert len(cards(shop)) == 1


def test_a_meter_has_one_active_card(shop):
    issue(Desk(shop), new_chip(SERIAL), METER, CUSTOMER)
    second = new_chip(OTHER_SERIAL)
    with pytest.raises(VendError, match="has an active card: 0000000000000001"):
        issue(Desk(shop), second, METER, CUSTOMER)
    assert not second.cells.issue
    assert len(cards(shop)) == 1


@pytest.mark.parametrize(
    "wish",
    [
        {"meter": OTHER_METER},
        {"customer": "000000000043"},
        {"card": "0000000000000099"},
    ],
)
def test_an_issued_chip_does_not_change_hands(shop, wish):
    chip = new_chip(SERIAL)
    issue(Desk(shop), chip, METER, CUSTOMER)
    numbers = {"meter": METER, "customer": CUSTOMER, **wish}
    with pytest.raises(VendError, match="is card 0000000000000001 of meter"):
        issue(Desk(shop), chip, **numbers)
    assert len(cards(shop)) == 1


def test_a_chip_of_another_shop_is_refused(shop, tmp_path):
    chip = new_chip(SERIAL)
    issue(Desk(Shop.create(tmp_path / "other")), chip, METER, CUSTOMER)
    with pytest.raises(VendError, match="unknown to this shop"):
        issue(Desk(shop), chip, METER, CUSTOMER)
    assert cards(shop) == []


def test_a_chip_of_another_factory_is_refused_and_its_card_never_becomes_active(shop):
    chip = new_chip(SERIAL, factory_key=b"another factory!")
    with pytest.raises(VendError, match="factory key"):
        issue(Desk(shop), chip, METER, CUSTOMER)
    assert [row[3] for row in cards(shop)] == [False]
    assert issue(Desk(shop), new_chip(OTHER_SERIAL), METER, CUSTOMER).active


def test_a_blank_chip_with_the_serial_of_an_active_card_is_refused(shop):
    issue(Desk(shop), new_chip(SERIAL), METER, CUSTOMER)
    with pytest.raises(VendError, match="blank now"):
        issue(Desk(shop), new_chip(SERIAL), METER, CUSTOMER)


def test_a_card_number_is_given_once(shop):
    issue(Desk(shop), new_chip(SERIAL), METER, CUSTOMER, card="0000000000000017")
    with pytest.raises(VendError, match="card 0000000000000017 exists"):
        issue(Desk(shop), new_chip(OTHER_SERIAL), OTHER_METER, CUSTOMER, card="0000000000000017")


@pytest.mark.parametrize("count", [-1, 2**32])
def test_a_count_has_four_bytes(shop, count):
    with pytest.raises(VendError, match="no purchase count"):
        issue(Desk(shop), new_chip(SERIAL), METER, CUSTOMER, count=count)


@pytest.mark.parametrize("cut", [{"before": 1}, {"before": 2}, {"after": 2}, {"before": 3}, {"after": 3}])
def test_cut_off_anywhere_the_same_call_ends_it(shop, cut):
    chip = new_chip(SERIAL)
    with pytest.raises(Torn):
        issue(Desk(shop), Cut(chip, **cut), METER, CUSTOMER)
    assert not any(row[3] for row in cards(shop))
    card = issue(Desk(shop), chip, METER, CUSTOMER)
    assert cards(shop) == [("0000000000000001", SERIAL, METER, True)]
    assert chip.cells.card.hex() == card.card


def test_a_chip_that_never_took_its_document_may_become_another_card(shop):
    chip = new_chip(SERIAL)
    with pytest.raises(Torn):
        issue(Desk(shop), Cut(chip, before=2), METER, CUSTOMER)
    assert issue(Desk(shop), chip, OTHER_METER, CUSTOMER).meter == OTHER_METER
    assert cards(shop) == [("0000000000000001", SERIAL, OTHER_METER, True)]


def test_a_half_issued_chip_cannot_push_in_beside_a_newer_card(shop):
    chip = new_chip(SERIAL)
    with pytest.raises(Torn):
        issue(Desk(shop), Cut(chip, after=2), METER, CUSTOMER)
    issue(Desk(shop), new_chip(OTHER_SERIAL), METER, CUSTOMER)
    with pytest.raises(VendError, match="has an active card: 0000000000000002"):
        issue(Desk(shop), chip, METER, CUSTOMER)


class Mute:
    """Something on the desk that is no WattKey chip."""

    def __init__(self, answer):
        self.answer = answer

    def apdu(self, command):
        return self.answer


@pytest.mark.parametrize("answer", [(b"", 0x6D00), (b"", 0x9000), (b"\x02" + bytes(41), 0x9000), (bytes(7), 0x9000)])
def test_what_is_no_chip_is_not_issued(shop, answer):
    with pytest.raises(VendError, match="does not answer as a WattKey chip"):
        issue(Desk(shop), Mute(answer), METER, CUSTOMER)
    assert cards(shop) == []


class Blabbering:
    """A chip whose reports make no sense."""

    def __init__(self, chip):
        self.chip = chip

    def apdu(self, command):
        answer, status = self.chip.apdu(command)
        return (bytes(len(answer)) if len(answer) == 118 else answer), status


def test_a_report_that_makes_no_sense_is_refused_and_the_same_call_ends_it(shop):
    chip = new_chip(SERIAL)
    with pytest.raises(VendError, match="what the chip reports cannot be read"):
        issue(Desk(shop), Blabbering(chip), METER, CUSTOMER)
    assert [row[3] for row in cards(shop)] == [False]
    assert issue(Desk(shop), chip, METER, CUSTOMER).active


def test_the_first_order_is_taken_by_the_issued_chip(desk):
    desk.take(desk.sell())
    assert STATES[desk.chip.cells.state] == "stored"
