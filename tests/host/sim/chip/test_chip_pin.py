# test_chip_pin.py - the PIN: gates the load MACs, counts before it judges, and the seller's way back
import pytest

from wattkey_host.sim.chip.memory import Torn

NO_PIN = b"\xff" * 8
RIGHT, WRONG = b"1234" + b"\xff" * 4, b"12345678"
UNSET, SET, GIVEN = 0, 1, 2


def told(bench):
    """(state, tries left) of INFO."""
    return tuple(bench.ok("INFO")[45:])


@pytest.fixture
def locked(bench):
    """A chip with a PIN and a stored purchase, powered anew."""
    bench.ok("NEW PIN", NO_PIN + RIGHT)
    bench.take()
    bench.chip.power_on()
    return bench


def test_without_a_pin_nothing_asks_for_one(bench):
    assert told(bench) == (UNSET, 5)
    assert bench.sw("PIN", RIGHT) == 0x6985
    bench.take()
    bench.deliver()


def test_no_load_mac_leaves_the_chip_without_the_pin(locked):
    assert told(locked) == (SET, 5)
    locked.login()
    locked.status()
    cells = locked.chip.cells
    assert locked.sw("RELEASE") == 0x6984
    assert locked.chip.cells == cells
    locked.ok("PIN", RIGHT)
    assert told(locked) == (GIVEN, 5)
    locked.deliver()


def test_the_pin_is_asked_again_after_power_and_for_the_next_purchase(locked):
    locked.ok("PIN", RIGHT)
    locked.chip.power_on()
    assert told(locked) == (SET, 5)
    locked.ok("PIN", RIGHT)
    locked.deliver()
    locked.take(order=2, count=2)
    assert told(locked) == (SET, 5)


def test_each_wrong_try_is_counted_and_the_last_one_blocks(locked):
    assert [locked.sw("PIN", WRONG) for _ in range(6)] == [0x63C4, 0x63C3, 0x63C2, 0x63C1, 0x63C0, 0x63C0]
    assert locked.sw("PIN", RIGHT) == 0x63C0
    assert locked.sw("NEW PIN", RIGHT + WRONG) == 0x63C0
    locked.chip.power_on()
    assert told(locked) == (SET, 0)
    assert locked.sw("PIN", RIGHT) == 0x63C0


def test_the_right_one_gives_all_tries_back(locked):
    locked.sw("PIN", WRONG)
    locked.ok("PIN", RIGHT)
    assert told(locked) == (GIVEN, 5)


def test_a_wrong_try_after_the_right_one_closes_again(locked):
    locked.ok("PIN", RIGHT)
    locked.sw("PIN", WRONG)
    assert told(locked) == (SET, 4)


@pytest.mark.parametrize("given", [RIGHT, WRONG])
def test_pulling_the_power_never_wins_a_try(locked, given):
    """Torn in the write before the judgement: not judged. After it: the try is gone."""
    for left in (5, 4):
        locked.chip.memory.tear_at(6 - left)
        assert told(locked) == (SET, 5)
        with pytest.raises(Torn):
            locked.call("PIN", given)
            locked.call("PIN", given)
        locked.chip.power_on()
        assert told(locked) == (SET, left)


def test_a_pin_is_changed_and_taken_away_with_the_old_one(bench):
    assert bench.sw("NEW PIN", RIGHT + RIGHT) == 0x6A80
    bench.ok("NEW PIN", NO_PIN + RIGHT)
    assert bench.sw("NEW PIN", WRONG + WRONG) == 0x63C4
    bench.ok("NEW PIN", RIGHT + WRONG)
    assert bench.sw("PIN", RIGHT) == 0x63C4
    bench.ok("PIN", WRONG)
    bench.ok("NEW PIN", WRONG + NO_PIN)
    assert told(bench) == (UNSET, 5)


@pytest.mark.parametrize("bad", [b"123" + b"\xff" * 5, b"12a4" + b"\xff" * 4, b"12\xff4" + b"\xff" * 4, bytes(8)])
def test_what_is_no_pin_is_refused_and_costs_no_try(bench, bad):
    bench.ok("NEW PIN", NO_PIN + RIGHT)
    assert bench.sw("NEW PIN", RIGHT + bad) == 0x6A80
    assert told(bench) == (GIVEN, 5)


def test_the_seller_takes_a_forgotten_pin_away_once(locked):
    for _ in range(5):
        locked.sw("PIN", WRONG)
    unlock = locked.seller.unlock(reset=1)
    locked.ok("UNLOCK", unlock)
    assert told(locked) == (UNSET, 5)
    locked.deliver()
    locked.ok("NEW PIN", NO_PIN + RIGHT)
    assert locked.sw("UNLOCK", unlock) == 0x6A84
    assert told(locked)[0] == GIVEN
    locked.ok("UNLOCK", locked.seller.unlock(reset=5))
    assert locked.sw("UNLOCK", locked.seller.unlock(reset=4)) == 0x6A84


@pytest.mark.parametrize(("values", "sw"), [({"card": b"\x11" * 8}, 0x6A82), ({"customer": bytes(6)}, 0x6988)])
def test_an_unlock_for_somebody_else_does_nothing(locked, values, sw):
    assert locked.sw("UNLOCK", locked.seller.unlock(**values)) == sw
    assert told(locked) == (SET, 5)


def test_a_torn_unlock_leaves_the_pin(locked):
    locked.chip.memory.tear_at(1)
    with pytest.raises(Torn):
        locked.call("UNLOCK", locked.seller.unlock())
    locked.chip.power_on()
    assert told(locked) == (SET, 5)


def test_the_pin_is_never_told(locked):
    answers = [locked.ok("INFO"), locked.ok("REPORT")]
    assert not [answer for answer in answers if b"1234" in answer]
