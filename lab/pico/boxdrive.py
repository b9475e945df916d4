# boxdrive.py - an emulated Pico as the collection terminal of a box: the list on its drive, the last pass, the pair
"""The drive as shipped; only LINK is set, as whoever mounts the box sets it."""

import json
from collections.abc import Sequence

from wattkey.box import readings
from wattkey.box.boxmeter import READ, SILENT, BoxMeter
from wattkey.box.packed import pack
from wattkey_host.drive.contents import SETTINGS
from wattkey_host.drive.fat import image
from wattkey_host.meter.boxmeters import Spec
from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.story.playedboard import BoardMaker
from wattkey_host.story.stage import Stage
from wattkey_lab.pico.emulated import drive_files
from wattkey_lab.pico.emulator import Parts
from wattkey_lab.pico.probe import probed
from wattkey_lab.pico.world import PicoWorld

LIST = "/mail/meters.json"
_BOOT_LIMIT_S = 15
_PUBLISHED_S = 12  # card and report are written by then, and no reset takes a key away
_PASS = 2  # number of the pass that goes on; every meter was read in the one before


def collection_terminal(parts: Parts, specs: Sequence[Spec], tried: int, probe: str = "") -> BoardMaker:
    """A maker of boards for Stage. `tried`: so many meters, from the first on, the present pass has read and the others
    the pass before it; 0: nothing is known. `probe`: as drive_files has it (emulated.py)."""

    def make(language: str, esam: SpiChip, seed: int, clock: VirtualClock) -> PicoWorld:
        files = _files(specs, tried, language)
        drive = image(probed(files, probe) if probe else files)
        return PicoWorld(parts, drive, esam, seed=seed, clock=clock, probe=probe)

    return make


def at_rest(stage: Stage) -> None:
    """Issue the chip, switch the board on, and wait until all is published. Raises RuntimeError without a menu."""
    stage.issue()
    stage.world.power_on()
    home = stage.texts.lines("menu.nothing")
    there = stage.world.run_until(lambda: stage.screen()[1 : 1 + len(home)] == home, _BOOT_LIMIT_S)
    need(stage, there, "menu")
    stage.world.run_for(_PUBLISHED_S)


def need(stage: Stage, came: bool, what: str) -> None:
    """Raises RuntimeError where something did not come, with what stands on the screen instead."""
    if not came:
        raise RuntimeError(f"the {what} does not come; the screen says {stage.screen()}")


def mail(specs: Sequence[Spec], tried: int) -> dict[str, bytes]:
    """The list of the meters and the file of the readings, by their paths; `tried` as collection_terminal has it."""
    lines = {str(n): spec.address for n, spec in enumerate(specs, 1)}
    known = [pack(_known(spec, _PASS - (n > tried))) for n, spec in enumerate(specs, 1)] if tried else []
    slots = [*known, *[None] * (readings.SLOTS - len(known))]
    return {
        LIST: json.dumps({"wattkey": 1, "type": "meters", **lines}).encode(),
        readings.FILE: b"".join(readings.slot(n, there) for n, there in enumerate(slots, 1)),
    }


def _files(specs: Sequence[Spec], tried: int, language: str) -> dict[str, bytes]:
    files = drive_files(language, mpy=True) | mail(specs, tried)
    files[SETTINGS] = files[SETTINGS].replace(b'LINK = "ir_pio"', b'LINK = "rs485"')
    return files


def _known(spec: Spec, pass_number: int) -> BoxMeter:
    """What a pass that nothing has disturbed knows of a meter."""
    meter = BoxMeter(bytes.fromhex(spec.address), int(spec.standard), 1200)
    meter.pass_number, meter.state = pass_number, SILENT if spec.silent else READ
    if not spec.silent:
        meter.values = spec.values
        meter.thrifty, meter.preamble = True, spec.needs_fe
    return meter
