# usb_hid.py - the USB HID device, which boot.py switches off
"""Module `usb_hid`."""

from typing import Any

from wattkey_host.sim.run import current

_life = current()


def disable() -> None:
    """Do not show the device; boot.py only."""
    _life.check_before_usb()


def enable(*_devices: Any) -> None:
    """Show it; boot.py only."""
    disable()
