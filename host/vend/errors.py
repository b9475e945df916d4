# errors.py - what the vending host refuses, in words
"""One error for all of it: what is wrong and where, then what to do."""

from wattkey_host.complaint import Complaint


class VendError(Complaint):
    """A refusal of the desk. With a code: wording.refusal makes it, and wording.Phrase is a sentence to be added that
    is there in both languages."""


class OlderLedger(VendError):
    """A card has taken an order that the ledger does not know: it is an older one, put back."""

    def __init__(self, card: str, order: int) -> None:
        """The number of the card, and of its last order."""
        what = f"card {card} has taken order {order}, which this ledger never sold"
        do = "The ledger is older than the card: restore the latest backup, or `wattkey vend recover`"
        super().__init__(what, do, "ledger.behind", {"card": card, "order": order})
        self.card, self.order = card, order


def digits(noun: str, text: str, length: int) -> str:
    """`text` if it is `length` decimal digits. Raises VendError naming the noun ("card", "meter", ...)."""
    if len(text) != length or not text.isascii() or not text.isdigit():
        facts = {"text": text, "noun": noun, "length": length}
        raise VendError(f"{text!r} is no {noun} number", f"It has {length} digits", "number.none", facts)
    return text
