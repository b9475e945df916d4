# errors.py - what the vending host refuses, in words
"""One error for all of it: what is wrong and where, then what to do."""


class VendError(Exception):
    """Nothing was changed. `what` says what is wrong and where, `do` what helps (may be empty)."""

    def __init__(self, what: str, do: str = "") -> None:
        """Keep both parts; whoever knows more may add to them on the way up."""
        super().__init__(what, do)
        self.what = what
        self.do = do

    def __str__(self) -> str:
        """Both parts, as a person reads them."""
        return f"{self.what}. {self.do}" if self.do else self.what


class OlderLedger(VendError):
    """A card has taken an order that the ledger does not know: it is an older one, put back."""

    def __init__(self, card: str, order: int) -> None:
        """The number of the card, and of its last order."""
        what = f"card {card} has taken order {order}, which this ledger never sold"
        super().__init__(
            what, "The ledger is older than the card: restore the latest backup, or `wattkey vend recover`"
        )
        self.card, self.order = card, order


def digits(noun: str, text: str, length: int) -> str:
    """`text` if it is `length` decimal digits. Raises VendError naming the noun ("card", "meter", ...)."""
    if len(text) != length or not text.isascii() or not text.isdigit():
        raise VendError(f"{text!r} is no {noun} number", f"It has {length} digits")
    return text
