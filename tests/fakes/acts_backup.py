# acts_backup.py - an old backup of the ledger is put back: what the cards know, and it does not
"""To be put before a Life (life.py). What was sold, taken back or settled since that backup the ledger has forgotten;
the cards tell, and the receipts. Nothing may be refundable that a meter has, and no card may stay unheard."""

import shutil

import pytest
from hypothesis.stateful import precondition, rule

from fakes.life import METERS, SOLD
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.errors import VendError
from wattkey_lab.torture.direct import command

ROUNDS = 4


class BackupActs:
    """A rule, and what follows at the end of a life: the backup is put back."""

    backup = None

    @precondition(lambda self: self.payments and self.backup is None)
    @rule()
    def makes_a_backup(self):
        self.shop.close()
        self.backup = shutil.copytree(self.shop.folder, self.folder / str(next(self.number)))

    def teardown(self):
        """After all that is looked at there."""
        super().teardown()
        if self.backup is not None:
            self.the_backup_is_put_back()

    def the_backup_is_put_back(self):
        shutil.copy(self.shop.folder / "keys.json", self.backup / "keys.json")  # the latest, as the docs say
        self.shop.close()
        self.shop = Shop.open(self.backup)
        at = Desk(self.shop)
        at.restored()
        for number in METERS:
            with pytest.raises(VendError):
                at.sell(number, 1, f"unheard {number}", SOLD)
        for chip, number in zip(self.chips, METERS, strict=True):
            if at.card_of(chip.cells.serial.hex()) is not None:
                at.recover_packed(command(chip, "report"))
                self._sells(at, chip, number)
        refundable = {row.payment for row in self._rows() if row.free and self._is_refunded(at, row.payment)}
        assert refundable & set(self.credited) == set()
        assert at.check().faults == []

    def _sells(self, at, chip, number):
        """What stands open comes to its end, and so does the next sale."""
        self._brings_what_waits(at, chip)
        for row in [*at.open_orders(chip.cells.card.hex()), None]:
            payment = row.payment if row else at.sell(number, 50_00, f"after {number}", SOLD).payment
            for _ in range(ROUNDS):
                self._one_step_on(payment)
            assert not at.find(payment).open, f"{payment} is stuck: {at.find(payment).state}"

    @staticmethod
    def _is_refunded(at, payment):
        """Without a look at the receipts."""
        try:
            return at.refund(payment).refunded
        except VendError:
            return False
