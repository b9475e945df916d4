# explained.py - what there is to say about one frame
"""Filled in by explain.py and layouts.py."""

from dataclasses import dataclass, field

from wattkey_host.reader.dlt645.blocks import Value


@dataclass(frozen=True)
class Part:
    """A piece of DATA (wire order, 33H taken off), what it is and what it says."""

    data: bytes
    name: str
    says: str = ""


@dataclass
class Explained:
    """A frame in words: its standard, a title, the parts of DATA, the values in it, and what is odd about it."""

    standard: str
    whole: bool = True
    title: str = ""
    parts: list[Part] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def add(self, values: list[Value]) -> None:
        """Take in values that were read out of DATA, each a part of it."""
        self.values += values
        self.parts += [Part(value.wire, value.name, value.spoken) for value in values]

    @property
    def text(self) -> str:
        """Everything but the parts in one line."""
        refused = any(value.key == "error" for value in self.values)  # named in the title
        return self.title + (f": {summary(self.values)}" if self.values and not refused else "")


def summary(values: list[Value]) -> str:
    """Values in one line, by their keys: total 12.50 kWh, peak 3.00 kWh."""
    return ", ".join(v.spoken if v.key == "value" else f"{v.key} {v.spoken}".strip() for v in values)
