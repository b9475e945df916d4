# harm.py - what is done to the lab in the middle of an operation, and where each kind applies
"""The table HARMS; a new kind of harm is a new row."""

from collections.abc import Callable
from typing import NamedTuple

from wattkey_lab.torture.cuts.lab import Lab

OF_THE_AIR = ("uart", "heard", "spi", "meter hears", "meter writes", "meter answers")


class Harm(NamedTuple):
    """One way to break in. `fits(lab, operation, at_meter)`; `do` happens just before the operation."""

    name: str
    words: str
    fits: Callable[[Lab, str, bool], bool]
    do: Callable[[Lab], None]


def _running(lab: Lab, operation: str, _at_meter: bool) -> bool:
    return not operation.startswith("pc ") and hasattr(lab, "world") and lab.world.machine.state != "off"


def _plugged(lab: Lab, operation: str, at_meter: bool) -> bool:
    return _running(lab, operation, at_meter) and lab.world.cable.powered


def _flat_battery(lab: Lab) -> None:
    lab.world.cable.unplug()
    lab.world.cut_power()


HARMS = (
    Harm("handheld", "the handheld's power is cut", _running, lambda lab: lab.world.cut_power()),
    Harm(
        "meter",
        "the meter's power is cut",
        lambda lab, operation, at_meter: at_meter and operation in OF_THE_AIR and _running(lab, operation, at_meter),
        lambda lab: lab.meter.cut_power(),
    ),
    Harm("cable", "the cable is pulled", _plugged, lambda lab: lab.world.cable.unplug()),
    Harm("cable, no battery", "the cable is pulled, and the battery is flat", _plugged, _flat_battery),
    Harm(
        "torn",
        "the chip's write is torn",
        lambda lab, operation, _at_meter: operation == "chip write",
        lambda lab: lab.tear(),
    ),
    Harm(
        "pc",
        "the seller's PC dies",
        lambda lab, operation, _at_meter: operation.startswith("pc "),
        lambda lab: lab.pc.die(),
    ),
)
