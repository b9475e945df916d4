# test_personalities.py - each named meter program, rule by rule: what it answers where another one answers otherwise
import pytest

from wattkey_host.meter.prepaid import PERSONALITIES, SERVED, Terms, personality

OTHER, REPEATED, MAC, NOT_IDENTIFIED, COUNT, SUSPENDED = 1, 2, 4, 8, 0x20, 0x100
WHERE = bytes.fromhex("DF0100860004002B")
HOUR = 3600 * 1_000_000
NAMES = [name for name in PERSONALITIES if name]


@pytest.fixture
def like(bench):
    return lambda name, **scene: bench(personality=name, **scene)


def by_name(**expected):
    return pytest.mark.parametrize(("name", "expected"), [(name.replace("x3", "3"), v) for name, v in expected.items()])


def read(b, di):
    """Value, the error byte of D1, or None for silence."""
    answer = b.ask(0x11, di.to_bytes(4, "little"))
    return answer and (answer.data[4:] if answer.control == 0x91 else answer.data[0])


def test_the_sets_have_names_and_all_but_one_can_be_served():
    assert NAMES == ["SY", "3JIL", "WSD", "harshest", "unserved"]
    assert SERVED == ("SY", "3JIL", "WSD", "harshest")
    with pytest.raises(ValueError, match="'nobody' is none of SY, 3JIL"):
        personality("nobody")


@by_name(SY=b"\0\0\0\0", x3JIL=b"\0\0\0\0", WSD=4, harshest=4)
def test_the_overdraft_before_infrared_authentication(like, name, expected):
    assert read(like(name), 0x00900201) == expected


@by_name(SY=2, x3JIL=None, WSD=4, harshest=4)
def test_a_status_word_before_infrared_authentication(like, name, expected):
    told = read(like(name), 0x04000503)
    assert (len(told) if isinstance(told, bytes) else told) == expected


@by_name(SY=NOT_IDENTIFIED, x3JIL=None, WSD=NOT_IDENTIFIED, harshest=None)
def test_a_security_command_before_infrared_authentication(like, name, expected):
    assert like(name).secure(0x078102FF) == expected


@by_name(SY=NOT_IDENTIFIED, x3JIL=NOT_IDENTIFIED, WSD=26, harshest=NOT_IDENTIFIED)
def test_an_infrared_query_ends_the_login_or_does_not(like, name, expected):
    b = like(name, history=[100]).enter()
    b.unlock()
    told = b.secure(0x078102FF)
    assert (len(told) if isinstance(told, bytes) else told) == expected


@by_name(SY=5, x3JIL=5, WSD=30, harshest=5)
def test_a_login_lasts(like, name, expected):
    b = like(name, history=[100]).enter()
    b.clock.advance((expected - 0.1) * HOUR / 60)
    assert b.meter.prepaid.esam.identified
    b.clock.advance(0.1 * HOUR / 60)
    assert not b.meter.prepaid.esam.identified


@by_name(SY=(OTHER, MAC), x3JIL=(OTHER, OTHER), WSD=(COUNT, MAC), harshest=(COUNT, OTHER))
def test_an_unopened_meter_and_a_wrong_mac2(like, name, expected):
    fresh = like(name).enter()
    opened = like(name, history=[100]).enter()
    assert (fresh.recharge(500, 2), opened.recharge(500, 2, bad2=True)) == expected


@by_name(SY=OTHER, x3JIL=b"", WSD=OTHER, harshest=MAC)
def test_an_opening_with_the_stored_count_loads_nothing(like, name, expected):
    b = like(name).enter()
    first = b.open_account(500, 1)
    assert (first, b.meter.prepaid.bought, b.meter.prepaid.opened) == (MAC if name == "harshest" else b"", 500, True)
    assert b.open_account(500, 1) == expected
    assert b.meter.prepaid.bought == 500


@by_name(SY=(MAC, 0), x3JIL=(MAC, 500), WSD=(MAC, 0), harshest=(MAC, 500))
def test_an_opening_with_a_wrong_mac2_may_have_credited(like, name, expected):
    b = like(name).enter()
    assert (b.open_account(500, 1, bad2=True), b.meter.prepaid.bought) == expected


@by_name(SY=200, x3JIL=199, WSD=200, harshest=200)
def test_a_wrong_mac1_is_counted_or_not(like, name, expected):
    b = like(name, history=[100]).enter()
    b.meter.prepaid.esam.mac_failures = 199
    assert b.recharge(500, 2, bad1=True) == MAC
    assert b.meter.prepaid.mac_failures == expected
    assert b.meter.prepaid.esam.suspended == (expected == 200)


@by_name(
    SY=(26, 55, (0xDC, b"\x04")),
    x3JIL=(26, 55, (0xDC, b"\x01\x00")),
    WSD=(SUSPENDED, SUSPENDED, (0xDC, b"\x02\x00")),
    harshest=(SUSPENDED, SUSPENDED, (0xDC, b"\x02\x00")),
)
def test_what_a_suspended_meter_answers(like, name, expected):
    b = like(name, history=[100]).enter()
    b.meter.prepaid.esam.mac_failures = 200
    told = [b.secure(0x078102FF), b.secure(0x078001FF, WHERE)]
    lengths = [len(one) if isinstance(one, bytes) else one for one in told]
    assert (*lengths, b.control(0x1C, word=True)) == expected
    assert b.recharge(500, 2) == SUSPENDED


@by_name(SY=b"", x3JIL=b"", WSD=b"", harshest=SUSPENDED)
def test_a_suspension_ends_with_the_date_or_a_whole_day_later(like, name, expected):
    b = like(name, history=[100]).enter()
    b.meter.prepaid.esam.mac_failures = 199
    b.recharge(500, 2, bad2=True)
    assert b.recharge(500, 2) == SUSPENDED
    b.clock.advance(16 * HOUR)  # 9 o'clock, and now 1 o'clock
    b.enter()
    assert b.recharge(500, 2) == expected
    b.clock.advance(9 * HOUR)
    b.enter()
    assert b.recharge(500, 2 if expected else 3) == b""


@by_name(SY=0, x3JIL=300, WSD=300, harshest=300)
def test_the_amount_in_the_chip_lags(like, name, expected):
    b = like(name, history=[300]).enter()
    assert int.from_bytes(b.secure(0x078102FF)[:4], "little") == 300
    b.meter.consume("6", 2)
    assert b.number(0x00900200) == 0
    assert int.from_bytes(b.secure(0x078102FF)[:4], "little") == 300
    run_file = b.secure(0x078001FF, WHERE)[8:51][::-1]
    assert int.from_bytes(run_file[19:23], "big") == expected
    b.clock.advance(61 * HOUR / 60)
    b.enter()
    assert int.from_bytes(b.secure(0x078102FF)[:4], "little") == 0


@by_name(SY=(23, 2), x3JIL=(2, 2), WSD=(2, 2), harshest=(2, 2))
def test_purchase_records(like, name, expected):
    b = like(name, history=[100])
    b.unlock()
    told = [read(b, 0x0333FF01), read(b, 0x03330201)]
    assert tuple(len(one) if isinstance(one, bytes) else one for one in told) == expected


@by_name(SY=(0xDC, b"\x04"), x3JIL=(0x9C, b"\0\0"), WSD=(0x9C, b"\1\0"), harshest=(0x9C, b"\1\0"))
def test_a_close_in_arrears_moves_nothing(like, name, expected):
    b = like(name, opened=True, balance=-500, terms=Terms(overdraft_limit=500)).enter()
    if name == "SY":
        expected = (0x9C, b"")
    assert b.control(0x1C, word=True) == expected
    assert not b.meter.prepaid.relay_closed


@by_name(SY=False, x3JIL=True, WSD=False, harshest=False)
def test_exactly_the_close_allow_amount_is_enough_or_not(like, name, expected):
    b = like(name, opened=True, balance=-500, terms=Terms(overdraft_limit=500, close_allow=200)).enter()
    b.recharge(700, 1)
    assert b.meter.prepaid.relay.waiting == expected
    b.recharge(1, 2)
    assert b.meter.prepaid.relay.waiting


@by_name(SY=False, x3JIL=True, WSD=False, harshest=True)
def test_arrears_show_as_an_order_to_trip_or_do_not(like, name, expected):
    b = like(name)
    b.unlock()
    assert bool(b.word3() & 1 << 6) == expected


def test_the_harshest_ignores_an_allow_and_moves_late(like):
    b = like("harshest", history=[100]).enter()
    b.meter.prepaid.remote_trip()
    assert b.control(0x1B, word=True) == (0x9C, b"\2\0")
    assert not b.meter.prepaid.relay.waiting
    assert b.control(0x1C, word=True) == (0x9C, b"\1\0")
    assert not b.meter.prepaid.relay_closed
    b.clock.advance(3_000_000)
    assert b.meter.prepaid.relay_closed


def test_the_wallet_of_a_newer_chip_is_proved_by_no_mac_of_ours(like):
    ours, newer = like("harshest", history=[100]).enter(), like("unserved", history=[100]).enter()
    mine, other = ours.secure(0x078102FF), newer.secure(0x078102FF)
    assert (mine[:4], mine[8:12]) == (other[:4], other[8:12])
    assert other[4:8] == bytes(4) != mine[4:8]
    assert other[12:16] != mine[12:16]
