# bus_lock.py - what all buses share: the lock, the pins, the end
"""Not for the device; busio is made from it."""

from collections.abc import Mapping
from typing import Any

from wattkey_host.sim.hw.microcontroller import Pin
from wattkey_host.sim.run import current

_life = current()
GONE = "Object has been deinitialized and can no longer be used. Create a new object."


class PinUser:
    """Claims pins; `functions` says which pins (by number modulo 8) each role may be on."""

    def __init__(self, roles: dict[str, Pin | None], functions: Mapping[str, tuple[int, ...]]) -> None:
        for role, pin in roles.items():
            if pin is not None and pin.number % 8 not in functions[role]:
                raise ValueError("Invalid pins")
        self._pins = [pin.name for pin in roles.values() if pin is not None]
        for name in self._pins:
            _life.claim(name)
        self._open = True

    def _check(self) -> None:
        _life.check()
        if not self._open:
            raise ValueError(GONE)

    def deinit(self) -> None:
        """Give the pins back."""
        if self._open:
            self._open = False
            for name in self._pins:
                _life.free(name)

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_error: object) -> None:
        self.deinit()


class LockedBus(PinUser):
    """A bus that one user at a time holds."""

    _locked = False

    def try_lock(self) -> bool:
        """Take the bus; False while somebody has it."""
        self._check()
        taken, self._locked = not self._locked, True
        return taken

    def unlock(self) -> None:
        """Give the bus back."""
        self._check()
        self._locked = False

    def _check_lock(self) -> None:
        self._check()
        if not self._locked:
            raise RuntimeError("Function requires lock")
