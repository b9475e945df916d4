# test_meter_writes.py - the meter's power goes between two of its own writes, in its first opening
"""It writes the money, then the customer's number, then that it is opened. The money is credited once all the same; the
next purchase finds a meter that is not opened and has a count: it stays in the chip until the utility has opened it."""

import pytest

from wattkey import orders
from wattkey_host.story.stage import CUSTOMER

TAKE = b"\x90\x06\0\0"
BOTH = pytest.mark.parametrize("last", ["money", "customer"])


@pytest.fixture
def half_opened(bench):
    """`half_opened(last)`: a bench after its first purchase, the meter's power cut once `last` was written."""

    def make(last):
        made = bench("first")
        cut = []

        def between(what):
            if what == last and not cut:
                cut.append(what)
                made.meter.cut_power()

        made.meter.power.between_writes = between
        made.on()
        made.finish()
        assert cut == [last]
        return made

    return make


@BOTH
def test_the_first_purchase_is_credited_once_all_the_same(half_opened, last):
    made = half_opened(last)
    made.check_credited_once()
    assert not made.meter.prepaid.opened


@BOTH
def test_the_next_one_waits_in_the_chip_until_the_utility_has_opened_the_account(half_opened, scenes, last):
    made = half_opened(last)
    made.press()
    name, text = scenes.second.order
    assert made.chip.apdu(TAKE + orders.pack(orders.parse(text))) == (b"", 0x9000)
    made.off_and_on()
    made.press()
    assert made.page.status == "T45"
    assert (made.state, made.meter.prepaid.count, made.meter.prepaid.bought) == (
        "stored",
        1,
        100_00,
    )  # it can still be taken back
    made.meter.prepaid.open_remotely(CUSTOMER)
    made.press()
    made.scene = scenes.second
    made.finish()
    made.check_credited_once()


def test_a_recharge_has_no_such_moment(bench):
    made, seen = bench("second"), []
    made.meter.power.between_writes = seen.append
    made.on()
    made.finish()
    made.check_credited_once()
    assert seen == []
