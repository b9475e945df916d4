# test_chip_thrown_away.py - loads that never reach the meter, and chips that shall call them delivered
"""A balance that once was n cents, sent as the count n: while offered, all logins share one random1. The tests run the
same moves against the rule before, to show that they would find it."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from fakes.lives import assert_holds, search_fault, weighted
from wattkey_host.sim.chip import metersession, purchase

OFFERED, DELIVERED = 2, 4
PICK = st.integers(0, 1 << 16)
OFTEN = {  # move -> how often it stands for choice
    "balance_falls_to": 4,
    "collect": 2,
    "login": 2,
    "status_of_seen_values": 8,
    "proof": 2,
    "confirm": 4,
    "close": 2,
}


class Thief(RuleBasedStateMachine):
    """Moves of an attacker who loads nothing."""

    make = None  # set by the fixture

    def __init__(self):
        super().__init__()
        self.attack = self.make()

    @initialize()
    def releases_a_load(self):
        self.attack.take_a_new_order(10000, 1, 1)
        self.attack.session(True, False)

    @rule(near=st.integers(-1, 1), far=st.sampled_from([None, None, 5000]))
    def balance_falls_to(self, near, far):
        self.attack.balance_falls_to(near, far)

    @rule()
    def collect(self):
        self.attack.collect_from_the_meter()

    @rule()
    def login(self):
        self.attack.login(0, True)

    @rule(release=st.booleans())
    def session(self, release):
        self.attack.session(release, False)

    @rule(a=PICK, b=PICK | st.just(0))  # 0: the purchase's own count, if the meter has ever shown such a value
    def status_of_seen_values(self, a, b):
        self.attack.status_of_seen_values(a, b)

    @rule(back=st.integers(1, 5))
    def proof(self, back):
        if self.attack.runs:
            self.attack.proof_of_a_seen_file(back)

    @rule()
    def release(self):
        self.attack.release()

    @rule()
    def confirm(self):
        self.attack.confirm(False)

    @rule()
    def close(self):
        self.attack.close(0x1B)

    @invariant()
    def what_was_thrown_away_is_not_delivered(self):
        self.attack.what_is_delivered_or_proved_was_so()
        assert self.attack.chip.cells.state != DELIVERED


@pytest.fixture
def thief(attack):
    """The machine, on benches with an issued chip."""
    return weighted(type("BenchThief", (Thief,), {"make": attack}), OFTEN)


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


def test_no_moves_deliver_what_was_thrown_away(thief):
    assert_holds(thief, lives=50, steps=60)


def test_such_moves_find_the_old_fault(thief, monkeypatch):
    monkeypatch.setattr(metersession, "judge", old_judge)
    with pytest.raises(AssertionError) as caught:
        search_fault(thief, lives=50, steps=60)
    assert caught.traceback[-1].name == "what_is_delivered_or_proved_was_so"
