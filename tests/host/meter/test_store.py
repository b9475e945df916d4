# test_store.py - what a meter answers to questions for values, in both editions

import pytest

from wattkey.dlt645.values import ANYONE, BROADCAST
from wattkey_host.reader.dlt645 import catalogue
from wattkey_host.reader.dlt645.formats import Width
from wattkey_host.reader.dlt645.identifier import STANDARDS


def registers(*hundredths):
    return b"".join(bytes.fromhex(f"{value:08d}")[::-1] for value in hundredths)


PRESET = {"registers": (100, 200, 300, 400)}


def test_both_editions_answer_under_one_address_from_one_register(bench):
    b = bench(**PRESET)
    assert b.read("00010000") == b.read("9010") == registers(1000)
    assert b.read("0001FF00") == b.read("901F") == registers(1000, 100, 200, 300, 400)
    b.meter.consume("0.05", 2)
    assert b.read("00010200") == b.read("9012") == registers(205)


@pytest.mark.parametrize("mark", [False, True])
def test_three_rates(bench, mark):
    b = bench(rates=3, end_mark=mark, **PRESET)
    assert b.read("901F") == registers(900, 200, 300, 400) + b"\xaa" * mark
    assert b.read("0001FF00") == registers(900, 200, 300, 400)
    assert b.read("00010100") == b.read("9012") == registers(200)
    assert b.read("9011") == b.read("00010400") == 0x02
    assert b.read("04000204") == b"\x03"


@pytest.mark.parametrize("standard, known, other", [("2007", "00010000", "9010"), ("1997", "9010", "00010000")])
def test_one_edition_only_is_silent_in_the_other(bench, standard, known, other):
    b = bench(standards=(standard,))
    assert len(b.read(known)) == 4
    assert b.read(other) is None


def test_absent_phases_of_a_single_phase_meter_are_ff(bench):
    b = bench()
    assert b.read("0201FF00") == bytes.fromhex("0122FFFFFFFF")
    assert b.read("B61F") == bytes.fromhex("2002FFFFFFFF")
    three = bench(phases=3)
    assert three.read("0201FF00") == bytes.fromhex("012204229821")
    assert three.read("0203FF00")[-3:] == bytes.fromhex("740901")


def test_every_value_it_has_reads_as_the_catalogue_says(bench):
    b = bench(phases=3)
    seen = 0
    for standard in STANDARDS:
        for identifier in catalogue.everything(standard, whole=False):
            value = b.meter.store.get(standard, identifier.code)
            if value is not None:
                assert identifier.values(value, Width.WIDER), identifier.code  # 040005FF has grown
                seen += 1
    assert seen > 250


@pytest.mark.parametrize("code", ["00FFFFFF", "00010500", "9017", "FFFF", "12345678"])
def test_an_unknown_identifier_is_refused_by_name(bench, code):
    assert bench().read(code) == 0x02


@pytest.mark.parametrize("data", [b"", b"\x00", b"\x00\x00\x01", bytes(6), bytes(30)])
def test_a_question_of_the_wrong_length_is_refused(bench, data):
    answer = bench().ask(0x11, data)
    assert (answer.control, answer.data) == (0xD1, b"\x01")


def test_the_prepaid_meter_inside_is_live(bench):
    b = bench()
    assert b.read("00900200") == registers(10000)
    b.meter.prepaid.other_channel_recharge(5000)
    assert b.read("00900200") == registers(15000)
    assert b.read("03330201") == b"\x02\x00"


def test_a_load_moves_energies_and_money(bench):
    b = bench(load_kw=36, **PRESET)
    b.clock.advance(99_500_000)
    assert b.read("00010200") == registers(299)  # nine o'clock is peak
    assert int(b.read("00900200")[::-1].hex()) == 10000 - 50


def test_follow_on(bench):
    b = bench(room=40)
    name = bytes.fromhex("0001FFFF")[::-1]
    answer = b.ask(0x11, name)
    assert answer.control == 0xB1
    whole, sequence = answer.data[4:], 0
    while answer.control & 0x20:
        sequence += 1
        answer = b.ask(0x12, name + bytes([sequence]))
        assert answer.data[-1] == sequence
        whole += answer.data[4:-1]
    assert whole == b.meter.store.get("2007", "0001FFFF")
    assert len(whole) == 13 * 20
    assert b.ask(0x12, name + bytes([sequence + 1])).control == 0xD2


def test_follow_on_1997(bench):
    b = bench(room=16)
    first = b.ask(0x01, b"\x1f\x90")
    second = b.ask(0x02, b"\x1f\x90")
    assert (first.control, second.control) == (0xA1, 0x82)
    assert first.data[2:] + second.data[2:] == b.read("901F")[:14] + second.data[2:]
    assert b.ask(0x03, b"\x1f\x90") is not None


def times(records):
    data, found = records, []
    while data:
        size = data[2] + 5
        assert data[:2] == b"\xa0\xa0" and data[size - 1] == 0xE5
        assert data[size - 2] == sum(data[: size - 2]) & 0xFF
        found.append(data[3:8][::-1].hex())
        data = data[size:]
    return found


def test_load_records_by_count_and_time(bench):
    b = bench()
    assert times(b.read("06010002")) == ["2611200900"]
    assert times(b.read("06010002", b"\x03")) == ["2611200830", "2611200845", "2611200900"]
    assert times(b.read("06010000", b"\x02")) == ["2611190915", "2611190930"]
    assert times(b.read("06010001", b"\x02" + bytes.fromhex("2611200820")[::-1])) == ["2611200830", "2611200845"]
    assert catalogue.by_code("2007", "06000002").values(b.read("06000002"))


@pytest.mark.parametrize(
    "code, more, error",
    [
        ("06010001", b"\x02", 0x01),
        ("06010001", b"\x01" + bytes.fromhex("2799999999")[::-1], 0x01),
        ("06010001", b"\x01" + bytes.fromhex("2701010000")[::-1], 0x02),
        ("06070002", b"", 0x02),
        ("00010000", b"\x01", 0x01),
    ],
)
def test_load_records_that_are_not_there(bench, code, more, error):
    assert bench().read(code, more) == error


def test_aa_and_broadcast(bench):
    b = bench()
    assert b.ask(0x13, to=ANYONE).data == bytes.fromhex("563412000000")
    assert b.read("00010000", to=bytes.fromhex("AAAAAA123456")) is not None
    assert b.read("00010000", to=bytes.fromhex("AAAAAA123457")) is None
    assert b.read("00010000", to=BROADCAST) is None
    assert bench(alone=True).read("00010000", to=BROADCAST) is not None


def test_at_the_eye_it_answers_little(bench):
    b = bench(infrared=True)
    assert b.read("02010100") is None
    assert b.read("0001FF00") is not None


def test_delay_and_preamble(bench):
    b = bench(answer_ms=300, preamble=7)
    b.ask(0x13)
    ((when, out),) = b.raw
    assert when - b.said_us == 300_000
    assert out.startswith(b"\xfe" * 7 + b"\x68")


def test_it_says_in_words_what_it_was_asked(bench):
    b = bench()
    b.read("00900200")
    b.read("00900200", to=bytes.fromhex("000000000001"))
    assert b.told == [
        "asked by 000000123456: read, 00900200 remaining amount",
        "  said: answer to read, 00900200 remaining amount: 100.00 yuan",
        "asked by 000000000001: read, 00900200 remaining amount - not for me",
    ]


def test_the_clock_in_both_editions(bench):
    b = bench()
    assert b.read("04000101") == b.read("C010") == bytes.fromhex("05201126")
    assert b.read("04000102")[1:] == b.read("C011")[1:] == bytes.fromhex("0009")
