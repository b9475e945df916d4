# test_chip_search.py - a random search for a way around the money rules
"""Hypothesis chooses the attacker's moves and shrinks what it finds; a long random walk goes deeper."""

import random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

STORED, OFFERED, NOT_CREDITED, DELIVERED, DISPUTED, CANCELLED, SETTLED = range(1, 8)
SETTINGS = settings(
    max_examples=60,
    stateful_step_count=50,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


WALK = {  # move -> how often
    "take_a_new_order": 4,
    "balance_falls_to": 4,
    "another_channel_recharges": 0.2,  # each one is the end of a purchase that is not yet offered
    "meter_login_with_any_random": 2,
    "collect_from_the_meter": 5,
    "load_any_release": 3,
    "login": 3,
    "session": 5,
    "status_of_seen_values": 8,
    "proof_of_a_seen_file": 5,
    "release": 6,
    "confirm": 4,
    "close": 2,
    "seller_makes_a_paper": 2,
    "hand_in_a_paper": 3,
    "power_cut": 1,
    "anything": 1,
}


def chance(name, rng):
    """Arguments for one move."""
    n = rng.randrange(1 << 16)
    flag, other = rng.random() < 0.5, rng.random() < 0.5
    return {
        "take_a_new_order": (rng.choice([1, 50, 10000]), int(flag), rng.choice([1, 1, 1, 2])),
        "balance_falls_to": (rng.randint(-1, 3), rng.choice([None, None, 5000, 0])),
        "meter_login_with_any_random": (-1 - n % 3,),
        "load_any_release": (-1 - n % 3,),
        "seller_makes_a_paper": (n % 3 // 2, flag),
        "hand_in_a_paper": (n,),
        "login": (n, rng.random() < 0.8),
        "session": (flag, other),
        "status_of_seen_values": (n, n >> 4),
        "proof_of_a_seen_file": (rng.choice([1, 1, 1, 2, 3, 5]),),
        "confirm": (rng.random() < 0.2,),
        "close": (rng.choice([0x1B, 0x1C, 0x1A]),),
        "power_cut": (n % 3,),
        "anything": (rng.randbytes(n % 60), rng.choice([0x04, 0x06, 0x0A, 0x0C, 0x0E, 0x12, 0x1A, 0x1E, 0x22, 0x24])),
    }.get(name, ())


def test_no_sequence_of_commands_breaks_the_money_rules(attack):
    run_state_machine_as_test(attack, settings=SETTINGS)


@pytest.mark.parametrize("seed", range(6))
def test_no_long_walk_breaks_them_either(attack, seed):
    rng, states = random.Random(seed), set()
    for _ in range(25):
        machine = attack()
        machine.take_a_new_order(10000, rng.randrange(2), 1)
        for name in rng.choices(list(WALK), list(WALK.values()), k=150):
            needs = {"load_any_release": machine.loads, "proof_of_a_seen_file": machine.runs}
            if needs.get(name, machine.papers if name == "hand_in_a_paper" else True):
                getattr(machine, name)(*chance(name, rng))
            machine.nothing_is_minted_or_doubled()
            machine.what_the_seller_refunds_was_not_and_cannot_be_credited()
            machine.a_refundable_purchase_is_not_and_cannot_be_credited()
            machine.what_is_delivered_or_proved_was_so()
            machine.no_way_back()
            states.add(machine.chip.cells.state)
    assert states >= {STORED, OFFERED, NOT_CREDITED, DELIVERED, CANCELLED}  # the walk came everywhere


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
