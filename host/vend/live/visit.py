# visit.py - one device at a port, for as long as a command takes: documents in, its report into the ledger
"""Cut off anywhere, the same command again ends it: a document that has arrived says so, a report may come twice.
Where the clerk has to do something else first the session is left open: the device listens on, and falls silent by
itself."""

from collections.abc import Callable, Coroutine
from typing import Any

from wattkey.info import Info
from wattkey.pieces import TAKEN_BEFORE, TAKEN_NOW
from wattkey.text import Texts
from wattkey_host.plain import plain
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.receive import Outcome, unpacked
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.live import shown
from wattkey_host.vend.live.beam import Terminal
from wattkey_host.vend.live.waiting import next_waiting
from wattkey_host.vend.signing import Order

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
        self.reported: dict = {}  # fields of the last report
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
        not know any more. Raises VendError, also for another card's."""
        packed = self._run(self.terminal.report())
        self.reported = unpacked(packed)
        if self.reported["card"] != self.card:
            what = f"the report is of card {self.reported['card']}, and the device is card {self.card}"
            raise VendError(what, "Do not sell to it, and keep it apart")
        return self.desk.recover_packed(packed) if recovering else self.desk.receive_packed(packed)

    def proof_of(self, order: Order) -> Outcome:
        """As `report`, which must show that the chip has this order. Raises VendError."""
        if order.kind in ("unlock", "issue", "rekey"):  # the card's number may be another now; a PIN is in INFO only
            self.info = self._run(self.terminal.open())
        outcome = self.report()
        shown.check(order, self.reported, self.info)
        return outcome

    def bring(self, before: int | None = None) -> list[str]:
        """Bring what the ledger has for this chip, in its turn and with its report behind each, until it has all or
        must go to the meter first; what it was. `before`: of the orders only those before this one. Raises VendError.
        """
        if self.info.issued and self.desk.wants_word(self.info):
            self.report()
        brought = []
        while waiting := next_waiting(self.desk, self.info, before):
            self.hand_in(waiting.packed, f"It was {waiting.words}, which comes before all else: receive its report")
            self.info = self._run(self.terminal.open())
            self.report()
            if next_waiting(self.desk, self.info, before) == waiting:
                raise VendError(f"card {self.card} does not take {waiting.words}", "Receive its report")
            self._said(f"Card {self.card} had never got {waiting.words}: brought now.")
            brought.append(waiting.words)
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


def _words(code: str) -> str:
    words = Texts("en").get("err." + code)
    if words == "err." + code:  # the device's own invention, or a newer one than this program
        return f"an outcome that this program does not know ({plain(code)})"
    return f"{words.replace('|', ' ')} ({code})"
