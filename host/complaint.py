# complaint.py - what the operating system refuses, said as everything else is: what, where, what to do
"""The errors of files and folders that no command expects by name, and what those of our own are made of."""

from collections.abc import Mapping
from typing import Self


class Complaint(Exception):
    """Nothing was changed. `what` says what is wrong and where, `do` what helps (may be empty): English, for people.

    For programs: `code` (a row of the tables of words, "" where there is none) and `facts`, its values by their names.
    """

    def __init__(self, what: str, do: str = "", code: str = "", facts: Mapping[str, object] | None = None) -> None:
        """Keep all of it; whoever knows more may add to the words on the way up."""
        super().__init__(what, do)
        self.what = what
        self.do = do
        self.code = code
        self.facts = dict(facts or {})
        self.added: list[object] = []  # what was added by `add`

    def add(self, more: object) -> Self:
        """What helps besides: a sentence, behind the others. Gives itself."""
        self.do = f"{self.do}. {more}" if self.do else str(more)
        self.added.append(more)
        return self

    def __str__(self) -> str:
        """Both parts, as a person reads them."""
        return f"{self.what}. {self.do}" if self.do else self.what


def in_words(error: OSError) -> str:
    """One line for a person: `docs: is a directory. Name another one, or see that it can be read and written`."""
    if not error.filename or not error.strerror:  # of a network address: it has said where
        return error.strerror or str(error)
    what = error.strerror[0].lower() + error.strerror[1:]
    return f"{error.filename}: {what}. Name another one, or see that it can be read and written"
