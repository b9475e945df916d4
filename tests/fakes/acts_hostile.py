# acts_hostile.py - what a changed program in a handheld tells, a seller who believes it, and keys that change meanwhile
"""To be put before a Life (life.py)."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from fakes.life import METERS, OTHERS
from wattkey import orders
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.live.chip import OnDesk
from wattkey_lab.torture import direct
from wattkey_lab.torture.direct import Lost, command

PICK = st.integers(0, 1 << 16)
ROTATIONS = 2  # in one life
ROUNDS = 5  # visits to the seller and to the meter, for one purchase


class HostileActs:
    """Rules of whoever has changed the program of a handheld, and of those who believe it."""

    @rule(n=PICK)
    def a_changed_program_lies(self, n):
        """It tells the chip that what the meter has got was another channel's."""
        chip, meter = self._pick(self.chips, n), self._pick(self.meters, n)
        if not meter.prepaid.records:
            return
        last = meter.prepaid.records[0]
        try:
            for step in (direct.unlock, direct.login, direct.status, direct.proof):
                step(chip, meter)
            command(chip, "confirm", last.count.to_bytes(4, "big") + OTHERS.to_bytes(4, "big"))
        except Lost:
            return

    @precondition(lambda self: self.payments)
    @rule(n=PICK)
    def believes_the_screen(self, n):
        """The customer says that it was not credited, and the seller would have it so: as far as he is let."""
        payment = self._pick(self.payments, n)
        self.receives_a_report(self._place_of(payment))
        self._asks_the_other_channel(payment)
        try:
            row = Desk(self.shop).settle(payment, credited=False)
            self.files.append(Desk(self.shop).end_document(row)[1])
        except VendError:
            return
        self._brings_it_to_an_end(payment)

    @precondition(lambda self: self.shop.keys.generation <= ROTATIONS)
    @rule()
    def makes_new_keys(self):
        Desk(self.shop).rotate()

    @rule(n=PICK, arrives=st.booleans())
    def gives_a_card_new_keys(self, n, arrives):
        chip = self._pick(self.chips, n)
        try:
            made = Desk(self.shop).rekey(chip.cells.card.hex())
        except VendError:
            return
        self.files.append(Desk(self.shop).chip_document(made))
        if arrives:
            command(chip, "rekey", orders.pack(orders.parse(self.files[-1])))
            self._hands_in_a_report(chip)

    @rule(n=PICK, arrives=st.booleans())
    def issues_a_card_anew(self, n, arrives):
        """For its own meter, with the count that the meter shows."""
        chip, meter = self._pick(self.chips, n), self._pick(self.meters, n)
        try:
            at = Desk(self.shop)
            made = at.reissue(chip.cells.card.hex(), METERS[self.meters.index(meter)], count=meter.prepaid.count)
        except VendError:
            return
        self.files.append(at.chip_document(made))
        if arrives:
            self._tries(chip, lambda: self.files[-1])
            self._hands_in_a_report(chip)


class EndActs:
    """At the end of a life nothing may be stuck: by what docs/money.md says every purchase comes to an end."""

    def teardown(self):
        """Then the book is looked through."""
        self.everything_comes_to_an_end()
        super().teardown()

    def everything_comes_to_an_end(self):
        for payment in sorted(self.payments, key=self._order_of):
            for _ in range(ROUNDS):
                if not self._one_step_on(payment):
                    break
            row = next(row for row in self._rows() if row.payment == payment)
            assert not row.open, f"{payment} is stuck: {row.state}, {row.ending}, used {row.used}"
        self.nothing_is_lost_or_doubled()

    def _order_of(self, payment):
        row = next(row for row in self._rows() if row.payment == payment)
        return row.meter, row.card, row.order

    def _one_step_on(self, payment):
        """Whether there was something to do."""
        at, row = Desk(self.shop), next(row for row in self._rows() if row.payment == payment)
        if not row.open:
            return False
        chip, meter = self._chip_of(row), self.meters[METERS.index(row.meter)]
        self._brings_what_waits(at, chip)
        for other in at.open_orders(row.card):
            if other.ending:
                self._tries(chip, lambda other=other: at.end_document(other)[1])
            elif other.order <= row.order:
                self._tries(chip, lambda other=other: at.document(other))
        self._a_careful_session(chip, meter)
        self._hands_in_a_report(chip)
        row = at.find(payment)
        if row.open and (row.used or row.state == "disputed"):
            self._asks_the_other_channel(payment)
            self._tries(chip, lambda: at.end_document(at.settle(payment, credited=payment in self.credited))[1])
            self._hands_in_a_report(chip)
        return True

    def _a_careful_session(self, chip, meter):
        """Where the balance is as small as a count, only the run file decides: the flow asks for it before it loads."""
        steps = (direct.unlock, direct.login, direct.status, direct.proof)
        for step in (
            *steps,
            lambda *_: self._release(chip),
            lambda *_: self._load(meter, -1),
            *steps[2:],
            direct.confirm,
        ):
            try:
                step(chip, meter)
            except Lost:
                continue

    def _brings_what_waits(self, at, chip):
        """A document that makes the card of the chip, or gives it keys."""
        if (waiting := at.waiting_issue(OnDesk(chip).info())) is not None:
            self._tries(chip, lambda: at.chip_document(waiting))
            self._hands_in_a_report(chip)

    def _tries(self, chip, make):
        try:
            doc = orders.parse(make())
            command(chip, doc["type"], orders.pack(doc))
        except (VendError, Lost):
            return
