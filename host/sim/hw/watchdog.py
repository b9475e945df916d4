# watchdog.py - the chip's watchdog, in virtual time: not fed for its timeout, it starts the chip anew
"""Module `watchdog`; the timer itself is `microcontroller.watchdog`. It ends with the program that has set it."""

from collections.abc import Callable

from wattkey_host.sim.machine import WATCHDOG
from wattkey_host.sim.run import current

_life = current()
_LONGEST_S = 8  # ports/raspberrypi of CircuitPython: 8.388607 s, rounded down


class WatchDogMode:
    """What happens when it is not fed. The RP2040 cannot raise an exception."""

    RAISE = "RAISE"
    RESET = "RESET"


class WatchDogTimeout(Exception):
    """Of other chips."""


class WatchDogTimer:
    """The timer of the chip."""

    def __init__(self) -> None:
        self._timeout = 0.0
        self._mode: str | None = None
        self._fed_us = 0
        self._due: Callable[[], None] | None = None  # the countdown that counts
        _life.at_end(self._cancel)

    @property
    def timeout(self) -> float:
        """Seconds."""
        return self._timeout

    @timeout.setter
    def timeout(self, seconds: float) -> None:
        _life.check()
        if seconds > _LONGEST_S:
            raise ValueError("timeout must be <= 8")
        self._timeout = seconds
        if self._mode:
            self._start()

    @property
    def mode(self) -> str | None:
        """WatchDogMode.RESET, or None: switched off."""
        return self._mode

    @mode.setter
    def mode(self, mode: str | None) -> None:
        _life.check()
        if mode == WatchDogMode.RAISE:
            raise NotImplementedError
        self._mode = mode
        _life.machine.watchdog_started |= mode is not None
        self._start()

    def feed(self) -> None:
        """Begin to count anew."""
        if not _life.alive:
            _life.check()
        self._fed_us = _life.clock.now_us

    def deinit(self) -> None:
        """Switch it off."""
        self.mode = None

    def _cancel(self) -> None:
        """What counts for nobody would stand in the clock's list: as if something were still under way."""
        if self._due:
            _life.clock.cancel(self._due)
            self._due = None

    def _start(self) -> None:
        self.feed()
        self._cancel()
        if self._mode is None:
            return

        def due() -> None:
            left_us = self._fed_us + round(self._timeout * 1e6) - _life.clock.now_us
            if left_us > 0:
                _life.clock.after(left_us, due)
            elif _life.announce("watchdog"):
                _life.machine.restart(WATCHDOG)

        self._due = due
        _life.clock.after(round(self._timeout * 1e6), due)
