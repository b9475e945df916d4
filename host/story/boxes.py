# boxes.py - the words of a story about a box: meters on a pair of wires, and passes over them
"""A small program in the place of code.py drives the device's collector through its own driver; what it reads is judged
against what the meters hold."""

from collections.abc import Callable

from wattkey_host.box.meters import load
from wattkey_host.box.passes import Collection, Pass
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


def hang(stage: Stage, meters: str = "64") -> None:
    """`box 64`: the first so many meters of the box, and a device that knows their numbers."""
    stage.box = Collection(load()[: int(meters)], stage.world)


def box_is(stage: Stage, *wanted: str) -> None:
    """`box is read_right 63 wrong 0 silent 1`: what the last pass has brought."""
    _last(stage)
    found = _collection(stage).judged()
    for name, value in zip(wanted[::2], wanted[1::2], strict=True):
        if str(found[name]) != value:
            raise StoryFailed(f"{name} is {found[name]}, not {value}")


def nothing_in_vain(stage: Stage) -> None:
    """`box asks nothing in vain`: of meters that answer, each was asked as often as the link needs, and no more."""
    last, box = _last(stage), _collection(stage)
    each = 1 if box.checks_parity else 2
    answering = sum(not spec.silent for spec in box.specs)
    if last.asked - last.silent_asked != each * answering:
        raise StoryFailed(f"{last.asked - last.silent_asked} questions to {answering} meters")


BOXES: dict[str, Callable[..., object]] = {
    "box": hang,
    "collect": lambda stage: _collection(stage).collect(),
    "box is": box_is,
    "box asks nothing in vain": nothing_in_vain,
}
