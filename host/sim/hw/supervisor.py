# supervisor.py - ticks, USB state, auto-reload, reasons
"""Module `supervisor`."""

from typing import Any

from wattkey_host.sim import settingsfile
from wattkey_host.sim.machine import SUPERVISOR_RELOAD
from wattkey_host.sim.run import BOOT, current

_life = current()
_machine, _clock = _life.machine, _life.clock
_PERIOD = 1 << 29  # milliseconds
_START = _PERIOD - 65_000  # wraps 65 s after the start, so that nobody forgets that it wraps
_LOOK_US = 20  # what asking takes, so that a loop which only waits comes to its end


def ticks_ms() -> int:
    """Milliseconds, wrapping at 2^29. Asked so often that what Life.spend does at best is done here."""
    end = _clock.now_us + _LOOK_US
    if _life.alive and end < _clock.free_us:
        _clock.now_us = end
    else:
        _life.spend(_LOOK_US)
    return (_START + (_clock.now_us - _machine.chip_us) // 1000) % _PERIOD


class RunReason:
    """Why code.py runs."""

    STARTUP = "STARTUP"
    AUTO_RELOAD = "AUTO_RELOAD"
    SUPERVISOR_RELOAD = "SUPERVISOR_RELOAD"
    REPL_RELOAD = "REPL_RELOAD"


class SafeModeReason:
    """Why the board is in safe mode."""

    NONE = "NONE"
    BROWNOUT = "BROWNOUT"
    FLASH_WRITE_FAIL = "FLASH_WRITE_FAIL"
    GC_ALLOC_OUTSIDE_VM = "GC_ALLOC_OUTSIDE_VM"
    HARD_FAULT = "HARD_FAULT"
    INTERRUPT_ERROR = "INTERRUPT_ERROR"
    NLR_JUMP_FAIL = "NLR_JUMP_FAIL"
    NO_CIRCUITPY = "NO_CIRCUITPY"
    NO_HEAP = "NO_HEAP"
    PROGRAMMATIC = "PROGRAMMATIC"
    SAFE_MODE_PY_ERROR = "SAFE_MODE_PY_ERROR"
    STACK_OVERFLOW = "STACK_OVERFLOW"
    USB_BOOT_DEVICE_NOT_INTERFACE_ZERO = "USB_BOOT_DEVICE_NOT_INTERFACE_ZERO"
    USB_TOO_MANY_ENDPOINTS = "USB_TOO_MANY_ENDPOINTS"
    USB_TOO_MANY_INTERFACE_NAMES = "USB_TOO_MANY_INTERFACE_NAMES"
    USER = "USER"
    WATCHDOG = "WATCHDOG"


class Runtime:
    """What is so just now."""

    run_reason = _life.machine.started.run_reason
    safe_mode_reason = _life.machine.started.safe_mode
    rgb_status_brightness = 255

    @property
    def usb_connected(self) -> bool:
        """A host has set the device up and is awake."""
        _life.check()
        return _life.machine.usb_connected

    serial_connected = usb_connected

    @property
    def autoreload(self) -> bool:
        """Whether a change of the drive by the host starts code.py again."""
        _life.check()
        return _life.machine.autoreload

    @autoreload.setter
    def autoreload(self, on: bool) -> None:
        _life.check()
        _life.machine.autoreload = bool(on)


runtime = Runtime()


def reload() -> None:
    """Start code.py again; does not return."""
    _life.outside(lambda: _life.machine.restart(SUPERVISOR_RELOAD))


def set_next_code_file(filename: str | None, *, reload_on_success: bool = False, reload_on_error: bool = False) -> None:
    """What runs after code.py, and whether at once; code.py itself is all that is known here."""
    _life.check()
    if filename not in (None, "/code.py"):
        raise NotImplementedError
    _life.reload_on_error = reload_on_error


def set_usb_identification(
    manufacturer: str | None = None, product: str | None = None, vid: int = -1, pid: int = -1
) -> None:
    """The names that a host shows; boot.py only."""
    if _life.phase != BOOT:
        raise RuntimeError("Cannot change USB devices now")


def get_setting(name: str, default: Any = None) -> Any:
    """A value of settings.toml: text, a whole number, true or false. Raises ValueError where it cannot be read."""
    _life.check()
    value = settingsfile.typed(settingsfile.of(_life.world.drive), name)
    return default if value is None else value
