# storage.py - who may write to the drive
"""Module `storage`: as much as boot.py and code.py ask."""

from types import SimpleNamespace
from typing import Any

from wattkey_host.sim.mounts import Volume
from wattkey_host.sim.run import BOOT, current

_life = current()


def remount(_path: str, readonly: bool = False, *, disable_concurrent_write_protection: bool = False) -> None:
    """Change who may write. Raises RuntimeError in code.py while USB shows the drive."""
    _life.check()
    if _life.phase != BOOT and _life.machine.usb_connected:
        raise RuntimeError("Cannot remount path when visible via USB.")
    _life.machine.code_may_write = not readonly


def getmount(path: str) -> SimpleNamespace:
    """The file system at `path`. Raises OSError 22 unless it is the root."""
    _life.check()
    if path.rstrip("/"):
        raise OSError(22, "Invalid argument")
    return SimpleNamespace(label="WATTKEY", readonly=_life.phase != BOOT and not _life.machine.code_may_write)


class VfsFat:
    """A FAT volume behind the program's own block device: `readblocks(number, buffer)`. It is only ever read here."""

    def __init__(self, device: Any) -> None:
        _life.check()
        self.volume = Volume(device)


def mount(filesystem: VfsFat, path: str, *, readonly: bool = False) -> None:
    """Show a volume in the place of a folder of the drive. Raises OSError: 2 no such folder, 1 one is there already."""
    _life.check()
    if not readonly:
        raise OSError(30, "Read-only filesystem")
    _life.files.mount(filesystem.volume, path)


def disable_usb_drive() -> None:
    """Hide the drive from the host; boot.py only."""
    _life.check_before_usb()
    _life.machine.code_may_write = True


def enable_usb_drive() -> None:
    """Show the drive to the host; boot.py only."""
    _life.check_before_usb()
    _life.machine.code_may_write = False
