# measured.py - the flows whose heap is measured, and what is hung up for them, on any board
"""The board has led the life of visits.py and has not been reset since; each flow is started from its entry in the
menu. The gate of the probe (probe.py) is open while it runs."""

from collections.abc import Callable
from typing import NamedTuple

from wattkey_host.drive.contents import SETTINGS
from wattkey_host.meter.boxmeters import hang, load
from wattkey_host.reader.box.passes import judge
from wattkey_host.sim.above import Above
from wattkey_host.sim.air import AirByte
from wattkey_host.story.stage import Stage
from wattkey_host.story.verbs import press, see
from wattkey_lab.pico.boxdrive import mail, need
from wattkey_lab.pico.everyflow import AMOUNT
from wattkey_lab.pico.upflow import DELAY_S, kinds
from wattkey_lab.pico.visits import live, look, same_life, visit

_BATCH_S = 120.0
_MOUNTED_S = 5.0  # until a host has looked at the drive, and the device for what it brought


class Traffic(NamedTuple):
    """From the first byte between device and meters to the last, microseconds."""

    start_us: int
    end_us: int


def handheld(stage: Stage, tell: Callable[[str], None]) -> dict[str, Traffic]:
    """A recharge, at the end of the life. The drive holds a list of meters that were all read, and a program on a PC
    may ask for them, so that the menu has every entry. Raises StoryFailed."""
    drive = stage.world.drive
    for path, content in mail(load(), len(load())).items():
        drive.write(path, content)
    drive.write(SETTINGS, b'UPLINK = "usb"\n' + drive.read(SETTINGS))
    live(stage, tell, lambda there: stage.world.air.aim(stage.meter if there else None))
    return {"recharge": _recharge(stage)}


def collection_terminal(stage: Stage, tell: Callable[[str], None]) -> dict[str, Traffic]:
    """The uplink, under a host too, then eight meters of a pass (which no host allows), after one life. The meters of
    the box hang on the pair, all of them read before, and our own beside them. Raises StoryFailed; RuntimeError where a
    flow does not come to its end."""
    world, specs = stage.world, load()
    for path, content in mail(specs, len(specs)).items():
        world.drive.write(path, content)
    hang(specs, world.bus, stage.clock)
    above = Above(specs, world, delay_s=DELAY_S, loss=0)
    live(stage, tell, lambda there: _on_the_pair(stage, there))
    spans = {"uplink": _uplink(stage, above)}
    world.cable.plug()
    world.run_for(_MOUNTED_S)
    spans["uplink_host"] = _uplink(stage, above)
    world.cable.unplug()
    return spans | {"collect": _collect(stage)}


def _recharge(stage: Stage) -> Traffic:
    """Load the purchase that waits."""
    lives = stage.world.machine.lives
    visit(stage, "recharge")
    look(stage)
    see(stage, "say.loaded", AMOUNT, "150.00", "within", "60")
    same_life(stage, lives)
    session = stage.sessions()[-1]
    return Traffic(session.start_us, session.end_us)


def _uplink(stage: Stage, above: Above) -> Traffic:
    """A meter of each kind is asked for from above."""
    world = stage.world
    assert world.wire
    lives, before = world.machine.lives, len(world.wire.log)
    visit(stage, "uplink")
    see(stage, "say.uplink", "0", "0")
    look(stage)
    asked = kinds(load())
    above.read(asked)
    need(stage, judge(asked, above.readings)["read_right"] == len(asked), "answer to every question")
    span = _traffic(world.wire.log[before:])
    look(stage, begin=False)
    press(stage, "ok")
    same_life(stage, lives)
    return span


def _collect(stage: Stage) -> Traffic:
    """The first eight meters of another pass, up to the reset in which they are kept."""
    world, before = stage.world, len(stage.world.bus.log)
    lives = world.machine.lives
    visit(stage, "collect")
    see(stage, "say.last_pass", "64", "64", "within", "20")
    press(stage, "ok")
    look(stage)
    need(stage, world.run_until(lambda: world.machine.lives > lives, _BATCH_S), "end of the batch")
    return _traffic(world.bus.log[before:])


def _on_the_pair(stage: Stage, there: bool) -> None:
    """Our own meter, on the pair or not; what hangs beside it stays."""
    bus = stage.world.bus
    bus.stations[:] = [one for one in bus.stations if one.meter is not stage.meter]
    if there and stage.meter:
        bus.add(stage.meter)


def _traffic(log: list[AirByte]) -> Traffic:
    return Traffic(log[0].start_us, log[-1].end_us)
