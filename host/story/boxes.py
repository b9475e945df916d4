# boxes.py - the words of a story about a box: meters on a pair of wires, and passes over them
"""Below, a small program in the place of code.py drives the collector through its own driver; what it reads is judged
against what the meters hold. Above, the device itself is the gateway of the box."""

from collections.abc import Callable

from wattkey_host.meter.boxmeters import BOX, BOX3, load
from wattkey_host.reader.box.passes import Collection, Pass, judge
from wattkey_host.sim.above import Above
from wattkey_host.story.script import StoryFailed
from wattkey_host.story.stage import Stage


def _collection(stage: Stage) -> Collection:
    if stage.box is None:
        raise StoryFailed("there is no box yet: begin with `box`")
    return stage.box


def _last(stage: Stage) -> Pass:
    passes = _collection(stage).passes
    if not passes:
        raise StoryFailed("nothing was collected yet")
    return passes[-1]


def hang(stage: Stage, meters: str = "64", languages: str = "") -> None:
    """`box 64`: the first so many meters of the box, and a device that knows their numbers. `box 64 three`: of the one
    in which DL/T 698.45 is spoken too."""
    if languages not in ("", "three"):
        raise StoryFailed(f"{languages} is not `three`")
    stage.box = Collection(load(BOX3 if languages else BOX)[: int(meters)], stage.world)


def takes(stage: Stage, ratio: str) -> None:
    """`box takes at most 1.03`: the time of the last pass over the least that it could have taken."""
    last = _last(stage)
    if last.ratio > float(ratio):
        raise StoryFailed(f"{last.ratio:.3f} times the least, not {ratio}")


def box_is(stage: Stage, *wanted: str) -> None:
    """`box is read_right 63 wrong 0 silent 1`: what the last pass has brought."""
    _last(stage)
    _compare(_collection(stage).judged(), wanted)


def _compare(found: dict[str, int], wanted: tuple[str, ...]) -> None:
    for name, value in zip(wanted[::2], wanted[1::2], strict=True):
        if str(found[name]) != value:
            raise StoryFailed(f"{name} is {found[name]}, not {value}")


def nothing_in_vain(stage: Stage) -> None:
    """`box asks nothing in vain`: of meters that answer, each was asked as often as the link needs, and no more."""
    last, box = _last(stage), _collection(stage)
    each = 1 if box.checks_parity else 2
    answering = sum(not spec.silent and not spec.damaged for spec in box.specs)
    asked = last.asked - last.silent_asked - last.damaged_asked
    if asked != each * answering:
        raise StoryFailed(f"{asked} questions to {answering} meters")


def behind_a_power_line(stage: Stage) -> None:
    """`box behind a power line`: the board is switched off and set up as the gateway of the box."""
    box = _collection(stage)
    box.leave()
    stage.above = Above(box.specs, stage.world)


def _above(stage: Stage) -> Above:
    if stage.above is None:
        raise StoryFailed("nobody asks from above: `box behind a power line`")
    return stage.above


def above_is(stage: Stage, *wanted: str) -> None:
    """`box above is read_right 63 wrong 0 silent 1`: what the concentrator was told."""
    _compare(judge(_above(stage).specs, _above(stage).readings), wanted)


BOXES: dict[str, Callable[..., object]] = {
    "box": hang,
    "collect": lambda stage: _collection(stage).collect(),
    "box is": box_is,
    "box takes at most": takes,
    "box behind a power line": behind_a_power_line,
    "concentrator reads the box": lambda stage: _above(stage).read(),
    "box above is": above_is,
    "box asks nothing in vain": nothing_in_vain,
}
