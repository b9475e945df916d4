# figures.py - what the board is like: times and heap of the demo on the emulated clock
"""The story, played with its loop shown on a pin, and a start of the board as it was left. Counting the heap makes
turns long, so that is measured apart (heap.py), and so are the box of 64 meters and what asks for them from above
(boxflow.py, upflow.py)."""

import os
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from wattkey import orders
from wattkey.info import STATES
from wattkey.profile import header
from wattkey_host.drive.fat import image
from wattkey_host.story.cli import figures, path_of
from wattkey_host.story.script import Line, play, read
from wattkey_host.story.stage import Stage
from wattkey_host.story.verbs import VERBS
from wattkey_lab.pico.boxflow import box_figures
from wattkey_lab.pico.cuts import Cut, of_a_copy, record, start, start_each, words
from wattkey_lab.pico.emulated import drive_files, emulated
from wattkey_lab.pico.emulator import Parts
from wattkey_lab.pico.heap import heap_figures
from wattkey_lab.pico.machine import PicoMachine
from wattkey_lab.pico.probe import longest_turn_ms, probed
from wattkey_lab.pico.qstrs import POOLED
from wattkey_lab.pico.upflow import uplink_figures
from wattkey_lab.pico.world import PicoWorld

Figures = dict[str, str | int | float]
BOOT_LIMIT_S = 15.0
_REST_S = 8.0  # no reset for so long: there is nothing left to publish
# what must be reached: key -> (at most, at least)
GOALS: dict[str, tuple[float | None, float | None]] = {
    "menu_s": (2.2, None),
    "menu_py_s": (2.8, None),
    "key_to_pixels_ms": (75, None),
    "heap_min": (None, 55_000),
    "heap_recharge": (None, 60_000),
    "heap_collect": (None, 55_000),
    "heap_uplink": (None, 46_000),
    "heap_uplink_host": (None, 43_000),
    "names": (POOLED, None),
    "heap_seller": (None, 55_000),
    "heap_box": (None, 50_000),
    "loop_gap_ms": (20, None),
    "box_gap_ms": (20, None),
    "uplink_gap_ms": (20, None),
    "ratio": (1.05, None),
    "drive_bytes": (300_000, None),
    "drive_py_bytes": (500_000, None),
}


def measure(parts: Parts, story: str, language: str, sample: int = 1) -> Figures:
    """Every figure; every `sample`-th flash operation is a cut. What goes on is told on stderr. Raises StoryFailed."""
    lines = read(path_of(story))
    works: list[Callable[[], Any]] = [  # the longest two first
        partial(_times_and_cuts, parts, lines, language, _say, sample),
        partial(heap_figures, parts, lines, language, _say, packed=True),
        partial(box_figures, parts, language=language),
        partial(uplink_figures, parts, language),
        partial(menu_s, parts, language, mpy=False),
    ]
    out: Figures = {}
    with ProcessPoolExecutor(os.cpu_count()) as pool:  # a process each: a shop is of the thread that hears Ctrl-C
        *found, out["menu_py_s"] = [one.result() for one in [pool.submit(work) for work in works]]
    for one in found:
        out |= one
    out["drive_bytes"] = sum(map(len, drive_files(language, mpy=True).values()))
    out["drive_py_bytes"] = sum(map(len, drive_files(language, mpy=False).values()))
    return out


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def missed(figures: Figures) -> list[str]:
    """The keys of figures that were measured and do not reach their goal."""
    out = []
    for key, (most, least) in GOALS.items():
        if key not in figures:
            continue
        value = float(figures[key])
        if (most is not None and value > most) or (least is not None and value < least):
            out.append(key)
    return out


def _times_and_cuts(
    parts: Parts, lines: list[Line], language: str, tell: Callable[[str], None], sample: int
) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), language, board=emulated(parts, probe="loop"))
        assert isinstance(stage.world, PicoWorld)
        with stage.world:
            presses: list[int] = []
            cuts = record(stage.world)

            def press(stage: Stage, key: str) -> None:
                presses.append(stage.clock.now_us)
                VERBS["press"](stage, key)

            play(lines, VERBS | {"press": press}, stage, lambda line: tell(line.text))
            machine = _machine(stage)
            gaps = [longest_turn_ms(machine.probe, s.start_us, s.end_us) for s in stage.sessions()]
            out = figures(stage) | {
                "key_to_pixels_ms": max(_first_change_ms(machine, at) for at in presses),
                "loop_gap_ms": round(max(gaps), 1),
            }
            out["menu_s"] = _restart_s(stage)
            drive, nvm = stage.world.flash()
        return out | _cuts(parts, cuts[::sample], stage, tell) | _host_cuts(parts, drive, nvm, stage, tell)


def _cuts(parts: Parts, cuts: list[Cut], stage: Stage, tell: Callable[[str], None]) -> Figures:
    """The power goes at the operations of publishing and of sessions."""
    files = probed(drive_files(stage.texts.language, mpy=True), "loop")
    after = start_each(parts, cuts, stage.chip, files)
    for one in after:
        tell(words(one))
    return {"cuts": len(after), "cuts_survived": sum(one.survived for one in after)}


def _host_cuts(parts: Parts, drive: bytes, nvm: bytes, stage: Stage, tell: Callable[[str], None]) -> Figures:
    """The cable of a board without a battery is pulled while a host copies; then one image restores the drive."""
    files = probed(drive_files(stage.texts.language, mpy=True), "loop")
    name, text = stage.order_file(stage.sell(7500))
    stage.chip.apdu(header("purchase") + orders.pack(orders.parse(text)))  # money while the drive is lost
    cuts = list(of_a_copy(drive, nvm, name.replace(".json", "-again.json"), text))
    before = stage.chip.cells
    after = start_each(parts, cuts, stage.chip, files)
    for one in after:
        tell("host's " + words(one))
    restored = start(parts, Cut("restored", 0, image(files), nvm), stage.chip, files)
    tell("the image once more: " + words(restored))
    return {
        "host_cuts": len(after),
        "host_cuts_survived": sum(one.survived for one in after),
        "restored": int(restored.survived and stage.chip.cells == before and _stored(stage)),
    }


def _first_change_ms(machine: PicoMachine, press_us: int) -> float:
    """From a key's first contact to the first changed pixel."""
    return round(min((at - press_us for at in machine.changes if at > press_us), default=10_000_000) / 1000, 1)


def _restart_s(stage: Stage) -> float:
    """Cut the power of a board at rest, and start it: seconds until the page of the menu stands."""
    world, machine = stage.world, _machine(stage)
    lives = -1
    while machine.lives != lives:  # until all is published
        lives = machine.lives
        world.run_for(_REST_S)
    world.cut_power()
    world.run_for(1)
    begun = stage.clock.now_us
    world.power_on()
    home = stage.texts.lines("menu.nothing")
    if not world.run_until(lambda: stage.screen()[1 : 1 + len(home)] == home, BOOT_LIMIT_S):
        raise RuntimeError(f"the menu does not come; the screen says {stage.screen()}")
    world.run_for(0.1)
    return round((machine.changes[-1] - begun) / 1e6, 2)


def menu_s(parts: Parts, language: str, mpy: bool) -> float:
    """Seconds from power to the menu of a board that was started once before."""
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), language, board=emulated(parts, mpy))
        with stage.world:
            stage.issue()
            stage.world.power_on()
            return _restart_s(stage)


def _stored(stage: Stage) -> bool:
    return STATES[stage.chip.cells.state] == "stored"


def _machine(stage: Stage) -> Any:
    return stage.world.machine
