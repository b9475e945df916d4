# boxflow.py - the flow `collect` on the emulated Pico: meters on the pair, their list on the drive, keys pressed
"""The drive as shipped, with a list of the meters and LINK = "rs485", and nothing else changed. A whole pass takes
minutes of the PC's time, so the figures are of its last batch: the file of the readings is as the batches before have
left it, and the pass goes on."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from wattkey.box import readings
from wattkey.box.boxmeter import READ, BoxMeter
from wattkey.box.packed import BATCH, unpack
from wattkey_host.meter.boxmeters import Spec, hang, load
from wattkey_host.sim.air import AirByte
from wattkey_host.story.stage import Stage
from wattkey_host.story.verbs import start
from wattkey_lab.pico.boxdrive import at_rest, collection_terminal, need
from wattkey_lab.pico.emulator import Parts
from wattkey_lab.pico.probe import Noted, least_free, longest_turn_ms, press_long


class Collected(NamedTuple):
    """What a pass has left. Times in microseconds; `log`: the bytes on the pair; `probe`: as PicoMachine has it."""

    slots: list[BoxMeter | None]
    log: list[AirByte]
    probe: list[Noted]
    resets: int
    screen: list[str]

    @property
    def span(self) -> tuple[int, int]:
        """First byte to last."""
        return self.log[0].start_us, self.log[-1].end_us


def box_figures(parts: Parts, specs: Sequence[Spec] = (), language: str = "en") -> dict[str, int | float]:
    """Of the last batch of a list of 64: `heap_box`, the least free heap after a collection, bytes; `box_gap_ms`, the
    longest turn of the loop; both from the first byte on the pair to the last; `box_read`: meters that were read."""
    specs = specs or load()
    tried = (len(specs) - 1) // BATCH * BATCH
    heap = collect(parts, specs, tried=tried, probe="heap", language=language)
    loop = collect(parts, specs, tried=tried, probe="loop", language=language)
    return {
        "heap_box": least_free(heap.probe, *heap.span),
        "box_gap_ms": round(longest_turn_ms(loop.probe, *loop.span), 1),
        "box_read": min(right(specs, heap.slots), right(specs, loop.slots)),
    }


def right(specs: Sequence[Spec], slots: Sequence[BoxMeter | None]) -> int:
    """How many meters stand in their slot as this pass must have left them, with what they hold."""
    pairs = zip(specs, slots, strict=False)
    return sum(bool(there and there.state == READ and there.values == spec.values) for spec, there in pairs)


def collect(
    parts: Parts, specs: Sequence[Spec], *, tried: int = 0, probe: str = "", language: str = "en", limit_s: float = 300
) -> Collected:
    """The flow, from its entry in the menu to the table at its end. `tried`: so many meters, from the first on, this
    pass has read; 0: nothing is known. Raises RuntimeError where it does not come to its end."""

    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), language, board=collection_terminal(parts, specs, tried, probe))
        with stage.world:
            return _collected(stage, list(specs), tried, limit_s)


def _collected(stage: Stage, specs: list[Spec], tried: int, limit_s: float) -> Collected:
    world, texts = stage.world, stage.texts
    hang(specs, world.bus, stage.clock)
    at_rest(stage)
    before = world.machine.lives
    start(stage, "collect", press_long)
    if tried:
        asked = texts.lines("say.go_on", tried, len(specs))[0]  # the keys stand in another line, at its right end
        need(stage, world.run_until(lambda: stage.screen()[1] == asked, 10), "question")
        press_long(stage, "ok")
    need(stage, world.run_until(lambda: f"1/{len(specs)}" in stage.screen()[0], limit_s), "table")
    world.run_for(0.3)  # the rest of the page
    machine = world.machine
    found = [readings.kept_in(n, raw) for n, raw in enumerate(_cut(world.drive.read(readings.FILE)), 1)]
    slots = [kept and unpack(*kept) for kept in found]
    return Collected(slots, world.bus.log, machine.probe, machine.lives - before, stage.screen())  # type: ignore[attr-defined]


def _cut(file: bytes) -> list[bytes]:
    return [file[at : at + readings.SLOT] for at in range(0, len(file), readings.SLOT)]
