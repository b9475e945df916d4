# acts_seller.py - what a seller does in his lives: sells, takes back, settles, refunds, replaces
"""To be put before a Life (life.py)."""

import json
from random import Random

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from fakes.life import METERS, OTHERS, SOLD
from wattkey import orders
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Purchase
from wattkey_host.vend.errors import VendError
from wattkey_lab.torture.direct import command

PICK = st.integers(0, 1 << 16)
CENTS = st.sampled_from([1, 50, 100_00, 99_98])


class SellerActs:
    """Rules of the seller."""

    @rule(meter=st.sampled_from(METERS), amount=CENTS)
    def sells(self, meter, amount):
        payment = f"payment {len(self.payments) + 1}"
        if sum(row.meter == meter and row.order > self._chip_of(row).cells.order for row in self._rows()) > 1:
            return  # nobody buys more while two files wait
        try:
            purchase = Desk(self.shop).sell(meter, amount, payment, SOLD)
        except VendError:
            return
        self.payments.append(payment)
        self.files.append(Desk(self.shop).document(purchase))

    @rule(n=PICK, amount=CENTS)
    def sells_and_the_file_is_dropped(self, n, amount):
        known = len(self.files)
        self.sells(METERS[n % len(METERS)], amount)
        if len(self.files) > known:
            self.drops_any_file_on_any_handheld(-1, n)

    @precondition(lambda self: self.payments)
    @rule(n=PICK, later=st.booleans(), through=st.booleans())
    def takes_back(self, n, later, through):
        payment = self._pick(self.payments, n)
        try:
            rows = Desk(self.shop).cancel(payment, later=later)
            self.files.append(Desk(self.shop).end_document(rows[0])[1])
        except VendError:
            return
        if through:
            self._brings_it_to_an_end(payment)

    @precondition(lambda self: self.payments)
    @rule(n=PICK, through=st.booleans())
    def settles(self, n, through):
        """He looks at the meter's own records first, and asks the other channel for its own, as he is told to."""
        payment = self._pick(self.payments, n)
        if through:
            self.receives_a_report(self._place_of(payment))
        self._asks_the_other_channel(payment)
        try:
            row = Desk(self.shop).settle(payment, credited=payment in self.credited)
            self.files.append(Desk(self.shop).end_document(row)[1])
        except VendError:
            return
        if through:
            self._brings_it_to_an_end(payment)

    def _asks_the_other_channel(self, payment):
        """It tells of what it has sold, and of nothing else."""
        row = self._row(Purchase.payment == payment)
        if (row.meter, row.count) in self.others:
            self._notes(row.meter, row.count)

    def _notes(self, meter, count):
        try:
            Desk(self.shop).elsewhere(meter, count, OTHERS, "its receipt")
        except VendError:
            return

    def _brings_it_to_an_end(self, payment):
        """The latest file reaches the card, its report the seller, the money the customer."""
        n = self._place_of(payment)
        self.drops_any_file_on_any_handheld(-1, n)
        self.receives_a_report(n)
        self.refunds_or_sells_again(self.payments.index(payment), False)

    @precondition(lambda self: self.payments)
    @rule(n=PICK, again=st.booleans())
    def refunds_or_sells_again(self, n, again):
        payment = self._pick(self.payments, n)
        try:
            if again:
                self.files.append(Desk(self.shop).document(Desk(self.shop).resell(payment)))
            else:
                Desk(self.shop).refund(payment)
        except VendError:
            return

    @rule(n=PICK)
    def receives_a_report(self, n):
        self._hands_in_a_report(self._pick(self.chips, n))

    def _hands_in_a_report(self, chip):
        packed = command(chip, "report")
        self.reports.append(json.dumps(orders.unpack("report", packed)).encode())
        self._receive(self.reports[-1])

    @precondition(lambda self: self.reports)
    @rule(n=PICK)
    def receives_an_old_report(self, n):
        self._receive(self._pick(self.reports, n))

    def _receive(self, text):
        try:
            Desk(self.shop).receive(text)
        except VendError:
            return

    @rule(n=PICK, reports=st.booleans())
    def replaces_a_lost_handheld(self, n, reports):
        at, number = n % len(self.chips), 50 + len(self.lost)
        try:
            made = Desk(self.shop).replace(self.chips[at].cells.card.hex(), f"{number:016}")
        except VendError:
            return
        new = new_chip(f"{number:016}", rng=Random(number).randbytes)
        command(new, "issue", orders.pack(orders.parse(Desk(self.shop).chip_document(made))))
        self.lost.append((self.chips[at], self.meters[at]))
        self.chips[at] = new
        self.files += [Desk(self.shop).document(row) for row in self._rows() if row.card == made.card and row.open]
        if reports:
            self.receives_a_report(at)
