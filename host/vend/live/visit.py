# visit.py - one device at a port, for as long as a command takes: documents in, its report into the ledger
"""Cut off anywhere, the same command again ends it: a document that has arrived says so, a report may come twice.
Where the clerk has to do something else first the session is left open: the device listens on, and falls silent by
itself."""

from collections.abc import Callable, Coroutine
from typing import Any

from wattkey.info import Info
from wattkey.pieces import TAKEN_BEFORE, TAKEN_NOW
from wattkey.text import Texts
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.receive import Outcome
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.live.beam import Terminal
from wattkey_host.vend.live.waiting import next_waiting

Run = Callable[[Coroutine[Any, Any, Any]], Any]  # runs a coroutine to its end
Said = Callable[[str], object]


def silent(_words: str) -> None:
    """Nobody wants to hear it."""


class Visit:
    """The device that answers `terminal`. `said` hears of documents that are brought besides what was asked for."""

    def __init__(self, desk: Desk, terminal: Terminal, run: Run, said: Said = silent) -> None:
        """Opens a session with it; `info` is what its chip said of itself, proved, last. Raises VendError."""
        self.desk, self.terminal = desk, terminal
        self._run, self._said = run, said
        self.info: Info = run(terminal.open())

    @property
    def card(self) -> str:
        """The number of the card, 16 digits. Raises VendError when the chip is blank."""
        if not self.info.issued:
            raise VendError(f"the chip {self.info.serial.hex()} is blank", "Issue it first")
        return self.info.card.hex()

    def hand_in(self, packed: bytes, do: str = "") -> bool:
        """Bring an order in; whether the chip had it already. Raises VendError, with `do`, when the chip refuses."""
        outcome = self._run(self.terminal.hand_in(packed))
        if outcome not in (TAKEN_NOW, TAKEN_BEFORE):
            self.end()  # so that the device shows the code too
            raise VendError(f"the chip refuses the order: {_words(outcome)}", do)
        return outcome == TAKEN_BEFORE

    def report(self, recovering: bool = False) -> Outcome:
        """Take the card's report into the ledger, fresh from the chip; `recovering`: with orders that the ledger does
        not know any more. Raises VendError."""
        packed = self._run(self.terminal.report())
        return self.desk.recover_packed(packed) if recovering else self.desk.receive_packed(packed)

    def bring(self, before: int | None = None) -> list[str]:
        """Bring what the ledger has for this chip, in its turn and with its report behind each, until it has all or
        must go to the meter first; what it was. `before`: of the orders only those before this one. Raises VendError.
        """
        if self.info.issued and self.desk.wants_word(self.info):
            self.report()
        brought = []
        while waiting := next_waiting(self.desk, self.info, before):
            stood = self._stands
            self.hand_in(waiting.packed, f"It was {waiting.words}, which comes before all else: receive its report")
            brought.append(waiting.words)
            self.info = self._run(self.terminal.open())
            self._said(f"Card {self.card} had never got {waiting.words}: brought now.")
            self.report()
            if self._stands == stood:
                raise VendError(f"card {self.card} does not take {waiting.words}", "Receive its report")
        return brought

    def make_room(self, before: int | None, do: str = "") -> None:
        """Bring what comes before order `before` (None: before the next one to be sold). Raises VendError, with `do`,
        if the chip holds one of them now: it takes no other until it was at the meter."""
        stood = self.info.order
        self.bring(before)
        if self.info.waiting and self.info.order != stood:
            self.end()
            words = f"card {self.card} had never got order {self.info.order}, and has it now: it comes first"
            raise VendError(words, f"Bring it to the meter. {do}".strip(". "))

    def end(self) -> None:
        """Say goodbye: the device shows what came of it."""
        self._run(self.terminal.end())

    @property
    def _stands(self) -> tuple[int, int, str]:
        return self.info.issue, self.info.order, self.info.state


def _words(code: str) -> str:
    return f"{Texts('en').get('err.' + code).replace('|', ' ')} ({code})"
