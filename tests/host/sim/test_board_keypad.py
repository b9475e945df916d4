# test_board_keypad.py - the keypad under the real matrix library: every key, bounces, ghosts
"""The real Adafruit library over the simulated pins."""

import pytest

SCAN = """
import board, time
from digitalio import DigitalInOut
from adafruit_matrixkeypad import Matrix_Keypad
rows = [DigitalInOut(p) for p in (board.GP6, board.GP7, board.GP8, board.GP9)]
cols = [DigitalInOut(p) for p in (board.GP10, board.GP11, board.GP12, board.GP13)]
pad = Matrix_Keypad(rows, cols, ["123A", "456B", "789C", "*0#D"])
before = []
while True:
    now = pad.pressed_keys
    if now != before:
        print("".join(now) or "-", end=" ")
        before = now
    time.sleep({pause})
"""


def test_all_sixteen_keys_through_the_real_matrix_library(board):
    world = board(SCAN.format(pause=0.02))
    world.run_for(1.6)
    for label in "123A456B789C*0#D":
        world.keypad.press(label)
        world.run_for(0.3)
    pressed = [word for word in world.machine.console.split() if word != "-"]
    assert "".join(sorted(set(pressed), key=pressed.index)) == "123A456B789C*0#D"


def test_contacts_bounce(board):
    world = board(SCAN.format(pause=0.0001))
    world.run_for(1.6)
    world.keypad.press("5")
    world.run_for(0.3)
    assert world.machine.console.split().count("5") > 1, "a scan this fast sees the bounces"
    assert world.machine.console.split()[-1] == "-"


def test_two_keys_and_the_ghost_of_three(board):
    world = board(SCAN.format(pause=0.02))
    world.run_for(1.6)
    for label in "15":
        world.keypad.hold(label)
    world.run_for(0.2)
    assert world.machine.console.split()[-1] == "15"
    world.keypad.hold("2")
    world.run_for(0.2)
    assert world.machine.console.split()[-1] == "1245", "4 is a ghost"


def test_a_quick_tap_leaves_no_key_stuck(board):
    world = board(SCAN.format(pause=0.02))
    world.run_for(1.6)
    world.keypad.press("7", ms=1)
    world.run_for(0.5)
    assert world.machine.console.split()[-1:] in ([], ["-"])


def test_an_unknown_key_is_an_error(board):
    with pytest.raises(KeyError):
        board().keypad.press("E")


BACKGROUND = """
import board, keypad, time
rows, columns = (board.GP6, board.GP7, board.GP8, board.GP9), (board.GP10, board.GP11, board.GP12, board.GP13)
pad = keypad.KeyMatrix(rows, columns, interval=0.005, debounce_threshold=3)
while True:
    event = pad.events.get()
    if event:
        print(event.key_number, event.timestamp, end=" ")
    time.sleep(0.1)
"""
SCAN_US = int(0.005 * 1024) * 1_000_000 // 1024


@pytest.mark.parametrize("scans", [0, 10_000])
def test_the_scan_in_the_background_goes_on_as_if_it_had_never_rested(board, scans):
    world = board(BACKGROUND)
    world.run_for(1.6)
    assert not world.clock.pending, "nobody touches it, so it has nothing to do"
    world.run_for(scans * SCAN_US / 1e6)
    pressed_ms = world.clock.now_us // 1000
    world.keypad.press("5")
    world.run_for(0.3)
    key, down_ms, same, up_ms = map(int, world.machine.console.split())
    assert key == same == 5
    assert (down_ms - pressed_ms, up_ms - down_ms) == (12, 83), "whenever it is pressed"
    assert not world.clock.pending
