# test_amount.py - money as people write it
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wattkey.amount import cents, money


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0.00"), (5, "0.05"), (10000, "100.00"), (0xFFFFFFFF, "42949672.95"), (-5, "-0.05"), (-12345, "-123.45")],
)
def test_hundredths_are_written_with_a_point_and_what_is_owed_with_a_minus(value, text):
    assert money(value) == text


@given(st.integers(0, 99_999_999_99))
def test_what_was_written_is_read_back(value):
    assert cents(money(value)) == value


@pytest.mark.parametrize(
    "text",
    ["", ".", "1", "1.0", "1.000", "01.00", ".50", "-1.00", "1,00", "1.0x", "+1.00", "1 .00", "１.00", "999999999.99"],
)
def test_no_other_spelling_is_taken(text):
    with pytest.raises(ValueError, match="an amount looks like 100.00"):
        cents(text)


@given(st.text(max_size=12))
def test_whatever_is_taken_has_one_spelling(text):
    try:
        value = cents(text)
    except ValueError:
        return
    assert money(value) == text
