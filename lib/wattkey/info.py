# info.py - what the ESAM says of itself: the answer of its command INFO
"""Layout: docs/esam.md. Menus name the properties of Info to say when an entry is to be seen."""

from wattkey.errors import PartBroken

STATES = ("none", "stored", "offered", "not credited", "delivered", "disputed", "cancelled", "settled")
_FIELDS = (1, 8, 4, 8, 6, 4, 4, 4, 1, 1, 4, 1, 1)
LENGTH = 47
_VERSION = b"\2"
_UNDELIVERED = ("stored", "offered", "not credited")
_PIN = ("none", "set", "given")


class Info:
    """Serial, card and meter as bytes; order, count and amount (cents) of the purchase held or held last."""

    def __init__(self, data: bytes) -> None:
        at = 0
        parts = []
        for length in _FIELDS:
            parts.append(data[at : at + length])
            at += length
        if parts[0] != _VERSION:
            raise PartBroken("P10", "INFO version %r" % parts[0])
        self.serial = parts[1]
        self.issue = int.from_bytes(parts[2], "big")  # number of the last issue or rekey document
        self.issued = self.issue > 0
        self.card = parts[3]
        self.meter = parts[4]
        self.order, self.count, self.amount = [int.from_bytes(p, "big") for p in parts[5:8]]
        self.state = name_of(STATES, parts[9][0])
        self.waiting = self.state in _UNDELIVERED
        self.disputed = self.state == "disputed"
        self.unread = self.state == "delivered" and int.from_bytes(parts[10], "big") != self.count
        self.closable = self.state == "delivered" and parts[8] == b"\1"
        self.read = parts[10] != bytes(4)  # there is a reading to show
        self.to_close = self.closable  # and the relay is not known to be closed
        self.pin = name_of(_PIN, parts[11][0])
        self.has_pin = self.issued and self.pin != "none"
        self.no_pin = self.issued and self.pin == "none"
        self.locked = self.waiting and self.pin == "set"  # a purchase that wants the PIN first
        self.ready = self.waiting and self.pin != "set"
        self.box = False  # there are meters of a box to be read; the home loop says so
        self.tries = parts[12][0]  # that are left for the PIN


def name_of(names: "tuple[str, ...]", code: int) -> str:
    """The name of a state or verdict. Raises PartBroken for one that docs/esam.md does not know."""
    if code >= len(names):
        raise PartBroken("P02", f"code {code}")
    return names[code]
