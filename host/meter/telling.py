# telling.py - what a meter says about itself to people: each question and each answer in words
"""`wattkey meter` prints it on stderr."""

from collections.abc import Callable

from wattkey.dlt645.frame import Frame
from wattkey.dlt698.link import Frame698
from wattkey_host.reader.dlt645.explain import explain
from wattkey_host.reader.dlt698.words698 import explain as explain_698

Tell = Callable[[str], None]  # takes one line of words


class Teller:
    """Tells `tell`; None listens to nothing. `others`: also of questions that are for another meter."""

    def __init__(self, tell: Tell | None = None, others: bool = True) -> None:
        self._tell = tell
        self._others = others

    def say(self, line: str) -> None:
        """Tell one line."""
        if self._tell:
            self._tell(line)

    def asked(self, question: Frame | Frame698, mine: bool) -> None:
        """Tell what was asked."""
        if self._tell and (mine or self._others):
            to = "" if mine else " - not for me"
            self._tell(f"asked by {question.address.hex().upper()}: {_words(question)}{to}")

    def answered(self, answer: Frame | Frame698 | None, fault: str) -> None:
        """Tell what the answer is, and what goes wrong with it on demand."""
        if self._tell:
            said = "nothing" if answer is None else _words(answer)
            self._tell(f"  said: {said}{f' [fault: {fault}]' if fault else ''}")


def _words(frame: Frame | Frame698) -> str:
    return explain_698(frame).text if isinstance(frame, Frame698) else explain(frame).text
