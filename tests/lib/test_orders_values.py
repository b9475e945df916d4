# test_orders_values.py - single values in documents: versions, times, states
"""Each has one spelling."""

import json

import pytest

from wattkey.info import STATES
from wattkey.orders import BadDocument, parse, size, unpack


def as_file(doc):
    return json.dumps(doc).encode()


@pytest.mark.parametrize("version", ["1.2", "1.2.3.4", "01.2.3", "1.2.+3", "1.2. 3", "1_0.2.3", "1.2.256", "", "a.b.c"])
def test_a_version_has_three_plain_numbers(version):
    card = unpack("card", b"\4" + bytes(size("card") - 1))
    with pytest.raises(BadDocument, match="firmware"):
        parse(as_file(dict(card, firmware=version)))


def test_a_time_that_never_was_has_one_spelling_only():
    report = unpack("report", b"\2" + bytes(size("report") - 1))
    assert report["read_at"] == ""
    with pytest.raises(BadDocument, match="read_at"):
        parse(as_file(dict(report, read_at="2000-00-00 00:00:00")))


def test_a_state_number_that_nobody_knows_is_refused():
    packed = bytearray(b"\2" + bytes(size("report") - 1))
    packed[31] = len(STATES)
    with pytest.raises(BadDocument, match="state"):
        unpack("report", bytes(packed))
