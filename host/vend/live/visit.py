# visit.py - one device at a port, for as long as a command takes: documents in, its report into the ledger
"""Cut off anywhere, the same command again ends it: a document that has arrived says so, a report may come twice.
Where the clerk has to do something else first the session is left open: the device listens on, and falls silent by
itself."""

from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple

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
from wattkey_host.vend.wording import Phrase, phrase, refusal, worded

Run = Callable[[Coroutine[Any, Any, Any]], Any]  # runs a coroutine to its end
Said = Callable[[str], object]


def silent(_words: str) -> None:
    """Nobody wants to hear it."""


class LiveVisit:
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
            raise refusal("chip.blank", serial=self.info.serial.hex())
        return self.info.card.hex()

    def hand_in(self, packed: bytes, do: Phrase | None = None) -> bool:
        """Bring an order in; whether the chip had it already. Raises VendError, with `do`, when the chip refuses."""
        outcome = self._run(self.terminal.hand_in(packed))
        if outcome not in (TAKEN_NOW, TAKEN_BEFORE):
            self.end()  # so that the device shows the code too
            raise _with(refusal("order.refused", why=Reason(outcome)), do)
        return outcome == TAKEN_BEFORE

    def report(self, recovering: bool = False) -> Outcome:
        """Take the card's report into the ledger, fresh from the chip; `recovering`: with orders that the ledger does
        not know any more. Raises VendError, also for another card's."""
        packed = self._run(self.terminal.report())
        self.reported = unpacked(packed)
        if self.reported["card"] != self.card:
            raise refusal("device.other_report", card=self.reported["card"], device=self.card)
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
            self.hand_in(waiting.packed, phrase("then.receive", what=waiting.what))
            self.info = self._run(self.terminal.open())
            self.report()
            if next_waiting(self.desk, self.info, before) == waiting:
                raise refusal("order.not_taken", card=self.card, what=waiting.what)
            self._said(f"Card {self.card} had never got {waiting.words}: brought now.")
            brought.append(waiting.words)
        return brought

    def make_room(self, before: int | None, do: Phrase | None = None) -> None:
        """Bring what comes before order `before` (None: before the next one to be sold). Raises VendError, with `do`,
        if the chip holds one of them now: it takes no other until it was at the meter."""
        stood = self.info.order
        self.bring(before)
        if self.info.waiting and self.info.order != stood:
            self.end()
            raise _with(refusal("order.came_first", card=self.card, order=self.info.order), do)

    def end(self) -> None:
        """Say goodbye: the device shows what came of it."""
        self._run(self.terminal.end())


def _with(error: VendError, do: Phrase | None) -> VendError:
    return error.add(do) if do else error


class Reason(NamedTuple):
    """Why a chip refuses an order, in the device's own words for its code."""

    code: str

    def said(self, language: str) -> str:
        """In a language of LANGUAGES."""
        words = Texts(language).get("err." + self.code)
        if words == "err." + self.code:  # the device's own invention, or a newer one than this program
            return worded("why.unknown", {"code": plain(self.code)}, language)[0]
        return f"{words.replace('|', ' ')} ({self.code})"

    def __str__(self) -> str:
        return self.said("en")
