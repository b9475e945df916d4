# test_pio_words.py - the words of a PIO program are what Adafruit's assembler makes of the source above them
import ast
import re
from pathlib import Path

import adafruit_pioasm
import pytest

DRIVERS = Path(__file__).parents[2] / "drivers"
WITH_A_PROGRAM = [file.name for file in sorted(DRIVERS.glob("*.py")) if "\n_PROGRAM = " in file.read_text()]


@pytest.mark.parametrize("name", WITH_A_PROGRAM)
def test_words_and_wrap(name):
    driver = (DRIVERS / name).read_text()
    source = "\n".join(re.findall(r"^# ?((?:\.|\w+:|    ).*)$", driver, re.MULTILINE))
    program = adafruit_pioasm.Program(source)
    words = next(
        ast.literal_eval(node.value)
        for node in ast.walk(ast.parse(driver))
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_PROGRAM"
    )
    assert list(words) == list(program.assembled)
    kept = {name: program.pio_kwargs[name] for name in ("wrap", "wrap_target", "sideset_enable")}
    assert kept == {"wrap": len(words) - 1, "wrap_target": 0, "sideset_enable": False}


def test_both_programs_are_found():
    assert WITH_A_PROGRAM == ["link_ir_pio.py", "uart_pio.py"]
