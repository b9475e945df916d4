# test_page.py - how a page falls into rows
import pytest

from wattkey.page import BAR, BIG, MEASURE, TEXT, Page, fit, width


def test_a_full_width_character_takes_two_columns():
    assert width("收到 100.00 元") == 14
    assert width("") == 0


@pytest.mark.parametrize(
    ("text", "columns", "left"),
    [
        ("recharge", 8, "recharge"),
        ("recharge", 4, "rech"),
        ("充值充值", 5, "充值"),
        ("充值", 1, ""),
        ("a充", 3, "a充"),
    ],
)
def test_fit_never_splits_a_character(text, columns, left):
    assert fit(text, columns) == left


def test_a_message_has_title_status_lines_and_help():
    page = Page("Recharge", ["No answer:", "point again"], status="T41", help="#=again")
    assert page.row(0) == (TEXT, "Recharge", "T41", True)
    assert page.row(1) == (TEXT, "No answer:", "", False)
    assert page.row(2) == (TEXT, "point again", "", False)
    assert page.row(3) == (TEXT, "", "#=again", False)


def test_a_long_title_leaves_a_blank_before_the_status():
    assert Page("A very long title", status="T41").row(0) == (TEXT, "A very long ", "T41", True)


def test_the_selected_line_is_inverse_and_a_third_line_replaces_the_help():
    page = Page("WattKey", ("one", "two", "three"), selected=2, help="#=OK")
    assert [page.row(n)[3] for n in range(4)] == [True, False, False, True]
    assert page.row(3) == (TEXT, "three", "", True)


def test_the_bar_wins_the_last_row_and_stays_within_bounds():
    assert Page("x", ("a", "b", "c"), bar=40, help="h").row(3) == (BAR, 40, "", False)
    assert Page(bar=140).row(3)[1] == 100
    assert Page(bar=-1).row(3)[1] == 0
    assert Page(bar=0).row(3)[0] == BAR


@pytest.mark.parametrize(
    ("line", "row"),
    [
        (("T1", 40, "12.34"), (MEASURE, ("T1", 40), "12.34", False)),
        (("尖", 140, "999999.99"), (MEASURE, ("尖", 100), "999999.9", False)),
        (("Sharp", -1, ""), (MEASURE, ("Sh", 0), "", False)),
    ],
)
def test_a_line_can_be_a_bar_between_a_label_and_a_value(line, row):
    assert Page("x", [line]).row(1) == row


def test_big_text_takes_two_rows_and_leaves_one_line():
    page = Page("x", ("balance",), big="99999.99", help="h")
    assert page.row(1) == (BIG, "99999.99", 0, False)
    assert page.row(2) == (BIG, "99999.99", 1, False)
    assert page.row(3) == (TEXT, "balance", "", False)
    assert Page(big="100.00", help="h").row(3) == (TEXT, "", "h", False)


def test_pages_that_look_the_same_are_equal():
    assert Page("x", ["a"]) == Page("x", ("a",))
    assert Page("x", ("a",)) != Page("x", ("b",))
    assert Page("x", ("a", "b", "c"), help="h") == Page("x", ("a", "b", "c"), help="other")
    assert Page() != "page"


def test_a_page_takes_nothing_but_its_own_fields():
    with pytest.raises(AttributeError):
        Page().colour = "red"


def test_a_mark_stands_before_every_title_and_leaves_the_status_whole(monkeypatch):
    monkeypatch.setattr(Page, "mark", "INSECURE ")
    assert Page("Recharge", status="T41").row(0) == (TEXT, "INSECURE Rec", "T41", True)
    assert Page().row(0) == (TEXT, "INSECURE ", "", True)


def test_signs_take_one_column_and_stand_before_the_status():
    assert width("¥µ»¼½¾¹×") == 8
    assert Page("Recharge", status="T41", signs="×").row(0) == (TEXT, "Recharge", "×T41", True)
    assert Page("Menu", status="1/5", signs="½µ ").row(0) == (TEXT, "Menu", "½µ 1/5", True)


def test_the_first_signs_give_way_to_a_long_title_and_the_code_stays():
    assert Page("Please note", status="T41", signs="½µ×").row(0) == (TEXT, "Please note", "×T41", True)
    assert Page("A very long title", status="T41", signs="µ").row(0) == (TEXT, "A very long ", "T41", True)
    assert Page("WattKey", signs="½µ✓").row(0) == (TEXT, "WattKey", "½µ✓", True)
