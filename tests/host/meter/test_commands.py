# test_commands.py - writes with passwords, address, time, freeze, speed, clears, relay, security: both editions

import pytest

from wattkey.dlt645.values import ANYONE, BROADCAST
from wattkey_host.crypto import cipher8, mac4, meter_factor
from wattkey_host.meter.setup import BENCH_KEYS

PERIOD = bytes.fromhex("04000103")[::-1]
OPERATOR = bytes(4)
RIGHT, WRONG, HIGHER = bytes.fromhex("04000000"), bytes.fromhex("04111111"), bytes.fromhex("02000000")
CLEAR = bytes.fromhex("02000000")


def error(answer):
    return answer.control, answer.data


def write(b, code, value, password=RIGHT, to=None):
    return b.ask(0x14, bytes.fromhex(code)[::-1] + password + OPERATOR + value, to)


@pytest.mark.parametrize("password", [RIGHT, HIGHER])
def test_a_write_with_the_right_password_and_level(bench, password):
    b = bench()
    assert error(write(b, "04000103", b"\x30", password)) == (0x94, b"")
    assert b.read("04000103") == b.read("C111") == b"\x30"


@pytest.mark.parametrize(
    "code, value, password, reason",
    [
        ("04000103", b"\x30", WRONG, 0x04),
        ("04000103", b"\x30", bytes.fromhex("05000000"), 0x04),
        ("04000103", b"\x30", bytes.fromhex("98000000"), 0x04),
        ("04FFFF03", b"\x30", RIGHT, 0x02),
        ("04000103", b"\x30\x00", RIGHT, 0x01),
        ("04000103", b"\x3a", RIGHT, 0x01),
        ("00010000", bytes(4), RIGHT, 0x01),
        ("04000101", bytes.fromhex("05401326"), RIGHT, 0x01),
    ],
    ids=["password", "level", "enciphered", "unknown", "length", "digits", "no parameter", "no date"],
)
def test_a_write_that_is_refused_changes_nothing(bench, code, value, password, reason):
    b = bench()
    before = b.read(code)
    assert error(write(b, code, value, password)) == (0xD4, bytes([reason]))
    if code != "04000101":
        assert b.read(code) == before
    assert b.meter.now().year == 2026


def test_nobody_writes_to_whoever_is_there(bench):
    b = bench()
    assert write(b, "04000103", b"\x30", to=ANYONE) is None
    assert b.read("04000103") == b"\x15"


def test_date_and_time_are_written(bench):
    b = bench()
    assert write(b, "04000102", bytes.fromhex("300510")).control == 0x94
    assert write(b, "04000101", bytes.fromhex("02010127")).control == 0x94
    assert b.meter.now().strftime("%Y-%m-%d %H:%M") == "2027-01-01 10:05"


def test_1997_writes(bench):
    b = bench()
    assert error(b.ask(0x04, b"\x11\xc1" + RIGHT + b"\x30")) == (0x84, b"")
    assert b.read("C111") == b"\x30"
    assert error(b.ask(0x04, b"\x11\xc1" + WRONG + b"\x20")) == (0xC4, b"\x04")
    assert error(b.ask(0x04, b"\xee\xee" + RIGHT + b"\x20")) == (0xC4, b"\x02")
    assert error(b.ask(0x04, b"\x11")) == (0xC4, b"\x01")


@pytest.mark.parametrize("control", [0x15, 0x0A])
def test_the_address_is_written_to_whoever_is_there_and_answered_under_the_new_one(bench, control):
    b = bench()
    answer = b.ask(control, bytes.fromhex("112233445566")[::-1], ANYONE)
    assert (answer.control, answer.address.hex()) == (control | 0x80, "112233445566")
    assert b.read("00010000") is None
    assert b.ask(0x13, to=ANYONE).data[::-1].hex() == "112233445566"
    assert b.read("04000402", to=bytes.fromhex("112233445566"))[::-1].hex() == "000000123456"


@pytest.mark.parametrize("standards", [("2007",), ("1997",), ("2007", "1997")])
@pytest.mark.parametrize("minutes, obeyed", [(4, True), (-4, True), (6, False)])
def test_broadcast_time_mends_a_small_error_and_is_never_answered(bench, minutes, obeyed, standards):
    b = bench(standards=standards)
    hour, minute = divmod(9 * 60 + minutes, 60)
    assert b.ask(0x08, bytes.fromhex(f"261120{hour:02d}{minute:02d}00")[::-1], BROADCAST) is None
    assert (b.meter.now().minute == minute % 60) == obeyed


def test_freeze_now_by_broadcast(bench):
    b = bench(registers=(1, 2, 3, 4))
    assert b.read("05010101") == 0x02
    assert b.ask(0x16, b"\x99" * 4, BROADCAST) is None
    b.meter.consume("1.00", 4)
    assert b.read("05010101") == bytes.fromhex("1000000001000000020000000300000004000000")
    assert b.read("05010001")[::-1].hex() == "2611200900"


def test_a_daily_freeze_keeps_ten_and_the_latest_comes_first(bench):
    b = bench()
    assert b.ask(0x16, bytes.fromhex("99990030")[::-1]).control == 0x96
    b.read("00010000")
    for _ in range(12):
        b.clock.advance(86_400_000_000)
        b.read("00010000")
    assert b.read("05060001")[::-1].hex() == "2612020030"
    assert b.read("0506000A")[::-1].hex() == "2611230030"
    assert b.read("0506000B") == 0x02


@pytest.mark.parametrize("data", ["99990060", "99992400", "12311200", "99310000"])
def test_a_freeze_at_no_time_is_refused(bench, data):
    assert error(bench().ask(0x16, bytes.fromhex(data)[::-1])) == (0xD6, b"\x01")


def test_speed(bench):
    b = bench()
    assert error(b.ask(0x17, b"\x08")) == (0x97, b"\x08")
    assert error(b.ask(0x17, b"\x03")) == (0xD7, b"\x08")
    assert error(b.ask(0x0C, b"\x04")) == (0x8C, b"\x04")
    assert error(b.ask(0x0C, b"\x03")) == (0xCC, b"\x01")


def test_a_new_password_replaces_the_old_one(bench):
    b = bench()
    new = bytes.fromhex("04563412")
    assert error(b.ask(0x18, bytes.fromhex("04000C05")[::-1] + RIGHT + new)) == (0x98, new)
    assert write(b, "04000103", b"\x30").data == b"\x04"
    assert write(b, "04000103", b"\x30", new).control == 0x94
    assert error(b.ask(0x0F, new + RIGHT)) == (0x8F, RIGHT)
    assert error(b.ask(0x0F, new + RIGHT)) == (0xCF, b"\x04")


def test_a_lower_right_gives_itself_no_higher_one(bench):
    b = bench()
    assert error(b.ask(0x0F, RIGHT + bytes.fromhex("02111111"))) == (0xCF, b"\x04")
    assert error(b.ask(0x18, bytes.fromhex("04000C03")[::-1] + RIGHT + bytes.fromhex("02111111"))) == (0xD8, b"\x04")


def test_clears_need_level_two(bench):
    b = bench(registers=(1, 2, 3, 4))
    for control, more in ((0x19, b""), (0x1A, b""), (0x1B, b"\xff" * 4)):
        assert error(b.ask(control, RIGHT + OPERATOR + more)) == (control | 0xC0, b"\x04")
    assert b.ask(0x19, CLEAR + OPERATOR).control == 0x99
    assert b.read("01010200") == bytes(8)
    assert b.read("00010000") == bytes.fromhex("10000000")
    assert b.ask(0x1A, CLEAR + OPERATOR).control == 0x9A
    assert b.read("00010000") == bytes(4)
    assert b.ask(0x1B, CLEAR + OPERATOR + b"\xff" * 4).control == 0x9B
    assert b.ask(0x10, CLEAR).control == 0x90


def test_outputs(bench):
    b = bench()
    assert error(b.ask(0x1D, b"\x01")) == (0x9D, b"\x01")
    assert error(b.ask(0x1D, b"\x07")) == (0xDD, b"\x01")


def relay(kind, password=HIGHER, until="261120095900"):
    return password + OPERATOR + bytes([kind, 0]) + bytes.fromhex(until)[::-1]


def test_the_relay_by_password(bench):
    b = bench()
    b.meter.prepaid.remote_trip()
    assert not b.meter.prepaid.relay_closed
    assert error(b.ask(0x1C, relay(0x1C, WRONG))) == (0xDC, b"\x04")
    assert error(b.ask(0x1C, relay(0x1C, until="250101000000"))) == (0xDC, b"\x04")
    assert error(b.ask(0x1C, relay(0x1A))) == (0xDC, b"\x04")
    assert error(b.ask(0x1C, relay(0x1C))) == (0x9C, b"")
    assert b.meter.prepaid.relay_closed


def secure(b, di, *fields):
    return b.ask(0x03, di.to_bytes(4, "little") + OPERATOR + b"".join(field[::-1] for field in fields))


def test_a_recharge_with_the_soft_esam(bench):
    b = bench()
    assert error(secure(b, 0x078102FF)) == (0xC3, b"\x08\x00")
    random1 = b"\x01" * 8
    factor = meter_factor(bytes.fromhex("000000123456"))
    answer = secure(b, 0x070000FF, cipher8(BENCH_KEYS.identity, random1), random1, factor)
    random2 = answer.data[4:8][::-1]
    amount, count, customer = (5000).to_bytes(4, "big"), (2).to_bytes(4, "big"), bytes.fromhex("000000654321")
    mac1 = mac4(BENCH_KEYS.load, random2, bytes.fromhex("8432010C0C"), amount + count)
    mac2 = mac4(BENCH_KEYS.load, random2, bytes.fromhex("04D682240A"), customer)
    assert secure(b, 0x070102FF, amount, count, mac1, customer, mac2).control == 0x83
    assert b.meter.prepaid.balance == 15000
    assert error(secure(b, 0x070102FF, amount, count, mac1, customer, mac2)) == (0xC3, b"\x02\x00")


@pytest.mark.parametrize("control", [0x07, 0x1E, 0x00])
def test_a_control_code_that_no_edition_has_is_not_answered(bench, control):
    assert bench().ask(control, bytes(4)) is None
