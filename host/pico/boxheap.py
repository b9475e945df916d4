# boxheap.py - how much heap is left on the board while it reads a box of meters over RS-485
"""The drive as shipped, with two more files: a flow in the place of `seller` (menu, then 0) and its noun, which reads
the meters of /mail/meters.json one after another with the device's own collector and keeps all readings. Everything
else that a running device holds is there too: menu, screen, keypad, chip, mailbox.

The meters' ports are set to 9600 baud and their standards are given: the heap is the same, the pass a tenth as long.
"""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from wattkey_host.box.meters import BoxMeter, Spec
from wattkey_host.drive.fat import image
from wattkey_host.drive.mpy import compiled
from wattkey_host.pico.board import drive_files
from wattkey_host.pico.emulator import Parts
from wattkey_host.pico.probe import least_free, press_long, probed
from wattkey_host.pico.world import PicoWorld
from wattkey_host.sim.air import OUT
from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.sim.uart import IR_LINE
from wattkey_host.sim.world import World
from wattkey_host.story.stage import SETTINGS, Stage

LIST = "/mail/meters.json"
_FAST = IR_LINE._replace(baudrate=9600)
_LIMIT_S = 120
_PUBLISHED_S = 12  # the first files are written by then, and no reset takes a key away
_FLOW = "/flows/seller.py"
_NOUN = "/lib/wattkey/boxheap.py"
_SOURCES = {
    _FLOW: b"""
from wattkey.flow import flow, step
FLOW = flow("box", step("read", "boxheap.read", {"ok": "end"}))
""",
    _NOUN: b"""
from wattkey import box
from wattkey.collector import Collector

class BoxHeap:
    def __init__(self, device):
        self._device = device

    async def read(self):
        link = self._device.link
        entries = box.parse(self._device.drive.read("/mail/meters.json", box.LIMIT))
        collector = Collector(self._device.master, link)
        for entry in entries:
            await collector.read(entry)
        link.tune(9600)
        await link.send(b"read %d" % sum(entry.state == box.READ for entry in entries))
        return "ok"

make = BoxHeap
""",
}


def box_heap(parts: Parts, specs: Sequence[Spec], language: str = "en") -> dict[str, int]:
    """`heap_box`: the least free heap after a collection from the first byte of the pass to the last, bytes;
    `box_read`: how many meters it read. Raises RuntimeError where the pass has no end."""

    def board(language: str, esam: SpiChip, seed: int, clock: VirtualClock) -> PicoWorld:
        drive = image(_files(specs, language))
        return PicoWorld(parts, drive, esam, seed=seed, clock=clock, probe="heap")

    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), language, board=board)
        with stage.world:
            return _pass(stage, specs)


def _files(specs: Sequence[Spec], language: str) -> dict[str, bytes]:
    files = drive_files(language, mpy=True)
    for path, source in _SOURCES.items():
        name, code = compiled(path, source)
        files[name] = code
    lines = {str(n): f"{spec.address} {spec.standard} {_FAST.baudrate}" for n, spec in enumerate(specs, 1)}
    files[LIST] = json.dumps({"wattkey": 1, "type": "meters", **lines}).encode()
    files[SETTINGS] = files[SETTINGS].replace(b'LINK = "ir"', b'LINK = "rs485"')
    return probed(files, "heap")


def _pass(stage: Stage, specs: Sequence[Spec]) -> dict[str, int]:
    world = stage.world
    for spec in specs:
        world.bus.add(BoxMeter(spec, stage.clock), _FAST)
    stage.issue()
    world.power_on()
    home = stage.texts.lines("menu.nothing")
    if not world.run_until(lambda: stage.screen()[1 : 1 + len(home)] == home, 15):
        raise RuntimeError(f"the menu does not come; the screen says {stage.screen()}")
    world.run_for(_PUBLISHED_S)
    for key in ("menu", "0"):
        press_long(stage, key)
    if not world.run_until(lambda: b"read " in _said(world)[-8:], _LIMIT_S):
        raise RuntimeError(
            f"the pass has no end; the screen says {stage.screen()}, the console {world.machine.console}"
        )
    world.run_for(0.1)
    log = world.bus.log
    probe = world.machine.probe  # type: ignore[attr-defined]
    return {
        "heap_box": least_free(probe, log[0].start_us, log[-1].end_us),
        "box_read": int(_said(world).rpartition(b"read ")[2]),
    }


def _said(world: World) -> bytes:
    return bytes(byte.value for byte in world.bus.log[-12:] if byte.direction == OUT)
