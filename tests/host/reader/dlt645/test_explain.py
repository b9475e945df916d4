# test_explain.py - frames that no recording has: the rest of the commands, in words

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wattkey.dlt645.frame import Frame
from wattkey_host.reader.dlt645.explain import explain

METER = bytes.fromhex("000000123456")


def told(control, data=""):
    return explain(Frame(METER, control, bytes.fromhex(data)))


@pytest.mark.parametrize(
    ("control", "data", "text"),
    [
        (0x08, "003008201126", "set the time, for all meters: time 2026-11-20 08:30:00"),
        (0x13, "", "read the address"),
        (0x15, "563412000000", "write the address: address 000000123456"),
        (0x16, "99999999", "freeze: time 99-99 99:99"),
        (0x97, "20", "change the speed done: speed 20 (9600 bps)"),
        (0x19, "02000000" "00000000", "clear the maximum demand: level 02, password 000000, operator 00000000"),
        (0x1D, "01", "output terminal: output 01 (demand period)"),
        (0x9C, "0200", "relay control accepted: result 0002 (closing allowed)"),
        (0xDC, "0800", "relay control refused: authentication expired"),
        (0xDC, "04", "relay control refused: wrong password or not authorised"),
        (0xD4, "04", "write refused: wrong password or not authorised"),
        (0xC1, "02", "read refused: no such data identifier"),
        (0xC3, "2800", "security command refused: identity authentication failed or expired, purchase count wrong"),
        (0xD1, "00", "read refused: no reason given"),
        (0x03, "", "re-read"),
        (0x12, "00ff010001", "read follow-on data, 0001FF00 forward active energy, block"),
        (0xB2, "00ff0100" "56341200" "01",
         "answer to read follow-on data, more follows, 0001FF00 forward active energy, block: total 1234.56 kWh"),
        (0x11, "01000006" "03", "read, 06000001 load record, all classes, from a given time"),
        (0x0C, "04", "change the speed: speed 04 (1200 bps)"),
        (0x14, "01010004" "02111111" "01020304" "05201126",
         "write, 04000101 date and weekday (0 is Sunday): "
         "level 02, password 111111, operator 04030201, 2026-11-20 Fri"),
    ],
)  # fmt: skip
def test_in_words(control, data, text):
    assert told(control, data).text == text


def test_a_write_with_cipher_is_not_read_as_a_value():
    parts = told(0x14, "01100004980000000000000000112233445566778899AABBCCDDEEFF01020304").parts
    assert [(part.name, len(part.data)) for part in parts[-2:]] == [("cipher", 16), ("MAC", 4)]


def test_a_read_of_several_blocks_from_a_time_on():
    parts = told(0x11, "01010006053008201126").parts
    assert [(part.name, part.says) for part in parts[1:]] == [("count of blocks", "5"), ("from", "2026-11-20 08:30")]


def test_load_records():
    classes = ["5622000000000010000000000000000050aa", "aa", "aa", "02000000" * 4 + "aa", "aa", "aa"]
    body = bytes.fromhex("a0a0203008201126" + "".join(classes))
    record = body + bytes([sum(body) & 0xFF, 0xE5])
    values = {v.key: v.text for v in told(0x91, ("00000006" + (record + record).hex())).values}
    assert values["1.time"] == values["2.time"] == "2026-11-20 08:30"
    assert (values["1.voltage-a"], values["2.frequency"], values["1.energy"]) == ("225.6", "50.00", "0.02")
    broken = told(0x91, "00000006" + record[:-2].hex() + "00e5")
    assert broken.values == []
    assert "checksum" in broken.remarks[0]


@pytest.mark.parametrize(
    ("control", "data", "remark"),
    [
        (0x11, "0001", "2 bytes of data where at least the 4"),
        (0x9C, "010203", "relay_result has 2 bytes, not 3"),
        (0x94, "00", "1 bytes of data where none belong"),
        (0xD1, "010203", "3 bytes of data where an error has 1 or 2"),
        (0x91, "0000010056341a00", "not BCD"),
        (0x81, "1f90" + "00" * 13, "13 bytes are not a number of values of 4 bytes"),
        (0x91, "00000100335612", "XXXXXX.XX has 4 bytes, not 3"),
        (0x91, "FF050004" + "00" * 18, "status_words has 14 bytes, not 18"),
        (0x1C, "02000000", "relay_secret has 28 bytes, not 4"),
        (0x11, "cdcdcecd", "33H was not added to the data"),
    ],
)
def test_what_is_odd_is_remarked(control, data, remark):
    assert remark in " ".join(told(control, data).remarks)


def test_an_unknown_control_code():
    assert told(0x1E, "0102").title == "control code 1E, which no standard knows"


@given(st.binary(min_size=6, max_size=6), st.integers(0, 255), st.binary(max_size=200))
def test_any_frame_can_be_explained(address, control, data):
    told = explain(Frame(address, control, data))
    assert told.title
    assert told.text
    assert all(value.spoken for value in told.values)
