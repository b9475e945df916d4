# board.py - what differs between the simulated board and an emulated Pico, for those who hold it in their hands
"""The emulated one has drive and NVM in a flash, from which each look costs time; and no reset but the power."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from wattkey_host.drive.contents import SETTINGS
from wattkey_host.drive.fathost import FatHost
from wattkey_host.sim.drive import Drive
from wattkey_host.sim.machine import RESET
from wattkey_host.sim.world import World

Listed = tuple[tuple[str, int], ...]
_OFF = "GP15"  # the OFF input of the switch, as settings.toml has it
_FOLDERS = ("/", "/mail")  # into which a customer looks


class Board:
    """One world, as either of the two."""

    def __init__(self, world: World) -> None:
        self._world: Any = world
        self._listed: tuple[int, Listed] = (-1, ())  # at how many changes of the flash

    @property
    def emulated(self) -> bool:
        """Whether it is an emulated Pico."""
        return isinstance(self._world.drive, FatHost)

    def files(self) -> Listed:
        """(path, bytes) of what a customer sees on the drive."""
        if not self.emulated:
            return tuple(sorted(self._simulated(), key=lambda one: one[0].lower()))
        changes = len(self._world.machine.flash_log) + self._world.cable.pieces
        if changes != self._listed[0]:
            self._listed = (changes, tuple(self._in_flash()))
        return self._listed[1]

    def used(self) -> int:
        """Bytes of the files on the drive; of an emulated one those that are seen: it says itself when it is full."""
        if self.emulated:
            return sum(size for _, size in self.files())
        return sum(size for _, size, _ in self._world.drive.files())

    def reset(self) -> None:
        """The button."""
        if self.emulated:
            self._world.cut_power()
            self._world.power_on()
        else:
            self._world.machine.restart(RESET)

    def give_cell(self) -> None:
        """Set it up as a handheld with a cell and a latching switch (docs/power.md), before its first start."""
        settings = self._world.drive.read(SETTINGS)
        self._world.drive.write(SETTINGS, re.sub(rb"(?m)^# (POWER(?:_OFF)? = )", rb"\1", settings))

        def pulsed(level: bool) -> None:
            if level:
                self._world.cut_power()

        self._world.nets.watch(_OFF, pulsed)

    def keep(self) -> Callable[[], None]:
        """A function that puts NVM (and an emulated drive) back, to be called without power."""
        if self.emulated:
            drive, nvm = self._world.flash()
            return lambda: self._world.put_flash(drive, nvm)
        machine, kept = self._world.machine, bytes(self._world.machine.nvm)

        def put_back() -> None:
            machine.nvm[:] = kept

        return put_back

    def _simulated(self) -> Iterator[tuple[str, int]]:
        """Looked for in the two folders alone: a page is told ten times in a second, and most files lie elsewhere."""
        drive: Drive = self._world.drive
        for folder in _FOLDERS:
            for name in drive.names(folder):
                found = drive.node(f"{folder}/{name}")
                if found is not None and found.data is not None:
                    yield found.path, len(found.data)

    def _in_flash(self) -> Iterator[tuple[str, int]]:
        for folder in _FOLDERS:
            for found in self._world.drive.listed(folder):
                yield folder.rstrip("/") + "/" + found.name, found.size
