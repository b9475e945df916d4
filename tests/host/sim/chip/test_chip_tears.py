# test_chip_tears.py - the chip torn at every write of a purchase
"""The state before or the state after, never between; and the purchase is credited once whatever was cut."""

import pytest

from wattkey_host.crypto import mac4
from wattkey_host.sim.chip.memory import Torn

NONE, STORED, OFFERED, NOT_CREDITED, DELIVERED, DISPUTED, CANCELLED, SETTLED = range(8)
BEFORE = 1


def at_take(bench):
    """Everything before TAKE, and TAKE."""
    return bench.take, (NONE, STORED)


def at_first_proof(bench):
    bench.take()
    bench.login()
    bench.status()
    return bench.proof, (STORED, STORED)


def at_release(bench):
    at_first_proof(bench)[0]()
    return lambda: bench.ok("RELEASE"), (STORED, OFFERED)


def at_second_release(bench):
    bench.take()
    bench.offer()
    bench.login()
    bench.status()
    bench.proof()
    return lambda: bench.ok("RELEASE"), (NOT_CREDITED, OFFERED)


def at_proof(bench):
    bench.take()
    bench.offer()
    bench.login()
    bench.status()
    return bench.proof, (OFFERED, NOT_CREDITED)


def at_proof_of_the_credit(bench):
    bench.take()
    bench.meter.load(bench.offer())
    bench.status()
    return bench.proof, (OFFERED, OFFERED)


def at_confirm(bench):
    at_proof_of_the_credit(bench)[0]()
    return lambda: bench.ok("CONFIRM", bench.u4(1) + bench.u4(10000)), (OFFERED, DELIVERED)


def at_cancel(bench):
    bench.take()
    return lambda: bench.ok("CANCEL", bench.seller.cancel()), (STORED, CANCELLED)


def at_cancel_after_a_proof(bench):
    at_proof(bench)[0]()
    return lambda: bench.ok("CANCEL", bench.seller.cancel()), (NOT_CREDITED, CANCELLED)


def at_settle(bench):
    at_proof_of_the_credit(bench)[0]()
    bench.ok("CONFIRM", bench.u4(1) + bench.u4(1))
    return lambda: bench.ok("SETTLE", bench.seller.settle()), (DISPUTED, SETTLED)


ENDINGS = [at_cancel, at_cancel_after_a_proof, at_settle]
MOMENTS = [at_take, at_first_proof, at_release, at_second_release, at_proof, at_proof_of_the_credit, at_confirm]


@pytest.mark.parametrize("moment", MOMENTS + ENDINGS)
def test_each_command_writes_once_and_a_tear_leaves_the_state_before(make_bench, moment, tmp_path):
    bench = make_bench(path=tmp_path / "chip.json")
    action, (before, after) = moment(bench)
    cells = bench.chip.cells
    bench.chip.memory.tear_at(1)
    with pytest.raises(Torn):
        action()
    with pytest.raises(Torn):
        bench.call("INFO")
    assert bench.chip.memory.load(tmp_path / "chip.json").cells == cells
    bench.chip.power_on()
    assert (bench.state, bench.chip.cells) == (before, cells)

    bench = make_bench()
    action, _ = moment(bench)
    writes = bench.chip.memory.writes
    action()
    assert bench.chip.memory.writes == writes + 1
    bench.chip.power_on()
    assert bench.state == after


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("torn", [True, False])
def test_after_any_cut_the_purchase_is_credited_once(make_bench, moment, torn):
    bench = make_bench()
    action, _ = moment(bench)
    if torn:
        bench.chip.memory.tear_at(1)
        with pytest.raises(Torn):
            action()
    else:
        action()
    bench.chip.power_on()
    if bench.state == NONE:
        bench.take()
    if bench.state != DELIVERED:
        bench.login()
        if bench.status()[0] == BEFORE:
            assert bench.meter.load(bench.ok("RELEASE"))
        bench.proof()
        bench.ok("CONFIRM", bench.u4(1) + bench.u4(10000))
    assert (bench.state, bench.meter.credits) == (DELIVERED, [(1, 10000)])


def test_offered_is_in_the_file_before_a_load_mac_exists(make_bench, tmp_path, monkeypatch):
    path = tmp_path / "chip.json"
    bench = make_bench(path=path)
    bench.take()
    bench.login()
    bench.status()
    seen = []

    def watching(key, random4, header, data):
        seen.append(bench.chip.memory.load(path).cells.state)
        return mac4(key, random4, header, data)

    monkeypatch.setattr("wattkey_host.sim.chip.purchase.mac4", watching)
    bench.ok("RELEASE")
    assert seen == [OFFERED, OFFERED]
