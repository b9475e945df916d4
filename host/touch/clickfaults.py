# clickfaults.py - what goes wrong on a click, as a table; and how the world is put back
"""Before a fault the scene keeps chip, meters, drive, NVM and ledger. "Undo" switches the board off, puts them back as
they were, and starts it again; the clock is not turned back."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from wattkey_host.meter.fault import Fault
from wattkey_host.sim.clock import BYTE_US

if TYPE_CHECKING:
    from wattkey_host.touch.scene import Scene

_GLARE_US = 3_000_000
Over = Callable[[], bool]


def _once(scene: "Scene", operations: tuple[str, ...], strike: Callable[[], None]) -> Over:
    """`strike` before the next of these operations."""
    struck: list[bool] = []

    def hook(name: str, *_detail: object) -> None:
        if name in operations:
            scene.world.hooks.remove(hook)
            struck.append(True)
            strike()

    scene.world.hooks.append(hook)
    return lambda: bool(struck) or hook not in scene.world.hooks


def _noise(scene: "Scene") -> Over:
    scene.beam.noise = True
    return lambda: not scene.beam.noise


def _stranger(scene: "Scene") -> Over:
    meter = scene.target or scene.wall[0].meter
    fault = Fault("foreign")
    meter.faults.append(fault)
    return lambda: not any(fault is one for one in meter.faults)


def _glare(scene: "Scene") -> Over:
    """A lamp, or the sun, in the device's eye: bytes that nobody sent."""
    clock, end_us = scene.world.clock, scene.world.clock.now_us + _GLARE_US

    def flash() -> None:
        eye = scene.world.air.eye
        if eye is not None:
            eye.receive(scene.chance.randrange(256))
        if clock.now_us < end_us:
            clock.after(BYTE_US, flash)

    flash()
    return lambda: clock.now_us >= end_us


def _torn(scene: "Scene") -> Over:
    scene.watch.torn = False
    scene.stage.chip.memory.tear_at(1)
    return lambda: scene.watch.torn


def _cut(scene: "Scene") -> Over:
    scene.world.cut_power()
    return lambda: True


def _late(scene: "Scene") -> Over:
    scene.late = True
    return lambda: not scene.late


FAULTS: dict[str, Callable[["Scene"], Over]] = {
    "noise": _noise,
    "stranger": _stranger,
    "glare": _glare,
    "torn": _torn,
    "cut": _cut,
    "cut_byte": lambda scene: _once(scene, ("uart", "heard"), scene.world.cut_power),
    "late": _late,
    "dirty": lambda scene: _once(scene, ("host write",), scene.unplug),
}


class Faults:
    """What is armed in a scene, and what it was like before."""

    def __init__(self, scene: "Scene") -> None:
        self._scene = scene
        self._armed: list[tuple[str, Over]] = []
        self._before: list[Callable[[], None]] = []

    @property
    def armed(self) -> list[str]:
        """The names of those that still wait or last."""
        self._armed = [one for one in self._armed if not one[1]()]
        return [name for name, _ in self._armed]

    @property
    def undoable(self) -> bool:
        """Whether there is something to go back to."""
        return bool(self._before)

    def arm(self, name: str) -> None:
        """Let it happen; what was before is kept. The same one is not armed twice."""
        if name in self.armed:
            return
        self._before = [*self._before[-2:], self._scene.keep()]
        self._armed.append((name, FAULTS[name](self._scene)))

    def undo(self) -> None:
        """Everything as it was before the last fault, and started again. Raises LookupError: there was none."""
        if not self._before:
            raise LookupError("nothing went wrong yet")
        put_back = self._before.pop()
        self.clear()
        put_back()

    def clear(self) -> None:
        """No fault is armed any more."""
        world, scene = self._scene.world, self._scene
        world.hooks.clear()
        scene.beam.noise = scene.late = False
        for hung in scene.wall:
            hung.meter.faults.clear()
        scene.stage.chip.memory.tear_at(1 << 30)
        self._armed = []
