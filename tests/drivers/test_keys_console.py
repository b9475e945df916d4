# test_keys_console.py - keys typed at the USB console
import pytest

BODY = """
while True:
    print(await part.next())
"""


@pytest.fixture
def typed(device):
    """`typed(bytes)` -> the names that came of them, and what else was printed."""

    def run(data, body=BODY, settings=None):
        world = device("keys_console", body, settings=settings)
        world.cable.plug()
        world.run_for(2)
        world.cable.typed += data
        world.run_for(1)
        return world.machine.console.splitlines()

    return run


def test_every_key_has_its_sign(typed):
    names = [*"0123456789", "up", "down", "close", "menu", "back", "ok"]
    assert typed(b"0123456789abcd*#") == names


def test_enter_is_ok_once_however_the_terminal_ends_its_lines(typed):
    assert typed(b"\r1\n2\r\n3") == ["ok", "1", "ok", "2", "ok", "3"]


def test_backspace_goes_back_and_arrows_up_and_down_alone_do_something(typed):
    assert typed(b"\x7f\x08\x1b[A\x1b[B\x1b[C\x1b[D") == ["back", "back", "up", "down"]


def test_what_is_no_key_is_answered_with_the_list_of_them(typed):
    (line,) = typed(b"x")
    assert line.startswith("keys: 0..9")


def test_bytes_that_are_no_text_do_no_harm(typed):
    assert typed(b"\x00\xff\xc3#")[-1] == "ok"


def test_what_was_typed_before_the_question_does_not_count(typed):
    assert typed(b"12", "await clock.sleep_ms(1000)\npart.clear()\nprint('asked')\n" + BODY) == ["asked"]
