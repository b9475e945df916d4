# info.py - what the ESAM says of itself: the answer of its command INFO
"""What it holds, and what follows from that alone. Menus name properties of Info to say when an entry is to be seen."""

from wattkey.errors import PartBroken
from wattkey.profile import OTHER_CHIP, UNCLEAR

STATES = ("none", "stored", "offered", "not credited", "delivered", "disputed", "cancelled", "settled")
_VERSIONS = b"\2\3"  # 3 has RECEIPT, and releases fewer load MACs
_UNDELIVERED = ("stored", "offered", "not credited")
_PIN = ("none", "set", "given")


class Info:
    """Serial, card and meter as bytes; order, count and amount (cents) of the purchase held or held last."""

    def __init__(self, fields: "list[bytes]") -> None:
        """`fields`: the answer, cut by profile.py. Raises PartBroken (P10) for another version of it, P02 for a code
        that docs/esam.md does not know."""
        version, serial, issue, card, meter, order, count, amount, close, state, read_count, pin, tries = fields
        if version not in _VERSIONS:
            raise PartBroken(OTHER_CHIP, "INFO version %r" % version)
        self.serial = serial
        self.issue = int.from_bytes(issue, "big")  # number of the last issue or rekey document
        self.issued = self.issue > 0
        self.card = card
        self.meter = meter
        self.order, self.count, self.amount = [int.from_bytes(raw, "big") for raw in (order, count, amount)]
        self.state = name_of(STATES, state[0])
        self.waiting = self.state in _UNDELIVERED
        self.delivered_first = self.state == "delivered" and self.count == 1
        self.disputed = self.state == "disputed"
        self.unread = self.state == "delivered" and read_count != count
        self.closable = self.state == "delivered" and close == b"\1"  # the relay, as far as the chip knows
        self.read = read_count != bytes(4)  # there is a reading to show
        self.pin = name_of(_PIN, pin[0])
        self.has_pin = self.issued and self.pin != "none"
        self.no_pin = self.issued and self.pin == "none"
        self.locked = self.waiting and self.pin == "set"  # a purchase that wants the PIN first
        self.ready = self.waiting and self.pin != "set"
        self.tries = tries[0]  # that are left for the PIN


def name_of(names: "tuple[str, ...]", code: int) -> str:
    """The name of a state or verdict. Raises PartBroken (P02) for one that docs/esam.md does not know."""
    if code >= len(names):
        raise PartBroken(UNCLEAR, f"code {code}")
    return names[code]
