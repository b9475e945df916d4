# objects698.py - what a meter holds, as objects of DL/T 698.45: the values of its 2007 identifiers, or what was given
"""A meter measures once. Which identifier of 2007 an object stands for is told by their short name, which is one. An
index above 0 is one element of the whole."""

from wattkey_host.meter.store import Store
from wattkey_host.reader.dlt645 import catalogue
from wattkey_host.reader.dlt645.blocks import Value
from wattkey_host.reader.dlt645.catalogue import DLT698, Identifier
from wattkey_host.reader.dlt698 import objects
from wattkey_host.reader.dlt698.axdr import ARRAY, STRUCTURE, Cursor

_FINE = "-fine"  # the same energy with four decimals
_WHOLE = {"wallet": ("balance", "purchase-count"), "status": tuple(f"status-{word}" for word in range(1, 8))}
_RATES = ("", "-sharp", "-peak", "-flat", "-valley")
_PLAIN = {"software": "WattKey"}


class Objects:
    """A Source of a meter's store; `rates` as its registers have."""

    def __init__(self, store: Store, rates: int) -> None:
        self._store = store
        self._rates = rates

    def get(self, standard: str, code: str) -> bytes | None:
        """The data of an object, type in front; None if the meter has no such one."""
        if standard != DLT698:
            return None
        try:
            found = catalogue.by_code(DLT698, code)
        except LookupError:
            return self._element(code)
        value = self._value(found)
        return self._element(code) if value is None else objects.write(found, value)

    def _element(self, code: str) -> bytes | None:
        """One element of an object that is held as a whole."""
        index = int(code[6:], 16)
        whole = self._store.get(DLT698, code[:6] + "00") if index else None
        datum = Cursor(whole).datum() if whole else None
        if datum is None or datum.kind not in (ARRAY, STRUCTURE) or index > len(datum.parts):
            return None
        return datum.parts[index - 1].raw

    def _value(self, found: Identifier) -> object:
        """What it says: one value, or a list of them; None if the meter has none."""
        alias = found.alias.replace(_FINE, "")
        if alias in _PLAIN:
            return _PLAIN[alias]
        if alias in _WHOLE:
            several = [self._twin(part) for part in _WHOLE[alias]]
            return several if None not in several else None
        if found.items and found.items[0].key == "total" and "energy" in alias:
            stem = alias.removesuffix("-block")
            names = [stem + rate for rate in _RATES[: self._rates + 1]]
            return _trimmed([self._twin(name) for name in names])
        if found.items:
            return _trimmed([value.value for value in self._twins(alias)])
        return self._twin(alias)

    def _twin(self, alias: str) -> object:
        """The one value behind the 2007 identifier of this short name."""
        values = self._twins(alias)
        return values[0].value if len(values) == 1 else None

    def _twins(self, alias: str) -> list[Value]:
        try:
            twin = catalogue.find(alias, "2007") if alias else None
        except LookupError:
            return []
        data = self._store.get("2007", twin.code) if twin else None
        return twin.values(data) if twin and data is not None else []


def _trimmed(values: list[object]) -> list[object] | None:
    """Without the phases or rates at the end that the meter does not have."""
    while values and values[-1] is None:
        values = values[:-1]
    return values or None
