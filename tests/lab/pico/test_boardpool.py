# test_boardpool.py - an emulated board that is used again runs as one that is new, to the cycle and the byte
import hashlib
import json
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from wattkey_host.drive.fat import image
from wattkey_host.sim.world import WIRING
from wattkey_lab.pico import emulator
from wattkey_lab.pico.boardpool import Boards
from wattkey_lab.pico.emulator import Emulator
from wattkey_lab.pico.world import DRIVE_BYTES, NVM_AT, NVM_BYTES, wiring

HERE = Path(__file__).parent
RAM_BYTES = 264 << 10
UNTIL_MS = 2430  # boot_out.txt, then code.py, then the reset
PROGRAM = b"""\
import board, digitalio, microcontroller
digitalio.DigitalInOut(board.GP22).switch_to_output(True)
nvm = microcontroller.nvm
nvm[0:2] = bytes((1, nvm[1] // 2))
microcontroller.reset()
"""

LIT_MS = 3000
LIT = b"""\
import array, board, rp2pio, time
rp2pio.StateMachine(array.array("H", [0xE001, 0xE000]), frequency=2000, first_set_pin=board.%s)
time.sleep(9)
"""


def life(board: Emulator, program: bytes, until_ms: int) -> tuple[list, bytes, bytes]:
    """What a start tells, which sectors it has read, and what is in its RAM at the end."""
    board.write(NVM_AT, b"\xff" * NVM_BYTES + image({"/code.py": program}))
    board.tell("on", 0)
    told: list[tuple] = [(0, [])]
    while told[-1][0] < 1000 * until_ms:  # some events end a step early
        told.append(board.run(min(told[-1][0] + 10_000, 1000 * until_ms)))
    ram = bytes.fromhex(board.ask("ram", 0, RAM_BYTES))
    read = board.touched(NVM_AT, NVM_BYTES + DRIVE_BYTES)
    board.tell("off")
    board.release()
    return told, read, hashlib.sha256(ram).digest()


def test_a_start_on_a_board_that_was_used_is_the_start_of_a_new_one(parts):
    """Through a reset by the program, with a pin that turns and flash that is written; between both another start,
    with a key held down, that ends in the middle."""
    with closing(Emulator(parts, wiring())) as board:
        first = life(board, PROGRAM, UNTIL_MS)
        board.tell("join", 6, 10)
        life(board, b"", 300)
        again = life(board, PROGRAM, UNTIL_MS)
    kinds = {event[1] for _, events in first[0] for event in events}
    assert {"turn", "erase", "program", "reset"} <= kinds
    assert again == first
    assert 0 < sum(first[1]) < len(first[1]) // 4  # of the drive little was read


def test_a_state_machine_that_ran_when_the_power_went_runs_again_behind_the_next_start(parts):
    with closing(Emulator(parts, wiring())) as board:
        program = LIT % WIRING["carrier"][0].encode()
        first, again = life(board, program, LIT_MS), life(board, program, LIT_MS)
    assert sum(event[1] in ("light", "burst") for _, events in first[0] for event in events) > 100
    assert again == first


def test_objects_are_put_back_as_they_were(parts):
    command = [parts.node, str(HERE / "put_back.mjs"), str(Path(emulator.__file__).with_name("emulator"))]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert told["changed"] != told["before"]
    assert told["after"] == told["before"]


class _NoBoard:
    """In the place of a process."""

    def __init__(self, *_what: object) -> None:
        self.used = 0
        self.closed = False

    def close(self) -> None:
        self.closed = True


def test_boards_are_lent_again_and_one_on_which_work_failed_is_not(monkeypatch):
    made = []
    monkeypatch.setattr("wattkey_lab.pico.boardpool.Emulator", lambda *what: made.append(_NoBoard(*what)) or made[-1])
    with closing(Boards(None)) as boards:
        assert list(boards.each(lambda board, item: 2 * item, iter(range(50)))) == list(range(0, 100, 2))
        many = len(made)
        with pytest.raises(ZeroDivisionError), boards.one() as bad:
            raise ZeroDivisionError
        with boards.one() as other:
            assert other is not bad
    assert many < 50
    assert all(board.closed for board in made)
