# loadrecord.py - a load record: what the meter wrote down every so many minutes
"""DL/T 645-2007, annex B: A0 A0, count of bytes, time, then six classes of values, each closed by AA (a class that is
not recorded is the AA alone), checksum, E5. An answer holds one such record or several."""

from dataclasses import replace

from wattkey_host.reader.dlt645 import blocks
from wattkey_host.reader.dlt645.blocks import Item, Value

_START, _END, _END_OF_CLASS = b"\xa0\xa0", 0xE5, 0xAA
_HEAD = 8  # A0 A0, count, time 5
_CLASSES = tuple(f"@load_{number}" for number in range(1, 7))


def read(data: bytes) -> list[Value]:
    """The values of all records, keys led by the number of the record. Raises ValueError where one is malformed."""
    found: list[Value] = []
    at = number = 0
    while at < len(data):
        number += 1
        values, size = _record(data[at:])
        found += [replace(value, key=f"{number}.{value.key}") for value in values]
        at += size
    return found


def _record(data: bytes) -> tuple[list[Value], int]:
    if data[:2] != _START or len(data) < _HEAD + len(_CLASSES) + 2:
        raise ValueError("a load record begins with A0 A0, a count and a time, and has six classes")
    found = blocks.read("YYMMDDhhmm", Item("time", "time", "记录存储时间", ""), data[3:_HEAD])
    at = _HEAD
    for spec in _CLASSES:
        size = blocks.length(spec) or 0
        if data[at : at + 1] != bytes([_END_OF_CLASS]):
            found += blocks.read(spec, Item("", "", "", ""), data[at : at + size])
            at += size
        if data[at : at + 1] != bytes([_END_OF_CLASS]):
            raise ValueError(f"load record: byte {at} should be the AA behind {spec.removeprefix('@')}")
        at += 1
    if len(data) < at + 2 or data[at] != sum(data[:at]) & 0xFF or data[at + 1] != _END:
        raise ValueError("load record: checksum or E5 at its end is wrong")
    return found, at + 2
