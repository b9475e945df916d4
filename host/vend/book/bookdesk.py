# bookdesk.py - the verbs at the desk that are about the book: what was wrong, the till, names, backups
"""Each is one transaction with its event, as all verbs are (doing.py)."""

from pathlib import Path

from wattkey_host.vend.book import backing, correcting, names, till
from wattkey_host.vend.book.doing import Doing
from wattkey_host.vend.book.ledger import Purchase


class BookDesk(Doing):
    """One person who keeps the book of a shop."""

    def correct_refund(self, payment: str, reason: str, *, lost: bool = False) -> Purchase:
        """A refund that was noted, and not paid out, or paid to a wrong person (`lost`): a counter-entry with its
        reason. Raises VendError."""
        return self._do("correct", lambda book: correcting.refund(book, payment, reason, lost))

    def correct_settlement(self, payment: str, reason: str, *, credited: bool, lost: bool = False) -> Purchase:
        """A settlement that was wrong: a counter-entry with its reason. `lost`: what was refunded because of it does
        not come back. Raises VendError."""
        return self._do("correct", lambda book: correcting.settlement(book, payment, reason, credited, lost))

    def cash_up(self, cents: int, reason: str = "") -> int:
        """Take so much from the till to the bank; what should be left in it. Raises VendError where there is less."""
        return self._do("cash up", lambda book: till.cash_up(book, cents, reason))

    def name_customer(self, customer: str, name: str) -> None:
        """Keep the name of a customer (12 digits), apart from the book. Raises VendError."""
        self._do("name", lambda book: names.keep(book, customer, name))

    def erase_name(self, customer: str) -> None:
        """Take the name of a customer out of the ledger and its files; the book stays. Raises VendError, OSError."""
        self._do("erase", lambda book: names.erase(book, customer))
        backing.let_go_of_what_was_erased(self.shop)

    def backup(self, folder: Path) -> backing.Backup:
        """A copy of the ledger and its heads in `folder`. See backing.py. Raises VendError, OSError."""
        return backing.backup(self.shop, folder)

    def since_backup(self, text: bytes) -> list[str]:
        """What a ledger has lost since those heads were written: the faults. Raises VendError where they are forged."""
        return backing.compare(self.shop, text)
