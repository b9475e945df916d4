# test_chip_pin_search.py - the search of a way round the money rules, with a PIN in between
"""The owner sets, gives and changes the PIN, the attacker guesses, tears and plays papers again. The model here keeps
its own account of what was given and of the tries; the chip is only asked."""

import random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test

from wattkey_host.sim.chip import pin as chip_pin
from wattkey_host.sim.chip.cos import Chip
from wattkey_host.sim.chip.words import StatusWord

NO_PIN, TRIES, WRONG = b"\xff" * 8, 5, 0x63C0
PICK = st.integers(0, 1 << 16)
SETTINGS = settings(
    max_examples=40, stateful_step_count=50, deadline=None, database=None, derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
WALK = {  # move -> how often
    "owner_sets_or_changes_the_pin": 1,
    "owner_gives_the_pin": 4,
    "attacker_guesses": 3,
    "attacker_guesses_a_change": 1,
    "seller_writes_an_unlock_or_rekey": 1,
    "a_letter_arrives": 1.5,
    "take_a_new_order": 3,
    "session": 8,
    "release": 3,
    "confirm": 2,
    "power_cut": 2,
    "anything": 1,
}


class PinMoves:
    """To be put before the attacker of conftest.py: its moves and those of the PIN."""

    def __init__(self):
        super().__init__()
        self.digits = random.Random(11)  # 8 of them: nothing here guesses right by chance
        self.pin, self.given = NO_PIN, False
        self.judged = 0  # wrong tries since the tries came back
        self.released = 0
        self.letters = []  # unlock and rekey documents: (command, number, packed)
        self.used = {"UNLOCK": 0, "REKEY": 1}  # the last number that the chip took
        self.tries, self.lifted = self.chip.cells.tries, False

    def fresh(self):
        return b"%08d" % self.digits.randrange(10**8)

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

    @rule(blank=st.booleans())
    def attacker_guesses(self, blank):
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
    return type("PinAttack", (PinMoves, attack), {})


def walk(machine, rng, moves=150):
    """A long random life; the invariants after each move."""
    machine.take_a_new_order(10000, 1, 1)
    for name in rng.choices(list(WALK), list(WALK.values()), k=moves):
        n, flag = rng.randrange(1 << 16), rng.random() < 0.5
        arguments = {
            "owner_sets_or_changes_the_pin": (n % 5 == 0,),
            "attacker_guesses": (n % 4 == 0,),
            "seller_writes_an_unlock_or_rekey": (flag, 1 + (n % 4 == 0)),
            "a_letter_arrives": (n,),
            "take_a_new_order": (100, 1, 1),
            "session": (flag, n % 3 > 0),
            "confirm": (False,),
            "power_cut": (n % 3,),
            "anything": (
                rng.randbytes(n % 30),
                rng.choice([0x26, 0x28, 0x0E, 0x08, 0x30, 0x32, 0x34, 0x36, 0x38, 0x3A]),
            ),
        }.get(name, ())
        if name != "a_letter_arrives" or machine.letters:
            getattr(machine, name)(*arguments)
        machine.tries_come_back_only_with_the_pin_or_the_sellers_word()
        machine.the_pin_is_what_the_owner_chose()
        machine.nothing_is_minted_or_doubled()
        machine.a_refundable_purchase_is_not_and_cannot_be_credited()
        machine.no_way_back()


def test_no_sequence_of_commands_gets_past_the_pin(pin_attack):
    run_state_machine_as_test(pin_attack, settings=SETTINGS)


def test_no_long_walk_gets_past_it(pin_attack):
    released = blocked = 0
    for seed in range(60):
        machine = pin_attack()
        walk(machine, random.Random(seed))
        released += machine.released
        blocked += machine.tries == 0
    assert released > 20  # with a PIN set, and given
    assert blocked > 3


def releases_without_it(monkeypatch):
    monkeypatch.setattr(chip_pin, "wanted", lambda chip: False)


def fills_up_the_tries_at_power_on(monkeypatch):
    power_on = Chip.power_on

    def kind(chip):
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
        for seed in range(60):
            walk(pin_attack(), random.Random(seed))
