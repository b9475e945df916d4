# test_chip_search.py - a random search for a way around the money rules
"""Hypothesis chooses the attacker's moves and shrinks what it finds."""

import pytest

from fakes.lives import assert_holds, weighted

STORED, OFFERED, NOT_CREDITED, DELIVERED, DISPUTED, CANCELLED, SETTLED = range(1, 8)
OFTEN = {  # move -> how often it stands for choice; the others once
    "session": 2,
    "release": 2,
    "status_of_seen_values": 2,
    "seller_makes_a_paper": 2,
    "hand_in_a_paper": 3,
}


def test_no_sequence_of_commands_breaks_the_money_rules(attack):
    states = set(range(STORED, SETTLED + 1))
    assert_holds(weighted(attack, OFTEN), lives=120, steps=30, everywhere=lambda: attack.seen >= states)


@pytest.mark.parametrize("answer", ["status", "run"])
def test_the_search_knows_what_a_refund_on_old_news_is(attack, answer):
    """The invariant itself is alive: a chip made to forget the release trips it."""
    machine = attack()
    machine.take_a_new_order(100, 1, 1)
    machine.login(0, True)
    machine.status_of_seen_values(0, 0)
    machine.release()
    machine.load_any_release(0)
    machine.chip.memory.write(state=NOT_CREDITED if answer == "status" else STORED)
    with pytest.raises(AssertionError):
        machine.a_refundable_purchase_is_not_and_cannot_be_credited()


def test_the_search_knows_what_a_refund_of_a_credit_is(attack):
    """A chip that cancels what it has offered trips the other invariant."""
    machine = attack()
    machine.take_a_new_order(100, 1, 1)
    machine.session(True, True)
    machine.seller_makes_a_paper(0, False)
    machine.chip.memory.write(state=STORED)
    machine.hand_in_a_paper(0)
    with pytest.raises(AssertionError):
        machine.what_the_seller_refunds_was_not_and_cannot_be_credited()


def test_a_walk_that_quarrels_is_settled(attack):
    """Disputed and settled are reached too, and the invariants hold there."""
    machine = attack()
    machine.take_a_new_order(100, 1, 1)
    machine.session(True, False)
    machine.another_channel_recharges()
    machine.session(False, False)
    machine.confirm(True)
    assert machine.chip.cells.state == DISPUTED
    machine.seller_makes_a_paper(0, True)
    machine.hand_in_a_paper(0)
    assert machine.chip.cells.state == SETTLED
    machine.what_the_seller_refunds_was_not_and_cannot_be_credited()
    machine.no_way_back()
