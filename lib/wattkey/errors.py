# errors.py - three families of errors, each with a short code that a person can read out
"""T: try again, nothing happened. M: money state unknown, compare first. P: a part is broken.

Every error carries a `code` ("T41"); texts/ has the words for it in every language under that code.
"""


class WattKeyError(Exception):
    """Base of the three families; `code` is the short code, `detail` is for the log only."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class TryAgain(WattKeyError):
    """Nothing was lost and nothing has changed: put it right and do it once more."""


class MoneyUnknown(WattKeyError):
    """A load may or may not have reached the meter: compare with the meter before anything else."""


class PartBroken(WattKeyError):
    """A part is missing or does not answer; the rest goes on without it."""
