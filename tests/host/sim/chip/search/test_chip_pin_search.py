# test_chip_pin_search.py - the search of a way round the money rules, with a PIN in between
"""The owner sets, gives and changes the PIN, the attacker guesses, tears and plays papers again. The model here keeps
its own account of what was given and of the tries; the chip is only asked."""

import itertools
from contextlib import suppress

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from fakes.lives import assert_holds, search_fault, weighted
from wattkey_host.sim.chip import pin as chip_pin
from wattkey_host.sim.chip.cos import Chip
from wattkey_host.sim.chip.memory import Torn
from wattkey_host.sim.chip.words import StatusWord

NO_PIN, TRIES, WRONG = b"\xff" * 8, 5, 0x63C0
PICK = st.integers(0, 1 << 16)
OFTEN = {  # move -> how often it stands for choice; the others once
    "session": 3,
    "owner_gives_the_pin": 3,
    "take_a_new_order": 3,
    "release": 2,
    "hand_in_a_paper": 2,
}


class PinMoves:
    """To be put before the attacker of conftest.py: its moves and those of the PIN."""

    ends = []  # of every life: (releases with a PIN set, tries left)

    def __init__(self):
        super().__init__()
        self.digits = itertools.count(31415926, 27182818)  # no two the same: nothing here guesses right by chance
        self.pin, self.given = NO_PIN, False
        self.judged = 0  # wrong tries since the tries came back
        self.released = 0
        self.letters = []  # unlock and rekey documents: (command, number, packed)
        self.used = {"UNLOCK": 0, "REKEY": 1}  # the last number that the chip took
        self.tries, self.lifted = self.chip.cells.tries, False

    def fresh(self):
        return b"%08d" % (next(self.digits) % 10**8)

    def call(self, name, data=b""):
        answer = super().call(name, data)
        if answer is not None and name == "TAKE":
            self.given = False
        if answer is not None and name == "RELEASE":
            assert self.pin == NO_PIN or self.given, "a load MAC without the PIN"
            self.released += self.pin != NO_PIN
        return answer

    def begins_anew(self):
        super().begins_anew()
        self.given = False

    @initialize(has_one=st.booleans())
    def may_have_a_pin(self, has_one):
        if has_one:
            self.owner_sets_or_changes_the_pin(False)

    @rule(take_away=st.sampled_from([False, False, True]))
    def owner_sets_or_changes_the_pin(self, take_away):
        new, blocked = NO_PIN if take_away else self.fresh(), self.chip.cells.tries == 0
        had = self.pin != NO_PIN
        if self.call("NEW PIN", self.pin + new) is not None:
            assert not (had and blocked), "changed with no try left"
            self.pin, self.given, self.lifted = new, True, True

    @rule()
    def owner_gives_the_pin(self):
        blocked = self.chip.cells.tries == 0
        if self.call("PIN", self.pin) is not None:
            assert self.pin != NO_PIN and not blocked, "opened with no try left"
            self.given = self.lifted = True

    @rule(blank=st.booleans(), times=st.sampled_from([1, 1, 2, TRIES]))
    def attacker_guesses(self, blank, times):
        for _ in range(times):
            self.guess("PIN", NO_PIN if blank and self.pin != NO_PIN else self.fresh())

    @rule()
    def attacker_guesses_a_change(self):
        if self.pin != NO_PIN:
            self.guess("NEW PIN", self.fresh() + self.fresh())

    def guess(self, name, data):
        before = self.chip.cells.tries
        answer, sw = self.apdu(self.bench.INS[name], data)
        assert (answer, sw != 0x9000) == (b"", True), "a wrong PIN is right"
        if sw & 0xFFF0 == WRONG and before:
            self.judged += 1
            self.given = False
            assert sw == WRONG + before - 1 == WRONG + self.chip.cells.tries

    @rule(rekey=st.booleans(), ahead=st.sampled_from([1, 1, 2]))
    def seller_writes_an_unlock_or_rekey(self, rekey, ahead):
        """Kept by the attacker, who hands it in when he likes, and again."""
        name = "REKEY" if rekey else "UNLOCK"
        number = self.used[name] + ahead
        made = self.bench.seller.rekey(number=number) if rekey else self.bench.seller.unlock(number)
        self.letters.append((name, number, made))

    @precondition(lambda self: self.letters)
    @rule(n=PICK)
    def a_letter_arrives(self, n):
        name, number, made = self.pick(self.letters, n)
        held = self.chip.cells
        if self.call(name, made) is None:
            return
        assert number > self.used[name], "the same letter twice"
        self.used[name] = number
        if name == "UNLOCK":
            self.pin, self.lifted = NO_PIN, True
            self.verified = self.verified if self.chip.ram.login else None
        else:
            self.verified = None
            assert (held.pin, held.tries, held.state) == (self.chip.cells.pin, self.chip.cells.tries, held.state)

    def teardown(self):
        self.ends.append((self.released, self.tries))

    @invariant()
    def tries_come_back_only_with_the_pin_or_the_sellers_word(self):
        now = self.chip.cells.tries
        assert now <= self.tries or self.lifted, "tries out of nothing"
        self.judged = 0 if self.lifted else self.judged
        assert self.judged <= TRIES
        self.tries, self.lifted = now, False

    @invariant()
    def the_pin_is_what_the_owner_chose(self):
        assert self.chip.cells.pin == self.pin


@pytest.fixture
def pin_attack(attack):
    """The attacker's machine, with the moves of the PIN and what must hold of them."""
    return weighted(type("PinAttack", (PinMoves, attack), {"ends": []}), OFTEN)


def test_no_sequence_of_commands_gets_past_the_pin(pin_attack):
    def everywhere():
        """With a PIN set and given a load was released; it was also tried until it was blocked."""
        ends = pin_attack.ends
        return sum(released for released, _ in ends) > 5 and sum(tries == 0 for _, tries in ends) > 3

    assert_holds(pin_attack, lives=100, steps=40, everywhere=everywhere)


def releases_without_it(monkeypatch):
    monkeypatch.setattr(chip_pin, "wanted", lambda chip: False)


def fills_up_the_tries_at_power_on(monkeypatch):
    power_on = Chip.power_on

    def kind(chip):
        with suppress(Torn):
            chip.memory.write(tries=TRIES)
        return power_on(chip)

    monkeypatch.setattr(Chip, "power_on", kind)


def judges_before_it_counts(monkeypatch):
    def judge(chip, given):
        if given == chip.cells.pin:
            return
        chip.memory.write(tries=max(0, chip.cells.tries - 1))
        chip.ram.pin_given = False
        raise StatusWord(WRONG + chip.cells.tries)

    monkeypatch.setattr(chip_pin, "_judge", judge)


BROKEN = {
    releases_without_it: "a load MAC without the PIN",
    fills_up_the_tries_at_power_on: "tries out of nothing",
    judges_before_it_counts: "with no try left",
}


@pytest.mark.parametrize("fault", BROKEN, ids=lambda fault: fault.__name__)
def test_the_search_finds_a_chip_that(pin_attack, monkeypatch, fault):
    fault(monkeypatch)
    with pytest.raises(AssertionError, match=BROKEN[fault]):
        search_fault(pin_attack, lives=100, steps=40)
