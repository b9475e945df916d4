# errors.py - what the vending host refuses, in words
"""One error for all of it: what is wrong and where, then what to do."""

from collections.abc import Mapping


class VendError(Exception):
    """Nothing was changed. `what` says what is wrong and where, `do` what helps (may be empty): English, for people.

    For programs: `code` (a row of wording.py, "" where there is none) and `facts`, its values by their names.
    """

    def __init__(self, what: str, do: str = "", code: str = "", facts: Mapping[str, object] | None = None) -> None:
        """Keep all of it; whoever knows more may add to the words on the way up. With a code: wording.refusal."""
        super().__init__(what, do)
        self.what = what
        self.do = do
        self.code = code
        self.facts = dict(facts or {})
        self.added: list[object] = []  # what was added by `add`

    def add(self, more: object) -> "VendError":
        """What helps besides: a sentence (wording.Phrase has it in both languages), behind the others. Gives itself."""
        self.do = f"{self.do}. {more}" if self.do else str(more)
        self.added.append(more)
        return self

    def __str__(self) -> str:
        """Both parts, as a person reads them."""
        return f"{self.what}. {self.do}" if self.do else self.what


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
