# napping.py - light sleep until a key of the matrix is pressed; keys_native loads it when it is time
"""While the processor sleeps all rows are low and all columns pulled up, so any key pulls its column down."""

import time

import alarm
import microcontroller
from digitalio import DigitalInOut, Pull
from micropython import const
from watchdog import WatchDogMode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from wattkey.ports import Clock

_LOOK_MS = const(10)
_LOOKS = const(300)  # for the key to be let go


async def nap(rows: "list[Any]", columns: "list[Any]", ms: int, clock: "Clock") -> bool:
    """Sleep until a key is pressed (True, once it was let go) or for `ms` (False). The pins must be free.

    The watchdog is off meanwhile: it would bite, and nothing of ours runs that could hang.
    """
    low = [DigitalInOut(pin) for pin in rows]
    for pin in low:
        pin.switch_to_output(False)
    woken_by = _sleep(columns, ms)
    ends = [DigitalInOut(pin) for pin in columns] if woken_by else []
    for end in ends:
        end.switch_to_input(Pull.UP)
    for _ in range(_LOOKS):
        if not [end for end in ends if not end.value]:
            break
        await clock.sleep_ms(_LOOK_MS)
    for pin in low + ends:
        pin.deinit()
    return woken_by


def _sleep(columns: "list[Any]", ms: int) -> bool:
    keys = [alarm.pin.PinAlarm(pin=pin, value=False, pull=True) for pin in columns]
    late = alarm.time.TimeAlarm(monotonic_time=time.monotonic() + ms / 1000)
    dog = microcontroller.watchdog
    if dog:
        dog.mode = None
    woken_by = alarm.light_sleep_until_alarms(late, *keys)
    if dog:
        dog.mode = WatchDogMode.RESET
    return woken_by in keys
