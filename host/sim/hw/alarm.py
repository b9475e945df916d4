# alarm.py - 256 bytes that survive a reset, and light sleep until a level of a pin or a time
"""Module `alarm`: sleep_memory, which is zeros after power-on; of the alarms those that end a light sleep."""

from types import SimpleNamespace
from typing import Any

from wattkey_host.sim.hw.keptbytes import ByteArray
from wattkey_host.sim.hw.microcontroller import Pin
from wattkey_host.sim.run import current

_life = current()
wake_alarm = None


def _store(start: int, data: bytes) -> None:
    _life.op("sleep memory", start, len(data))
    _life.machine.sleep_memory[start : start + len(data)] = data


sleep_memory = ByteArray(_life.machine.sleep_memory, _store)


class PinAlarm:
    """A pin has a level. Edges are not there."""

    def __init__(self, pin: Pin, value: bool, edge: bool = False, pull: bool = False) -> None:
        if edge:
            raise NotImplementedError("the simulated board wakes on levels")
        self.pin, self.value, self.pull = pin, value, pull

    def _arm(self) -> None:
        _life.claim(self.pin.name)
        _life.world.nets.pull(self.pin.name, not self.value if self.pull else None)

    def _disarm(self) -> None:
        _life.free(self.pin.name)

    def _due(self) -> bool:
        return _life.world.nets.level(self.pin.name) == self.value


class TimeAlarm:
    """time.monotonic() has come so far, in seconds. Raises ValueError for the past."""

    def __init__(self, *, monotonic_time: float) -> None:
        self.monotonic_time = monotonic_time
        self._due_us = _life.machine.chip_us + round(monotonic_time * 1e6)
        if self._due_us < _life.clock.now_us:
            raise ValueError("Time is in the past.")

    def _arm(self) -> None:
        pass

    _disarm = _arm

    def _due(self) -> bool:
        return _life.clock.now_us >= self._due_us


pin = SimpleNamespace(PinAlarm=PinAlarm)
time = SimpleNamespace(TimeAlarm=TimeAlarm)
_LONGEST_US = 1 << 50


def light_sleep_until_alarms(*alarms: Any) -> Any:
    """Sleep until one of them is due; that one. What the pins were is kept, but for those of the alarms."""
    for one in alarms:
        one._arm()
    last_us = min([one._due_us for one in alarms if isinstance(one, TimeAlarm)], default=_LONGEST_US)
    _life.wait(max(0, last_us - _life.clock.now_us), lambda: any(one._due() for one in alarms))
    due = next((one for one in alarms if one._due()), None)
    for one in alarms:
        one._disarm()
    return due
