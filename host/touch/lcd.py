# lcd.py - the glass of a meter: its own display list, one item after the other, or by its key
"""The list is what the meter says it is (04000305, 040402nn); names and units come from the identifier tables."""

from functools import lru_cache

from wattkey.dlt645.codes import ENERGY
from wattkey_host.meter.meter import Meter
from wattkey_host.reader.dlt645 import catalogue
from wattkey_host.reader.dlt645.blocks import Value

_EACH_US = 5_000_000  # DL/T 645-2007, 04000302: seconds an item stands [assumed 5]
_AFTER_KEY_US = 20_000_000  # then it goes round by itself again
_OTHERS = {  # of a meter that says nothing of its list
    "2007": (f"{ENERGY[2007]:08X}", "04000101", "04000102", "04000401"),
    "1997": (f"{ENERGY[1997]:04X}", "C010", "C011"),
}


class Lcd:
    """Of one meter."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._at = 0
        self._next_us = _EACH_US

    def press(self) -> None:
        """The key of the meter: the next item, and it stays longer."""
        self._at += 1
        self._next_us = self._meter.clock.now_us + _AFTER_KEY_US

    def shown(self) -> dict[str, str]:
        """What stands there now: code, names, value and unit."""
        now_us = self._meter.clock.now_us
        if now_us >= self._next_us:
            self._at += 1
            self._next_us = now_us + _EACH_US
        items = self._items()
        if not items:
            return {"code": "", "name": "", "name_zh": "", "value": "", "unit": ""}
        self._at %= len(items)
        code, value = items[self._at]
        names = {"name": value.name, "name_zh": value.name_zh}
        return {"code": code, **names, "value": value.text, "unit": value.unit}

    def _items(self) -> list[tuple[str, Value]]:
        standard, codes = self._list()
        found: list[tuple[str, Value]] = []
        for code in codes:
            data = self._meter.store.get(standard, code)
            found += [(code, value) for value in _values(standard, code, data)] if data else []
        return found

    def _list(self) -> tuple[str, list[str]]:
        store = self._meter.store
        count = store.get("2007", "04000305")
        if count:
            entries = [store.get("2007", f"040402{n:02X}") for n in range(1, int(count.hex()) + 1)]
            return "2007", [entry[3::-1].hex().upper() for entry in entries if entry]
        standard = next(s for s in _OTHERS if store.get(s, _OTHERS[s][0]) is not None or s == "1997")
        return standard, list(_OTHERS[standard])


@lru_cache(maxsize=64)
def _values(standard: str, code: str, data: bytes) -> tuple[Value, ...]:
    try:
        return tuple(catalogue.by_code(standard, code).values(data))
    except (LookupError, ValueError):
        return ()
