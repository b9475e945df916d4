# test_registers.py - the length of a block of energies gives its rates

import pytest

from wattkey.dlt645.registers import read
from wattkey.dlt645.values import five


def block(*values):
    return b"".join(bytes.fromhex(f"{value:08d}")[::-1] for value in values)


FOUR, THREE, ONE = block(1000, 100, 200, 300, 400), block(600, 100, 200, 300), block(77)


@pytest.mark.parametrize("mark", [b"", b"\xaa"])
@pytest.mark.parametrize(
    "data, names, values",
    [
        (FOUR, ("total", "sharp", "peak", "flat", "valley"), [1000, 100, 200, 300, 400]),
        (THREE, ("total", "peak", "flat", "valley"), [600, 100, 200, 300]),
        (ONE, ("total",), [77]),
    ],
)
def test_1997_by_length_with_and_without_end_mark(data, names, values, mark):
    assert read(1997, data + mark) == (names, values)


@pytest.mark.parametrize("data", [b"", block(1)[:3], block(1, 2, 3, 4, 5, 6), FOUR + b"\xbb", THREE[:-1]])
def test_1997_refuses_every_other_length(data):
    with pytest.raises(ValueError, match="values|rates"):
        read(1997, data)


def test_an_end_mark_inside_the_length_of_a_block_is_no_mark():
    with pytest.raises(ValueError, match="BCD"):
        read(1997, FOUR[:-1] + b"\xaa")


@pytest.mark.parametrize("mark", [b"", b"\xaa"])
def test_1997_numbers_what_has_no_names(mark):
    assert read(1997, block(7, 3, 4) + mark) == (("total", "rate1", "rate2"), [7, 3, 4])
    assert read(1997, block(7, 7) + mark)[0] == ("total", "rate1")


def test_2007_names_four_rates_and_numbers_fewer():
    assert read(2007, FOUR)[0][1:] == ("sharp", "peak", "flat", "valley")
    assert read(2007, THREE) == (("total", "rate1", "rate2", "rate3"), [600, 100, 200, 300])


@pytest.mark.parametrize("data", [b"", block(1)[:3], FOUR + b"\xaa", block(1, 2, 3, 4, 5, 6)])
def test_2007_refuses_what_is_no_number_of_registers(data):
    with pytest.raises(ValueError, match="values|rates"):
        read(2007, data)


def test_what_the_meter_does_not_have_is_none():
    assert read(1997, block(1) + b"\xff" * 4 + block(2, 3, 4))[1] == [1, None, 2, 3, 4]
    assert five(THREE) == [600, 100, 200, 300, None]
