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


def digits(noun: str, text: str, length: int) -> str:
    """`text` if it is `length` decimal digits. Raises VendError naming the noun ("card", "meter", ...)."""
    if len(text) != length or not text.isascii() or not text.isdigit():
        raise VendError(f"{text!r} is no {noun} number", f"It has {length} digits")
    return text
