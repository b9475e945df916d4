# heap.py - how much memory the flows have left: in a young life, and in one that has visited every flow
"""Names that a .mpy brings with it stay until the next reset, and whatever was there leaves holes. So the flows that
need most are measured at the end of a life that has visited every flow once (visits.py, measured.py)."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from wattkey_host.story.script import Line, play
from wattkey_host.story.stage import Stage
from wattkey_host.story.verbs import VERBS
from wattkey_lab.pico.emulated import emulated
from wattkey_lab.pico.emulator import Parts
from wattkey_lab.pico.machine import PicoMachine
from wattkey_lab.pico.measured import Traffic, collection_terminal, handheld
from wattkey_lab.pico.probe import Noted, least_block, least_free, press_long
from wattkey_lab.pico.qstrs import count

Lead = Callable[[Stage, Callable[[str], None]], dict[str, Traffic]]
RECHARGED = "see say.loaded"  # the line of a story where its first recharge is over


def heap_figures(
    parts: Parts, lines: list[Line], language: str, tell: Callable[[str], None], packed: bool
) -> dict[str, str | int | float]:
    """The least free heap after a collection, bytes, the application in files or `packed` in one image: `heap_menu` and
    `heap_min` in the first menu and the first recharge of a story, `heap_recharge`, `heap_uplink`, `heap_uplink_host`
    (with a cable in), `heap_collect` in these flows after a life that has visited every flow; in a flow, from the first
    byte between device and meters to the last. `largest_free`: the largest free block in the flows after a life, where
    it was smallest; `names`: those in memory at the end of the handheld's life. Raises StoryFailed, or RuntimeError
    where a flow does not end."""
    out: dict[str, str | int | float] = {**_young(parts, lines, language, tell, packed)}
    blocks, held = [], []
    for lead in (handheld, collection_terminal):
        flows, names = _old(parts, lead, language, tell, packed)
        held.append(names)
        for flow, (free, block) in flows.items():
            tell(f"{flow}: {free} bytes free at the least, {block} in one piece")
            out["heap_" + flow] = free
            blocks.append(block)
    return out | {"largest_free": min(blocks), "names": held[0]}


def _old(
    parts: Parts, lead: Lead, language: str, tell: Callable[[str], None], packed: bool
) -> tuple[dict[str, tuple[int, int]], int]:
    """Of each measured flow the least free heap, and the largest block where it was smallest; the names at the end."""
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), language, board=emulated(parts, probe="block", packed=packed))
        with stage.world:
            spans = lead(stage, lambda line: tell(line + _noted(stage, line)))
            probe = _probe(stage)
            free = {flow: (least_free(probe, *span), least_block(probe, *span)) for flow, span in spans.items()}
            machine = stage.world.machine
            assert isinstance(machine, PicoMachine)
            return free, count(machine.emulator)


def _young(parts: Parts, lines: list[Line], language: str, tell: Callable[[str], None], packed: bool) -> dict[str, int]:
    end = next((i for i, line in enumerate(lines) if line.text.startswith(RECHARGED)), len(lines) - 1)
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), language, board=emulated(parts, probe="heap", packed=packed))
        with stage.world:
            at_menu: list[int] = []

            def press(stage: Stage, key: str) -> None:
                at_menu.append(stage.clock.now_us)
                press_long(stage, key)

            play(lines[: end + 1], VERBS | {"press": press}, stage, lambda line: tell(line.text))
            probe, session = _probe(stage), stage.sessions()[0]
            return {
                "heap_menu": least_free(probe, at_menu[0] - 1_000_000, at_menu[0]),
                "heap_min": least_free(probe, session.start_us, session.end_us),
            }


def _noted(stage: Stage, line: str) -> str:
    """What was free in the menu before a visit."""
    free = [(one[2], one[3]) for one in _probe(stage) if one[2]]
    return f": before it {free[-1][0]} bytes were free, {free[-1][1]} in one piece" if "visit" in line and free else ""


def _probe(stage: Stage) -> list[Noted]:
    machine = stage.world.machine
    assert isinstance(machine, PicoMachine)
    return machine.probe
