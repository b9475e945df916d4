# test_chip_seller.py - the seller's session: who proves what, and which words a MAC can be had for
import random

import pytest

from wattkey_host.crypto import FACTORY_KEY, cmac, disperse
from wattkey_host.sim.chip.factory import new_chip

OURS = bytes(range(8))  # the seller's random
WRONG_MAC, NOT_ALLOWED = 0x6988, 0x6985


class Desk:
    """The seller's side by the page docs/esam.md, byte by byte."""

    def __init__(self, bench, base=None):
        self.bench = bench
        self.key = cmac(base or bench.KEYS["order"], b"\x30WattKey seller")
        self.session, self.number = b"", 0

    def prove(self, ours=OURS, theirs=None):
        """Hello and proof; returns (INFO and the chip's proof, status word)."""
        theirs = theirs or self.bench.ok("SELLER_HELLO")
        proof = cmac(self.key, b"\x31" + ours + theirs)[:8]
        answer, sw = self.bench.call("SELLER_PROVE", ours + proof)
        if sw == 0x9000:
            assert answer[-8:] == cmac(self.key, b"\x32" + ours + theirs + answer[:-8])[:8]
            self.session, self.number = cmac(self.key, b"\x33" + ours + theirs), 0
        return answer, sw

    def mac(self, sort, message):
        return cmac(self.session, bytes([sort]) + self.number.to_bytes(4, "big") + message)[:4]

    def say(self, message):
        """The next question with its MAC; the status word of SELLER_HEARD."""
        self.number += 1
        return self.bench.sw("SELLER_HEARD", message + self.mac(0x34, message))


@pytest.fixture
def desk(bench):
    return Desk(bench)


def test_both_sides_prove_themselves_and_info_comes_with_it(desk, bench):
    answer, sw = desk.prove()
    assert sw == 0x9000
    assert answer[:-8] == bench.ok("INFO")


def test_questions_and_answers_carry_macs_by_their_number(desk, bench):
    desk.prove()
    for message in (b"x", b"y" * 246):
        assert desk.say(message) == 0x9000
        assert bench.ok("SELLER_SEALED", b"answer") == desk.mac(0x35, b"answer")


def test_a_blank_chip_answers_under_its_transport_key(make_bench):
    blank = make_bench(issued=False)
    transport = disperse(FACTORY_KEY, bytes.fromhex(blank.SERIAL))
    assert Desk(blank, transport).prove()[1] == 0x9000
    assert Desk(blank).prove()[1] == WRONG_MAC  # the order key is not there yet


def test_issuing_in_a_session_keeps_it_and_the_next_one_runs_under_the_new_key(make_bench):
    blank = make_bench(issued=False)
    transport = disperse(FACTORY_KEY, bytes.fromhex(blank.SERIAL))
    first = Desk(blank, transport)
    first.prove()
    assert first.say(b"document") == 0x9000
    blank.ok("IMPORT", blank.seller.issue())
    assert blank.ok("SELLER_SEALED", b"done") == first.mac(0x35, b"done")
    assert Desk(blank).prove()[1] == 0x9000
    assert Desk(blank, transport).prove()[1] == WRONG_MAC


def test_another_sellers_key_opens_nothing(bench):
    assert Desk(bench, b"another seller!!").prove() == (b"", WRONG_MAC)
    assert bench.sw("SELLER_HEARD", b"x" + bytes(4)) == NOT_ALLOWED


def test_another_cards_seller_key_opens_nothing(bench):
    other = disperse(b"order master key", bytes.fromhex("6001000000000043"))
    assert Desk(bench, other).prove()[1] == WRONG_MAC


def test_a_random_of_ours_is_good_for_one_proof(desk, bench):
    theirs = bench.ok("SELLER_HELLO")
    assert desk.prove(theirs=theirs)[1] == 0x9000
    assert desk.prove(theirs=theirs)[1] == NOT_ALLOWED


def test_a_recorded_proof_fails_under_the_next_random(desk, bench):
    theirs = bench.ok("SELLER_HELLO")
    recorded = OURS + cmac(desk.key, b"\x31" + OURS + theirs)[:8]
    bench.ok("SELLER_PROVE", recorded)
    bench.ok("SELLER_HELLO")
    assert bench.sw("SELLER_PROVE", recorded) == WRONG_MAC


def test_a_proof_without_hello_is_refused(bench):
    assert bench.sw("SELLER_PROVE", bytes(16)) == NOT_ALLOWED


def test_the_chips_own_proof_cannot_be_sent_back_as_the_sellers(desk, bench):
    """Reflection: what the chip says never passes for what the seller says."""
    answer, _ = desk.prove()
    bench.ok("SELLER_HELLO")
    assert bench.sw("SELLER_PROVE", OURS + answer[-8:]) == WRONG_MAC


def test_hello_and_a_failed_proof_disturb_no_session(desk, bench):
    desk.prove()
    bench.ok("SELLER_HELLO")
    assert bench.sw("SELLER_PROVE", bytes(16)) == WRONG_MAC
    assert desk.say(b"x") == 0x9000


def test_a_new_session_takes_the_place_of_the_old(desk, bench):
    desk.prove()
    old = desk.session
    desk.prove(ours=bytes(8))
    assert desk.session != old
    desk.session = old
    assert desk.say(b"x") == WRONG_MAC


@pytest.mark.parametrize("attack", ["edited", "twice", "skipped", "bare", "answer"])
def test_a_question_out_of_turn_or_edited_ends_the_session(desk, bench, attack):
    desk.prove()
    desk.say(b"first")
    replay = b"first" + desk.mac(0x34, b"first")
    desk.number += 2 if attack == "skipped" else 1
    good = b"second" + desk.mac(0x34, b"second")
    wrong = {
        "edited": b"sEcond" + good[-4:],
        "twice": replay,
        "skipped": good,
        "bare": b"second" + bytes(4),
        "answer": b"second" + desk.mac(0x35, b"second"),
    }[attack]
    assert bench.sw("SELLER_HEARD", wrong) == WRONG_MAC
    desk.number = 2
    assert bench.sw("SELLER_HEARD", b"second" + desk.mac(0x34, b"second")) == NOT_ALLOWED
    assert bench.sw("SELLER_SEALED", b"x") == NOT_ALLOWED
    assert desk.prove()[1] == 0x9000  # and a new one heals it


def test_one_seal_for_one_question(desk, bench):
    desk.prove()
    assert bench.sw("SELLER_SEALED", b"x") == NOT_ALLOWED  # nothing was asked
    desk.say(b"x")
    bench.ok("SELLER_SEALED", b"x")
    assert bench.sw("SELLER_SEALED", b"y") == NOT_ALLOWED
    assert bench.sw("SELLER_REPORT") == NOT_ALLOWED
    desk.say(b"x")
    bench.ok("SELLER_REPORT")
    assert bench.sw("SELLER_SEALED", b"y") == NOT_ALLOWED


def test_the_report_has_a_mac_that_the_processor_cannot_get_for_its_own_words(desk, bench):
    bench.take()
    desk.prove()
    desk.say(b"report")
    answer = bench.ok("SELLER_REPORT")
    assert answer[:-4] == bench.ok("REPORT")
    assert answer[-4:] == desk.mac(0x36, answer[:-4])
    assert answer[-4:] != desk.mac(0x35, answer[:-4])


@pytest.mark.parametrize("how", ["power", "leave"])
def test_a_session_ends(desk, bench, how):
    desk.prove()
    bench.ok("SELLER_HELLO")
    if how == "power":
        bench.chip.power_on()
    else:
        bench.ok("SELLER_LEAVE")
    assert desk.say(b"x") == NOT_ALLOWED
    assert bench.sw("SELLER_PROVE", bytes(16)) == NOT_ALLOWED


def test_nothing_of_a_session_is_ever_written(desk, bench):
    writes = bench.chip.memory.writes
    desk.prove()
    desk.say(b"x")
    bench.ok("SELLER_REPORT")
    bench.ok("SELLER_LEAVE")
    assert bench.chip.memory.writes == writes


def test_two_chips_never_draw_the_same_random():
    chips = [new_chip(serial, rng=random.Random(serial).randbytes) for serial in ("01" * 8, "02" * 8)]
    assert len({chip.apdu(b"\x90\x30\0\0")[0] for chip in chips for _ in range(5)}) == 10
