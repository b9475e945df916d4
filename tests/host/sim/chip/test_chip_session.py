# test_chip_session.py - infrared access, login, MACs of the status, the relay command
"""The layouts of the commands at the meter, and who may ask for them when."""

import pytest

from wattkey_host.crypto import cipher8, mac4

DEADLINE = bytes.fromhex("991231235959")


def test_infrared_access_both_ways(bench):
    key = bench.KEYS["identity"]
    ours = bench.ok("IR_RANDOM")
    assert len(ours) == 8
    theirs = b"METERRND"
    assert bench.ok("IR_ANSWER", cipher8(key, ours) + theirs) == cipher8(key, theirs)
    assert bench.sw("IR_ANSWER", cipher8(key, ours) + theirs) == 0x6985  # each random once


def test_a_wrong_cipher_is_not_our_meter(bench):
    ours = bench.ok("IR_RANDOM")
    assert bench.sw("IR_ANSWER", cipher8(b"x" * 16, ours) + bytes(8)) == 0x6982
    assert bench.sw("IR_ANSWER", cipher8(bench.KEYS["identity"], ours) + bytes(8)) == 0x6985


def test_infrared_answer_needs_a_random_of_this_power(bench):
    ours = bench.ok("IR_RANDOM")
    bench.chip.power_on()
    assert bench.sw("IR_ANSWER", cipher8(bench.KEYS["identity"], ours) + bytes(8)) == 0x6985


def test_login_layout_and_fresh_randoms(bench):
    answers = [bench.ok("LOGIN") for _ in range(4)]
    for a in answers:
        assert len(a) == 24
        assert a[:8] == cipher8(bench.KEYS["identity"], a[8:16])
        assert a[16:] == b"\0\0" + bench.METER
    assert len({a[8:12] for a in answers}) == 4


def test_nothing_of_the_meter_before_logged(bench):
    bench.take()
    for _ in range(2):
        assert bench.sw("STATUS", bytes(16)) == 0x6985
        assert bench.sw("PROOF", bytes(47)) == 0x6985
        assert bench.sw("RELEASE") == 0x6985
        assert bench.sw("CONFIRM", bytes(8)) == 0x6985
        assert bench.sw("CLOSE", b"\x1b" + DEADLINE) == 0x6985
        bench.ok("LOGIN")


def test_logged_once_after_login(bench):
    assert bench.sw("LOGGED", bytes(4)) == 0x6985
    bench.login()
    assert bench.sw("LOGGED", bytes(4)) == 0x6985


def test_a_power_cut_ends_the_login(bench):
    bench.take()
    bench.login()
    bench.chip.power_on()
    assert bench.sw("STATUS", bench.meter.status()) == 0x6985


def test_a_new_login_ends_the_verdict_before(bench):
    bench.take()
    bench.login()
    assert bench.status()[0] == 1
    bench.login()
    assert bench.sw("RELEASE") == 0x6985


def test_the_status_macs_are_those_of_the_table(bench):
    bench.take()
    bench.login()
    iv, key = bench.meter.random1[:4], bench.KEYS["load"]
    r, n = bench.u4(4321), bench.u4(0)
    head = bytes.fromhex("04D6860010")
    assert bench.ok("STATUS", r + mac4(key, iv, head, r) + n + mac4(key, iv, head, n)) == b"\1\1"


@pytest.mark.parametrize("at", range(16))
def test_a_changed_status_ends_the_login(bench, at):
    bench.take()
    bench.login()
    told = bytearray(bench.meter.status())
    told[at] ^= 0x40
    before = bench.chip.cells
    assert bench.sw("STATUS", bytes(told)) == 0x6988
    assert bench.sw("STATUS", bench.meter.status()) == 0x6985
    assert bench.chip.cells == before


@pytest.mark.parametrize("at", range(47))
def test_a_changed_run_file_ends_the_login(bench, at):
    bench.take()
    bench.login()
    told = bytearray(bench.meter.run_file())
    told[at] ^= 0x01
    assert bench.sw("PROOF", bytes(told)) == 0x6988
    assert bench.sw("PROOF", bench.meter.run_file()) == 0x6985


def test_the_release_layout(bench):
    bench.take(count=1, amount=10000)
    answer = bench.offer()
    load, key = bench.u4(10000) + bench.u4(1), bench.KEYS["load"]
    mac1 = mac4(key, bench.meter.random2, bytes.fromhex("8432010C0C"), load)
    mac2 = mac4(key, bench.meter.random2, bytes.fromhex("04D682240A"), bench.CUSTOMER)
    assert answer == load + mac1 + bench.CUSTOMER + mac2
    assert len(answer) == 22


@pytest.mark.parametrize("kind", [0x1B, 0x1C])
def test_the_relay_command(bench, kind):
    bench.take()
    bench.deliver()
    answer = bench.ok("CLOSE", bytes([kind]) + DEADLINE)
    cipher = bench.relay_cipher(kind, DEADLINE)
    assert answer == cipher + bench.relay_mac(bench.meter.random2, cipher)
    assert len(answer) == 20


@pytest.mark.parametrize("kind", sorted(set(range(256)) - {0x1B, 0x1C}))
def test_no_other_relay_command(bench, kind):
    bench.take()
    bench.deliver()
    assert bench.sw("CLOSE", bytes([kind]) + DEADLINE) == 0x6A80


@pytest.mark.parametrize("deadline", ["990000000000", "999999999999", "FFFFFFFFFFFF", "260230000000", "261120240000"])
def test_the_deadline_is_a_date(bench, deadline):
    bench.take()
    bench.deliver()
    assert bench.sw("CLOSE", b"\x1b" + bytes.fromhex(deadline)) == 0x6A80
