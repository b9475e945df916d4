# faults.py - counts the faults that follow one another; after three the device keeps still, its drive within reach
"""A fault is a reset by the watchdog, a crash of the interpreter (safemode.py), or an error that ends code.py.

The count is in sleep memory, its complement behind it (layout: drivers/drive_board.py). There it outlasts every reset
and costs no erase of the flash; it is gone when the device is switched off, which is how a person says "try again".
This file needs nothing of the core: that may be what is broken. boot.py has no image mounted when it counts.
"""

import os
import time
from traceback import print_exception

import alarm
import board
import microcontroller
import supervisor
from digitalio import DigitalInOut
from micropython import const

MOST = const(3)  # in a row
_AT = const(244)  # in sleep memory
_WELL_MS = const(60_000)  # whatever comes after so long is another fault
_REST_S = const(600)


def count() -> int:
    """How many faults there were, none of them a minute after the start. 0 after power-on."""
    faults, check = alarm.sleep_memory[_AT : _AT + 2]
    return int(faults) if faults ^ check == 0xFF else 0


def add() -> int:
    """Count one more; returns how many there are now."""
    return _keep(count() + 1)


def heed() -> None:
    """At the start of code.py: forget the faults in a minute, or keep still (and not return) if there were too many."""
    if count() >= MOST:
        rest()
    import asyncio

    asyncio.create_task(_forget())


def ended(error: Exception) -> None:
    """An `error` has ended code.py: start anew. Comes back where a host is to read it, and when it is the third."""
    print_exception(error)
    if add() < MOST and not supervisor.runtime.usb_connected:
        microcontroller.reset()


def rest() -> None:
    """Keep still: a host may mend the drive. Ten minutes without one, then the next try. Does not return."""
    if count() == MOST:
        add()  # if the page is what fails it is not tried again
        try:
            import asyncio

            asyncio.run(_tell())
        except Exception as error:  # whatever is broken, the drive is to stay within reach
            print_exception(error)
    vbus = DigitalInOut(getattr(board, _setting("VBUS_SENSE", "VBUS_SENSE"), board.VBUS_SENSE))
    host, since = False, time.monotonic()
    while host or time.monotonic() - since < _REST_S:
        if microcontroller.watchdog:
            microcontroller.watchdog.feed()
        time.sleep(1)
        host = vbus.value and (host or supervisor.runtime.usb_connected)
        if host:
            since = time.monotonic()
    _keep(MOST - 1)
    microcontroller.reset()


async def _tell() -> None:
    """The page that says so; settings.toml has the language."""
    import asyncio

    from clock_board import BoardClock

    from wattkey.page import Page
    from wattkey.text import Texts

    screen = __import__("screen_" + _setting("SCREEN", "ssd1306")).make(_setting, BoardClock())
    texts = Texts(_setting("WATTKEY_LANGUAGE", "zh"))
    screen.show(Page(texts.get("title.problem"), texts.lines("err.P12"), status="P12"))
    asyncio.create_task(screen.run())
    await screen.drawn()


async def _forget() -> None:
    import asyncio

    await asyncio.sleep(_WELL_MS // 1000)
    _keep(0)


def _setting(name: str, default: str) -> str:
    """As in code.py and images.py, either of which may be what is broken."""
    try:
        return str(os.getenv(name, default))
    except ValueError:
        return default


def _keep(faults: int) -> int:
    alarm.sleep_memory[_AT : _AT + 2] = bytes([faults, faults ^ 0xFF])
    return faults
