# objects698.py - what a meter holds, as objects of DL/T 698.45: the values of its 2007 identifiers, or what was given
"""A meter measures once; equivalents.py says which identifier of 2007 an object stands for. An index above 0 is one
element of the whole."""

from wattkey_host.meter.equivalents import of_object
from wattkey_host.meter.store import Store
from wattkey_host.reader.dlt645 import catalogue
from wattkey_host.reader.dlt645.identifier import DLT698, Identifier
from wattkey_host.reader.dlt698 import objects
from wattkey_host.reader.dlt698.axdr import ARRAY, STRUCTURE, Cursor

_PARTS = {"202C0200": 2, "20140200": 7}  # wallet, words of state
_SOFTWARE = {"41110200": "WattKey"}


class Objects:
    """A Source of a meter's store; `rates` as its registers have."""

    def __init__(self, store: Store, rates: int) -> None:
        self._store = store
        self._rates = rates

    def get(self, standard: str, code: str) -> bytes | None:
        """The data of an object, type in front; None if the meter has no such one."""
        if standard != DLT698:
            return None
        found = catalogue.known(DLT698, code)
        value = self._value(found) if found else None
        return self._element(code) if found is None or value is None else objects.write(found, value)

    def _element(self, code: str) -> bytes | None:
        """One element of an object that was given as a whole."""
        index = int(code[6:], 16)
        whole = self._store.get(DLT698, code[:6] + "00") if index else None
        datum = Cursor(whole).datum() if whole else None
        if datum is None or datum.kind not in (ARRAY, STRUCTURE) or index > len(datum.parts):
            return None
        return datum.parts[index - 1].raw

    def _value(self, found: Identifier) -> object:
        """What it says: one value, or a list of them; None if the meter has none."""
        count = _PARTS.get(found.code) or len(found.items or ())
        if not count:
            return _SOFTWARE.get(found.code) or self._twin(found.code)
        if found.code.startswith("00"):
            count = self._rates + 1
        several = [self._twin(f"{found.code[:6]}{index:02X}") for index in range(1, count + 1)]
        while several and several[-1] is None:  # phases that it does not have
            several.pop()
        return several or None

    def _twin(self, code: str) -> object:
        """The one value of the identifier of 2007 that stands for an element."""
        twin = of_object(code)
        data = self._store.get("2007", twin) if twin else None
        values = catalogue.by_code("2007", twin).values(data) if twin and data is not None else []
        return values[0].value if len(values) == 1 else None
