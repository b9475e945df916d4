# upflow.py - the flow `uplink` on the emulated Pico: asked over one link, asking the meters over the other, both open
"""A slave power-line module on the infrared head's pins, the meters on the RS-485 pair; the list is of all 64, and the
gateway holds the last pass over them. Nothing but settings.toml is changed on the drive."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from wattkey_host.meter.boxmeters import Spec, hang, load
from wattkey_host.reader.box.passes import judge
from wattkey_host.sim.above import Above
from wattkey_host.sim.air import AirByte
from wattkey_host.story.stage import Stage
from wattkey_host.story.verbs import start
from wattkey_lab.pico.boxdrive import at_rest, collection_terminal, need
from wattkey_lab.pico.emulator import Parts
from wattkey_lab.pico.probe import Noted, longest_turn_ms, press_long

DELAY_S = (0.1, 0.2)  # of the power line: what is measured is the gateway


class Asked(NamedTuple):
    """What the concentrator was told; the bytes on the gateway's two wires; `probe`: as PicoMachine has it."""

    found: dict[str, int]
    above: list[AirByte]
    below: list[AirByte]
    probe: list[Noted]

    @property
    def span(self) -> tuple[int, int]:
        """First byte of a question to the last of an answer."""
        return self.above[0].start_us, self.above[-1].end_us


def uplink_figures(parts: Parts, language: str = "en") -> dict[str, int | float]:
    """While three meters of a list of 64 are asked for: `uplink_gap_ms`, the longest turn of the loop; `uplink_read`:
    answers that were right. (Its heap: heap.py.)"""
    loop = ask(parts, load(), kinds(load()), probe="loop", language=language)
    return {
        "uplink_gap_ms": round(longest_turn_ms(loop.probe, *loop.span), 1),
        "uplink_read": loop.found["read_right"],
    }


def kinds(specs: Sequence[Spec]) -> list[Spec]:
    """The first meter of each kind that answers: three rates, four, the edition of 2007."""
    return list({(one.standard, one.rates): one for one in reversed(specs) if not one.silent}.values())


def ask(parts: Parts, specs: list[Spec], asked: Sequence[Spec], *, probe: str = "", language: str = "en") -> Asked:
    """Start the flow from its entry in the menu, and have a concentrator ask for some of the meters. Raises
    RuntimeError where it does not begin."""
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), language, board=collection_terminal(parts, specs, len(specs), probe))
        world = stage.world
        with world:
            hang(specs, world.bus, stage.clock)
            above = Above(specs, world, delay_s=DELAY_S, loss=0)
            at_rest(stage)
            start(stage, "uplink", press_long)
            runs = stage.texts.lines("say.uplink", 0, 0)
            need(stage, world.run_until(lambda: stage.screen()[1 : 1 + len(runs)] == runs, 10), "uplink")
            above.read(asked)
            found = judge(list(asked), above.readings)
            assert world.wire
            return Asked(found, world.wire.log, world.bus.log, world.machine.probe)  # type: ignore[attr-defined]
