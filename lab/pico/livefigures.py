# livefigures.py - no drive: issue, sale and read-back over the beam or the cable, measured on the emulated Pico
"""Two plays of the story. The one that counts the heap goes up to its first sale, always over USB serial: counting
makes turns long, and a UART that is not read loses bytes where USB waits. Flow and modules are the same."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from wattkey_host.story.cli import figures, path_of
from wattkey_host.story.script import Line, play, read
from wattkey_host.story.stage import Stage
from wattkey_host.story.verbs import VERBS
from wattkey_host.story.ways import WAYS
from wattkey_lab.pico.emulated import emulated
from wattkey_lab.pico.emulator import Parts
from wattkey_lab.pico.figures import Figures
from wattkey_lab.pico.machine import PicoMachine
from wattkey_lab.pico.probe import least_free

_SOLD = "drop"  # the line of a story where a document travels


def measure_live(parts: Parts, story: str, way: str, language: str, tell: Callable[[str], None]) -> Figures:
    """The figures of `wattkey demo --by WAY --json`, and "heap_seller": the least free heap while documents and report
    travel, bytes. Raises StoryFailed."""
    lines = read(path_of(story))
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), language, board=emulated(parts))
        with stage.world:
            play(lines, VERBS | WAYS[way], stage, lambda line: tell(line.text))
            out = figures(stage)
    return out | {"heap_seller": _heap(parts, lines, language, tell)}


def _heap(parts: Parts, lines: list[Line], language: str, tell: Callable[[str], None]) -> int:
    end = next((i for i, line in enumerate(lines) if line.text.startswith(_SOLD)), len(lines) - 1)
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), language, board=emulated(parts, probe="heap"))
        with stage.world:
            play(lines[: end + 1], VERBS | WAYS["serial"], stage, lambda line: tell(line.text))
            assert isinstance(machine := stage.world.machine, PicoMachine)
            return min(least_free(machine.probe, talk.start_us, talk.end_us) for talk in stage.talks)
