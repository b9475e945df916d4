# alarm.py - 256 bytes that survive a reset
"""Module `alarm`: sleep_memory. It is zeros after power-on."""

from wattkey_host.sim.hw.keptbytes import ByteArray
from wattkey_host.sim.run import current

_life = current()
wake_alarm = None


def _store(start: int, data: bytes) -> None:
    _life.op("sleep memory", start, len(data))
    _life.machine.sleep_memory[start : start + len(data)] = data


sleep_memory = ByteArray(_life.machine.sleep_memory, _store)
