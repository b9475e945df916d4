# test_blocks.py - what the emulator translates, or does by itself, is to the bit what rp2040js does
import json
import subprocess
from pathlib import Path

from wattkey_lab.pico import emulator

HERE = Path(__file__).parent
EMULATOR = Path(emulator.__file__).with_name("emulator")


def test_each_instruction_translated_or_stepped_does_what_it_does_interpreted(parts):
    """Some 4,000 of the 65,536, twice each: registers, flags, cycles, memory; odd addresses and edges too."""
    command = [parts.node, str(HERE / "each_instruction.mjs"), str(parts.rp2040js), str(EMULATOR)]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert told["different"] == []
    assert told["tried"] > 6_000
    assert told["stepped"] > 5_000
    assert told["left"] * 10 < told["tried"]  # breaks, waits, supervisor calls, barriers


def test_a_wait_whose_rounds_are_counted_ends_as_one_whose_rounds_are_run(parts):
    """Clock, registers, flags at its end and at all that is due on the way; also where the timer's upper half turns."""
    command = [parts.node, str(HERE / "each_wait.mjs"), str(parts.rp2040js), str(EMULATOR)]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert told["different"] == []
    assert told["counted"] > told["run"] // 2
