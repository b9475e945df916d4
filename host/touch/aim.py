# aim.py - the light between the handheld and a meter: which meter, how far, at what angle
"""Reach: clean up to 1.5 m straight ahead, half of the light at 20 degrees, less with the square of the distance; at a
quarter of what is needed nothing is heard. All [assumed]: docs/hardware.md says what is known of LED and eye."""

import random
from collections.abc import Callable

from wattkey_host.meter.meter import Meter
from wattkey_host.sim.air import Air

CLEAN_M, HALF_DEGREES, DARK = 1.5, 20.0, 0.25
_WORST = 0.3  # of the bytes, just before it is dark
_NOISE = 0.03  # of the bytes are turned over under noise


class Beam:
    """`target`: the meter it is to point at. `noise`: something else lights up the eye at both ends."""

    def __init__(self, air: Air, chance: random.Random, target: Callable[[], Meter | None]) -> None:
        self._air = air
        self._chance = chance
        self._target = target
        self.distance_m, self.angle = 0.3, 0.0
        self.noise = False
        air.tamper = self._tamper

    @property
    def light(self) -> float:
        """How much of the light that is needed arrives; 1 and more is clean."""
        return (CLEAN_M / self.distance_m) ** 2 * 0.5 ** ((self.angle / HALF_DEGREES) ** 2)

    @property
    def reach(self) -> str:
        """ "clean", "weak" or "dark"."""
        return "clean" if self.light >= 1 else "weak" if self.light >= DARK else "dark"

    def aim(self) -> None:
        """Point as it is set now."""
        self._air.aim(self._target() if self.reach != "dark" else None)

    def hold(self, distance_m: float, angle: float) -> None:
        """Hold the device so far away, turned by so many degrees; aims anew only where that changes who hears."""
        before = self.reach == "dark"
        self.distance_m, self.angle = distance_m, angle
        if before != (self.reach == "dark"):
            self.aim()

    def _tamper(self, _direction: str, value: int) -> int | None:
        wrong = _NOISE if self.noise else 0.0
        if self.reach == "weak":
            wrong += _WORST * ((1 - self.light) / (1 - DARK)) ** 2
        if wrong and self._chance.random() < wrong:
            return value ^ 1 << self._chance.randrange(8)
        return value
