# test_types.py - the type checker knows the board: a wrong pin or keyword is an error before it is on a bench
"""One run of mypy, with the house's own settings, over lines of which each is wrong in one way, or right."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINES = {
    "import board, busio, digitalio, pwmio": None,
    "from wattkey.ports import Link": None,
    "right = busio.UART(board.GP0, board.GP1, baudrate=1200, receiver_buffer_size=256)": None,
    "digitalio.DigitalInOut(board.VBUS_SENSE).switch_to_input()": None,
    "pin = board.GP99": 'Module has no attribute "GP99"',
    "of_another_board = board.D13": 'Module has no attribute "D13"',
    "uart = busio.UART(board.GP0, board.GP1, baud=1200)": 'Unexpected keyword argument "baud" for "UART"',
    "pwm = pwmio.PWMOut(board.GP2, frequency='38k')": 'Argument "frequency" to "PWMOut" has incompatible type "str"',
    "right.readall()": '"UART" has no attribute "readall"',
    "Link().send('text')": 'Argument 1 to "send" of "Link" has incompatible type "str"',
}


@pytest.fixture(scope="module")
def errors(tmp_path_factory):
    """Line of LINES -> what mypy says of it."""
    program = tmp_path_factory.mktemp("typed") / "program.py"
    program.write_text("\n".join(LINES) + "\n")
    command = [sys.executable, "-P", "-m", "mypy", "--no-pretty", str(program)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    found = [text.split(":", 3) for text in done.stdout.splitlines() if ": error: " in text]
    assert {Path(name).name for name, *_ in found} == {"program.py"}, done.stdout
    return {list(LINES)[int(number) - 1]: words for _, number, _, words in found}


@pytest.mark.parametrize("line", LINES)
def test_mypy_says_what_the_board_would(errors, line):
    expected = LINES[line]
    assert expected in errors[line] if expected else line not in errors
