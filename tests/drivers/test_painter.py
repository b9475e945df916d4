# test_painter.py - pages through the painter and the real display library to the panel's pixels
import pytest


def test_a_message_in_chinese(shown, pixels):
    world = shown('screen.show(Page("充值", ["电表没有应答", "请重新对准"], status="T41", help="#重试"))')
    assert pixels.row(world, 0) == pixels.inverse("充值", 2, "T41", 2)
    assert pixels.row(world, 1) == pixels.written("电表没有应答")
    assert pixels.row(world, 2) == pixels.written("请重新对准")
    assert pixels.row(world, 3) == pixels.written("", right="#重试")


def test_a_full_row_in_inverse_video_has_no_margin(shown, pixels):
    world = shown('screen.show(Page("0123456789abcdef"))')
    assert pixels.row(world, 0) == pixels.inverse("0123456789abcdef")


def test_the_selected_line_is_inverse_and_moves_without_a_trace(shown, pixels):
    world = shown("""
screen.show(Page("WattKey", ["Recharge", "Close relay"], selected=0))
await clock.sleep_ms(500)
screen.show(Page("WattKey", ["Recharge", "Close relay"], selected=1))
""")
    assert pixels.row(world, 1) == pixels.written("Recharge")
    assert pixels.row(world, 2) == pixels.inverse("Close relay", 2)


WORDS = [  # title, status, help: longer, shorter, none, one over the place of the other, without a margin, and back
    ("WattKey", "", "#=OK"), ("Menu", "1/6", "*=back"), ("Menu", "2/6", ""), ("Menu", "10/12", "Press any key"),
    ("Settings menu", "", "#=OK"), ("M", "µ»  T41", "1"), ("充值充值充值", "T41", "充值"), ("0123456789abcdef", "", ""),
    ("Menu", "1/6", "*=back"), ("", "123456789", ""), ("123456789", "", "#=OK"), ("12345", "1234567890", ""),
]  # fmt: skip
IN_TURN = f"""
for title, status, help in {WORDS!r}:
    screen.show(Page(title, status=status, help=help))
    await clock.sleep_ms(400)
    print(title)
    await clock.sleep_ms(50)  # to be looked at
"""


def test_new_words_in_the_place_of_others_leave_no_trace(shown, pixels):
    world = shown(IN_TURN, seconds=0)
    for number, (title, status, right) in enumerate(WORDS, 1):
        assert world.run_until(lambda number=number: world.machine.console.count("\n") == number, 9)
        edge = 0 if title == "0123456789abcdef" else 2
        assert pixels.row(world, 0) == pixels.inverse(title, edge, status, edge), title
        assert pixels.row(world, 3) == pixels.written("", right=right)


def test_big_text_is_twice_as_large_and_in_the_middle(shown, pixels):
    world = shown('screen.show(Page("x", big="100.00"))')
    small = ["".join(pixels.glyph(c)[n] for c in "100.00") for n in range(16)]
    double = ["".join(2 * p for p in line) for line in small for _ in range(2)]
    assert pixels.row(world, 1) + pixels.row(world, 2) == ["." * 16 + line + "." * 16 for line in double]


@pytest.mark.parametrize(("percent", "filled"), [(0, 0), (50, 44), (100, 88)])
def test_the_bar_fills_with_the_percentage(shown, percent, filled, pixels):
    bar = pixels.row(shown(f'screen.show(Page("x", bar={percent}))'), 3)
    assert [line[96:] for line in bar] == [line[:32] for line in pixels.written(f"{percent:3d}%")]
    assert bar[3][:96] == bar[12][:96] == "." + "#" * 90 + "." * 5
    assert bar[8][:92] == "#." + "#" * filled + "." * (88 - filled) + ".#"
    assert bar[1] == pixels.written(f"{percent:3d}%", 96)[1]


@pytest.mark.parametrize(("percent", "filled"), [(0, 0), (50, 18), (100, 36)])
def test_a_measure_is_a_label_a_bar_and_a_value(shown, percent, filled, pixels):
    row = pixels.row(shown(f'screen.show(Page("x", [("尖", {percent}, "123.45")]))'), 1)
    assert [line[:20] for line in row] == [line[:20] for line in pixels.written("尖")]
    assert [line[64:] for line in row] == [line[64:] for line in pixels.written("", right="123.45")]
    assert row[8][20:60] == "#." + "#" * filled + "." * (36 - filled) + ".#"
    assert row[3][20:60] == row[12][20:60] == "." + "#" * 38 + "."


def test_what_the_font_lacks_is_a_box_and_a_control_character_a_question_mark(shown, pixels):
    world = shown('screen.show(Page("x", ["a☃z", "a\\x07\\x7fz"]))')
    assert pixels.row(world, 1) == pixels.written("a□z")
    assert pixels.row(world, 2) == pixels.written("a??z")
