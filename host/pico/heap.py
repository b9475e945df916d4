# heap.py - how much memory each flow has left, after a life of the board that has visited every flow once
"""Names that a .mpy brings with it stay until the next reset, and whatever was there leaves holes. So the flows that
need most are measured at the end of such a life (visits.py): the recharge on a handheld, the uplink and a pass over the
box, the meters of a box on an RS-485 pair, on a terminal. There our own meter hangs on the pair as well."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from wattkey_host.box.above import Above
from wattkey_host.box.meters import hang, load
from wattkey_host.box.passes import judge
from wattkey_host.pico.board import emulated
from wattkey_host.pico.boxdrive import mail, need
from wattkey_host.pico.emulator import Parts
from wattkey_host.pico.probe import GATE, Noted, least_block, least_free
from wattkey_host.pico.upflow import DELAY_S, kinds
from wattkey_host.pico.visits import AMOUNT, live, same_life, visit
from wattkey_host.sim.air import AirByte
from wattkey_host.story.stage import SETTINGS, Stage
from wattkey_host.story.verbs import press, see

Tell = Callable[[str], None]
_ASKED_S = 120.0


def lives(parts: Parts, language: str, tell: Tell) -> dict[str, int]:
    """`heap_recharge`, `heap_uplink`, `heap_collect`: the least free heap after a collection, bytes, from the first byte
    to the meters to the last; `largest_free`: the largest free block where it was smallest in them. Raises StoryFailed,
    or RuntimeError where a flow does not come to its end."""
    blocks: dict[str, int] = {}
    out: dict[str, int] = {}
    for flow, (probe, start_us, end_us) in (handheld(parts, language, tell) | terminal(parts, language, tell)).items():
        out["heap_" + flow] = least_free(probe, start_us, end_us)
        blocks[flow] = least_block(probe, start_us, end_us)
        tell(f"{flow}: {out['heap_' + flow]} bytes free at the least, {blocks[flow]} in one piece")
    return out | {"largest_free": min(blocks.values())}


Span = tuple[list[Noted], int, int]  # what the probe has noted; first byte and last, microseconds


def handheld(parts: Parts, language: str, tell: Tell) -> dict[str, Span]:
    """A recharge. The list and the link over USB are there so that the menu has every entry."""
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), language, board=emulated(parts, probe="block"))
        with stage.world:
            furnish(stage)
            live(stage, tell, lambda there: stage.world.air.aim(stage.meter if there else None))
            return {"recharge": recharge(stage)}


def terminal(parts: Parts, language: str, tell: Tell) -> dict[str, Span]:
    """The uplink, then the first batch of a pass, in one life."""
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), language, board=emulated(parts, probe="block"))
        with stage.world:
            above = hang_box(stage)
            live(stage, tell, lambda there: _on_the_pair(stage, there))
            return {"uplink": uplink(stage, above), "collect": collect(stage)}


def furnish(stage: Stage) -> None:
    """A list of meters on the drive that were all read, and a program on a PC that may ask for them."""
    drive = stage.world.drive
    for path, content in mail(load(), len(load())).items():
        drive.write(path, content)
    drive.write(SETTINGS, b'UPLINK = "usb"\n' + drive.read(SETTINGS))


def hang_box(stage: Stage) -> Above:
    """The meters of the box on the pair, all of them read before, and whoever asks for them from above."""
    specs = load()
    for path, content in mail(specs, len(specs)).items():
        stage.world.drive.write(path, content)
    hang(specs, stage.world.bus, stage.clock)
    return Above(specs, stage.world, delay_s=DELAY_S, loss=0)


def recharge(stage: Stage) -> Span:
    """Load the purchase that waits."""
    lives = stage.world.machine.lives
    visit(stage, "recharge")
    _look(stage)
    see(stage, "say.loaded", AMOUNT, "150.00", "within", "60")
    same_life(stage, lives)
    session = stage.sessions()[-1]
    return _probe(stage), session.start_us, session.end_us


def uplink(stage: Stage, above: Above) -> Span:
    """A meter of each kind is asked for from above."""
    world = stage.world
    assert world.wire
    lives, before = world.machine.lives, len(world.wire.log)
    visit(stage, "uplink")
    see(stage, "say.uplink", "0", "0")
    _look(stage)
    asked = kinds(load())
    above.read(asked)
    need(stage, judge(asked, above.readings)["read_right"] == len(asked), "answer to every question")
    span = _span(stage, world.wire.log[before:])
    _look(stage, begin=False)
    press(stage, "ok")
    same_life(stage, lives)
    return span


def collect(stage: Stage) -> Span:
    """The first eight meters of another pass, up to the reset in which they are kept."""
    world, before = stage.world, len(stage.world.bus.log)
    lives = world.machine.lives
    visit(stage, "collect")
    see(stage, "say.last_pass", "64", "64", "within", "20")
    press(stage, "ok")
    _look(stage)
    need(stage, world.run_until(lambda: world.machine.lives > lives, _ASKED_S), "end of the batch")
    return _span(stage, world.bus.log[before:])


def _look(stage: Stage, begin: bool = True) -> None:
    """From now on the heap is looked at, or no more."""
    stage.world.nets.force(GATE, begin)


def _on_the_pair(stage: Stage, there: bool) -> None:
    """Our own meter, on the pair or not; what hangs beside it stays."""
    bus = stage.world.bus
    bus.stations[:] = [one for one in bus.stations if one.meter is not stage.meter]
    if there and stage.meter:
        bus.add(stage.meter)


def _span(stage: Stage, log: list[AirByte]) -> Span:
    return _probe(stage), log[0].start_us, log[-1].end_us


def _probe(stage: Stage) -> list[Noted]:
    return list(stage.world.machine.probe)  # type: ignore[attr-defined]
