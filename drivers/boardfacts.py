# boardfacts.py - what the board knows of itself: versions, flash, pads, temperature, why it started
"""Asked by the self-test, the page of codes and About, and only then loaded; no port of its own, a dict is enough."""

import os
import sys

import alarm
import microcontroller
from micropython import const
from pads import strength

import loader
from wattkey.ports import Clock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

_FOLDERS = "drivers", "flows"
_FIRMWARE_KB = const(1024)  # of the flash, in front of the drive


def _reset() -> str:
    """Why the board started. While a watchdog runs, CircuitPython calls every reset by software one of the watchdog:
    it was one if faults were counted since power-on (faults.py; layout of the memory: drive_board.py)."""
    reason = str(microcontroller.cpu.reset_reason).rpartition(".")[2]
    return "SOFTWARE" if reason == "WATCHDOG" and not alarm.sleep_memory[245] else reason


def _own() -> str:
    """The owner's modules on the drive, which go before those of the image, with blanks; "" where loose files run."""
    if loader.is_loose():
        return ""
    names = [name for folder in _FOLDERS if folder in os.listdir("/") for name in os.listdir("/" + folder)]
    ends = [name for name in names if name[0] != "." and name.endswith((".py", ".mpy"))]
    return " ".join([name.rsplit(".", 1)[0].replace(" ", "_") for name in ends])


def make(settings: "Callable[[str, str], str]", clock: Clock) -> "dict[str, str | int]":
    """version of CircuitPython; flash, drive, free (of the drive, when it was mounted) in KB; pads of the LED in mA, 0:
    no LED; celsius of the chip; reset: why it started; uid, 16 hex digits; own: names of the owner's modules.

    CircuitPython does not tell the flash's size: it is the smallest that holds firmware and drive."""
    volume = os.statvfs("/")
    drive = volume[1] * volume[2] // 1024
    flash = _FIRMWARE_KB
    while flash < _FIRMWARE_KB + drive:
        flash *= 2
    names = (settings("IR_CARRIER", "GP2"), settings("IR_TX", ""))
    has_led = settings("LINK", "ir_pio").startswith("ir")
    return {
        "version": ".".join([str(n) for n in sys.implementation.version[:3]]),
        "flash": flash,
        "drive": drive,
        "free": volume[1] * volume[3] // 1024,
        "pads": min([strength(name) for name in names if name]) if has_led else 0,
        "celsius": int(microcontroller.cpu.temperature or 0),
        "reset": _reset(),
        "own": _own(),
        "uid": "".join(["%02X" % byte for byte in microcontroller.cpu.uid]),
    }
