# test_chip_hostile.py - a processor that lies: each way to money that must be closed
"""The attacker commands the chip, has the meter at hand, and records everything. It does not have the keys."""

import pytest

from wattkey_host.crypto import cipher8

STORED, OFFERED, NOT_CREDITED, DELIVERED, DISPUTED = 1, 2, 3, 4, 5
BEFORE, REACHED, GAP, UNSURE = 1, 2, 3, 4
DEADLINE = bytes.fromhex("991231235959")


def credited(bench):
    """A purchase whose load was credited but never confirmed to the chip."""
    bench.take()
    assert bench.meter.load(bench.offer())


def test_no_refund_with_a_status_recorded_before_the_load(bench):
    bench.take()
    bench.login()
    old_status, old_run = bench.meter.status(), bench.meter.run_file()
    bench.ok("STATUS", old_status)
    assert bench.meter.load(bench.ok("RELEASE"))
    # in the same login: right MACs, but older than the release
    assert bench.ok("STATUS", old_status)[1] == OFFERED
    assert bench.ok("PROOF", old_run)[1] == OFFERED
    # in a new one: another random1
    bench.login()
    assert bench.sw("STATUS", old_status) == 0x6988
    bench.login()
    assert bench.sw("PROOF", old_run) == 0x6988
    assert bench.state == OFFERED


def test_no_refund_with_balance_and_count_mixed_from_many_answers(make_bench):
    bench = make_bench(count=6)
    bench.take(count=7)
    assert bench.meter.load(bench.offer())
    bench.login()
    # the login is held open while the balance falls past 6 cents (n - 1): MACs over all of these are had
    for remaining in (6, 50000, 10000, 107, 0):
        assert bench.claim(6, remaining) == (BEFORE, OFFERED)
    assert bench.proof() == (REACHED, OFFERED)
    assert bench.state == OFFERED


def test_no_refund_from_a_run_file_that_lags(bench):
    credited(bench)
    bench.login()
    bench.meter.count, bench.meter.remaining = 0, 0
    stale = bench.meter.run_file()
    bench.meter.count, bench.meter.remaining = 1, 10000
    assert tuple(bench.ok("PROOF", stale)) == (BEFORE, OFFERED)
    assert bench.status() == (UNSURE, OFFERED)
    assert tuple(bench.ok("PROOF", stale)) == (BEFORE, OFFERED)


def test_no_refund_in_the_login_of_the_load(bench):
    """Its random2 is still alive: the load could be sent after the proof."""
    bench.take()
    bench.offer()
    assert bench.status() == (BEFORE, OFFERED)
    assert bench.proof() == (BEFORE, OFFERED)


def test_no_proof_from_another_file_or_meter(bench):
    bench.take()
    bench.offer()
    bench.login()
    bench.status()
    bench.meter.run_number = bytes.fromhex("000000999999")
    assert bench.sw("PROOF", bench.meter.run_file()) == 0x6A83
    assert bench.state == OFFERED


def test_asking_for_logins_does_not_bring_another_random(bench):
    credited(bench)
    randoms = {bench.ok("LOGIN")[8:16] for _ in range(50)}
    for _ in range(50):
        bench.chip.power_on()
        randoms.add(bench.ok("LOGIN")[8:16])
    assert len(randoms) == 1


def test_each_release_draws_its_random_in_secret(bench):
    bench.take()
    seen = set()
    for _ in range(5):
        bench.offer()
        seen.add(bench.ok("LOGIN")[8:16])
    assert len(seen) == 5


def test_releases_are_limited_and_the_refund_stays_open(bench):
    bench.take()
    for _ in range(8):
        bench.offer()
    bench.login()
    bench.status()
    assert bench.sw("RELEASE") == 0x6983
    assert bench.proof() == (BEFORE, NOT_CREDITED)
    assert bench.sw("RELEASE") == 0x6983
    assert bench.state == NOT_CREDITED


def test_the_limit_is_for_each_purchase(bench):
    bench.take()
    for _ in range(7):
        bench.offer()
    bench.deliver()
    bench.take(order=2, count=2)
    bench.offer()
    assert (bench.chip.cells.order, bench.chip.cells.releases, bench.state) == (2, 1, OFFERED)


def test_the_last_release_still_delivers(bench):
    bench.take()
    for _ in range(7):
        bench.offer()
    bench.deliver()
    assert bench.state == DELIVERED


def test_a_proof_of_not_credited_means_that_the_released_mac_is_dead(bench):
    bench.take()
    answer = bench.offer()
    bench.login()
    bench.status()
    assert bench.proof() == (BEFORE, NOT_CREDITED)
    assert not bench.meter.load(answer)


@pytest.mark.parametrize("verdict", [REACHED, GAP, UNSURE])
def test_no_release_without_before(make_bench, verdict):
    bench = make_bench(count=6)
    bench.take(count=7)
    bench.login()
    assert bench.claim({REACHED: 7, GAP: 3, UNSURE: 6}[verdict], 50)[0] == verdict
    assert bench.sw("RELEASE") == 0x6985
    assert bench.state == STORED


def test_no_release_from_a_status_of_an_earlier_login(bench):
    bench.take()
    bench.login()
    old = bench.meter.status()
    bench.login()
    assert bench.sw("STATUS", old) == 0x6988
    assert bench.sw("RELEASE") == 0x6985


@pytest.mark.parametrize("state", [0, DELIVERED, DISPUTED, 6])
def test_no_release_of_a_purchase_that_is_over(bench, state):
    bench.take()
    bench.chip.memory.write(state=state)
    bench.login()
    bench.status()
    assert bench.sw("RELEASE") == 0x6985


def test_releases_carry_only_what_was_sold(bench):
    bench.take(amount=123)
    for _ in range(5):
        answer = bench.offer()
        assert answer[:8] == bench.u4(123) + bench.u4(1)
        assert answer[12:18] == bench.CUSTOMER


def test_a_settled_purchase_never_comes_back(bench):
    bench.take()
    bench.deliver()
    assert bench.sw("TAKE", bench.seller.order()) == 0x6A84
    bench.meter.count = 0  # even if the meter forgot
    bench.login()
    assert bench.status() == (BEFORE, DELIVERED)
    assert bench.proof() == (BEFORE, DELIVERED)
    assert bench.sw("RELEASE") == 0x6985


def test_the_identity_oracle_gives_no_mac(bench):
    """IR_ANSWER enciphers any 8 bytes, but under a key that makes no MAC."""
    bench.take()
    bench.login()
    block = bytes(a ^ b for a, b in zip(b"\x04\xd6\x86\x00", bench.meter.random1[:4], strict=True)) + b"\x10\0\0\0"
    ours = bench.ok("IR_RANDOM")
    forged = bench.ok("IR_ANSWER", cipher8(bench.KEYS["identity"], ours) + block)[:4]
    assert bench.sw("STATUS", bench.u4(0) + forged + bench.u4(0) + forged) == 0x6988


def test_no_answer_holds_a_key(bench):
    """Every command, in the states of a whole life: none of its answers contains key bytes."""
    answers = []
    run = bench.chip.apdu

    def listen(command):
        data, sw = run(command)
        answers.append(data)
        return data, sw

    bench.chip.apdu = listen
    bench.take()
    bench.deliver()
    bench.login()
    bench.ok("CLOSE", b"\x1b" + DEADLINE)
    bench.ok("USAGE", bench.u4(1) + bytes(38))
    bench.ok("REPORT")
    bench.ok("IR_ANSWER", cipher8(bench.KEYS["identity"], bench.ok("IR_RANDOM")) + bytes(8))
    for ins in range(256):
        for length in (0, 4, 7, 8, 16, 42, 47, 133):
            bench.chip.apdu(bytes([0x90, ins, 0, 0]) + bytes(length))
    told = b"|".join(answers)
    for key in [*bench.KEYS.values(), bench.chip.cells.transport]:
        assert key[:4] not in told
