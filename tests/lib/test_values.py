# test_values.py - BCD and fields

import pytest

from wattkey.dlt645.values import bcd, fields, flip


@pytest.mark.parametrize(
    ("wire", "value"), [("00", 0), ("56341200", 123456), ("99999999", 99999999), ("0100", 1), ("FFFF", None)]
)
def test_bcd(wire, value):
    assert bcd(bytes.fromhex(wire)) == value


@pytest.mark.parametrize("wire", ["0A", "A0", "FF00", "1F"])
def test_what_is_no_decimal_digit_is_refused(wire):
    with pytest.raises(ValueError, match="BCD"):
        bcd(bytes.fromhex(wire))


def test_fields_are_turned_one_by_one():
    assert fields(bytes.fromhex("01020304"), 1, 3) == [b"\x01", b"\x04\x03\x02"]


def test_lengths_must_add_up():
    with pytest.raises(ValueError, match="4 bytes instead of 5"):
        fields(bytes(4), 2, 3)


def test_flip():
    assert flip(b"\x01\x02\x03") == b"\x03\x02\x01"
