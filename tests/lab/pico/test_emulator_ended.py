# test_emulator_ended.py - a Node process that dies is told, with its status; Typer would hide a broken pipe
from pathlib import Path

import pytest

from wattkey_lab.pico.emulator import Emulator, Parts

SOME = 100_000  # bytes: more than a pipe and the buffer before it hold


@pytest.fixture(params=[("exit 3", "status 3 "), ("kill -9 $$", "status -9 ")])
def dead(request, tmp_path):
    """(an emulator whose process ends at once, the words about it)"""
    body, words = request.param
    node = tmp_path / "node"
    node.write_text(f"#!/bin/sh\n{body}\n")
    node.chmod(0o755)
    emulator = Emulator(Parts(str(node), Path(), Path(), Path()), {})
    yield emulator, words
    emulator.close()


def test_a_question_tells_it(dead):
    emulator, words = dead
    with pytest.raises(RuntimeError, match=words):
        emulator.run(1)


def test_so_does_a_command_that_nobody_answers(dead):
    emulator, words = dead
    with pytest.raises(RuntimeError, match=words):
        for _ in range(10):
            emulator.write(0, bytes(SOME))
