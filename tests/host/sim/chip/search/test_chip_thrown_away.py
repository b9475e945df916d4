# test_chip_thrown_away.py - loads that never reach the meter, and chips that shall call them delivered
"""A balance that once was n cents, sent as the count n: while offered, all logins share one random1. The tests run the
same moves against the rule before, to show that they would find it."""

import random

import pytest

from wattkey_host.sim.chip import metersession, purchase

OFFERED, DELIVERED = 2, 4
WALK = {  # move -> how often
    "balance_falls_to": 4,
    "collect_from_the_meter": 2,
    "login": 2,
    "session": 1,
    "status_of_seen_values": 8,
    "proof_of_a_seen_file": 2,
    "release": 1,
    "confirm": 4,
    "close": 2,
}


def walk(attack, seed):
    """Random moves of an attacker who loads nothing; whether a purchase became delivered."""
    rng = random.Random(seed)
    machine = attack()
    machine.take_a_new_order(10000, 1, 1)
    machine.session(True, False)
    for name in rng.choices(list(WALK), list(WALK.values()), k=150):
        n = rng.randrange(1 << 16)
        arguments = {
            "balance_falls_to": (n % 3 - 1, rng.choice([None, None, 5000])),
            "login": (n, True),
            "session": (n % 2 == 0, False),
            "status_of_seen_values": (n, n >> 4),
            "proof_of_a_seen_file": (1 + n % 5,),
            "confirm": (False,),
            "close": (0x1B,),
        }.get(name, ())
        getattr(machine, name)(*arguments)
        machine.what_is_delivered_or_proved_was_so()
    return machine.chip.cells.state == DELIVERED


def balance_as_count(attack):
    """The load is thrown away; a balance that once was n cents (1) is sent as the count, beside another value."""
    machine = attack()
    machine.take_a_new_order(10000, 1, 1)
    machine.balance_falls_to(0, 5000)
    machine.session(True, False)
    machine.login(0, True)
    machine.balance_falls_to(0, None)
    machine.collect_from_the_meter()
    seen = list(machine.values[machine.chip.ram.login.random1[:4]])
    machine.status_of_seen_values(seen.index(machine.bench.u4(5000)), seen.index(machine.bench.u4(1)))
    machine.confirm(False)
    return machine


def old_judge(cells, count, other=None):
    """The rule before: a status of n was believed while offered, unless n - 1 or n stood beside it."""
    sure = other not in (cells.count - 1, cells.count)
    if count == cells.count and cells.state == OFFERED and sure:
        return purchase.REACHED
    return purchase.judge(cells, count, other)


def test_a_balance_of_n_cents_delivers_nothing(attack):
    machine = balance_as_count(attack)
    assert (machine.chip.cells.state, machine.meter.credits) == (OFFERED, [])
    machine.what_is_delivered_or_proved_was_so()


def test_the_same_moves_broke_the_old_rule(attack, monkeypatch):
    monkeypatch.setattr(metersession, "judge", old_judge)
    machine = balance_as_count(attack)
    assert (machine.chip.cells.state, machine.meter.credits) == (DELIVERED, [])
    with pytest.raises(AssertionError):
        machine.what_is_delivered_or_proved_was_so()


def test_no_walk_delivers_what_was_thrown_away(attack):
    assert not any(walk(attack, seed) for seed in range(60))


def test_such_a_walk_finds_the_old_fault(attack, monkeypatch):
    monkeypatch.setattr(metersession, "judge", old_judge)
    with pytest.raises(AssertionError) as caught:
        for seed in range(60):
            walk(attack, seed)
    assert caught.traceback[-1].name == "what_is_delivered_or_proved_was_so"
