# lessonverbs.py - the words that only a lesson says: what is done on the page, beside those of every story
"""Each is a function of the stage, as in host/story/verbs.py, bound to the scene that plays."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.story.script import StoryFailed

if TYPE_CHECKING:
    from wattkey_host.touch.scene import Scene

SECOND = "57574B0000000002"  # the serial of the handheld that takes a lost one's place


def _hold(scene: "Scene", _stage: Any, metres: str, *angle: str) -> None:
    """`hold at 0.3 m`, or `hold at 2.5 m turned by 20`."""
    scene.look()
    scene.beam.hold(float(metres), float(angle[-1]) if len(angle) > 1 else 0.0)


def _lose(scene: "Scene", stage: Any) -> None:
    """`lose the handheld`: another one, blank, lies there in its place."""
    scene.world.cut_power()
    stage.chip = new_chip(SECOND, rng=stage.random.randbytes)
    stage.esam.chip = stage.chip
    scene.blank()


def _replace(scene: "Scene", stage: Any) -> None:
    """`replace the card`: the seller makes the issue file for the one that lies there, and drops it."""
    name = scene.counter.replace(stage.chip.cells.serial.hex().upper())
    stage.world.cable.copy("/" + name, scene.counter.file(name))


def _cut_at_load(scene: "Scene", stage: Any) -> None:
    """`cut power after the load command`: the meter has it, and its answer finds nobody."""
    prepaid = stage.prepaid
    before = prepaid.count

    def hook(name: str, *_detail: object) -> None:
        if name == "heard" and prepaid.count > before:
            scene.world.hooks.remove(hook)
            scene.world.cut_power()

    scene.world.hooks.append(hook)


def _dark(_scene: "Scene", stage: Any) -> None:
    """`the screen goes dark`: within 20 s."""
    if not stage.world.run_until(lambda: stage.world.machine.state == "off", 20):
        raise StoryFailed("the power was not cut")


_WORDS: dict[str, Callable[..., object]] = {
    "hold at": _hold,
    "lose the handheld": _lose,
    "replace the card": _replace,
    "cut power after the load command": _cut_at_load,
    "the screen goes dark": _dark,
}


def verbs_of(scene: "Scene") -> dict[str, Callable[..., object]]:
    """The words of a lesson on this scene."""
    return {words: partial(does, scene) for words, does in _WORDS.items()}
