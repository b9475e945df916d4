# acts_customer.py - what customers, meters and the utility do: drop files, go to meters, lose power, use electricity
"""To be put before a Life (life.py)."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from fakes.life import METERS, OTHERS
from wattkey import orders
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Carriage, Purchase
from wattkey_host.vend.errors import VendError
from wattkey_lab.torture import direct
from wattkey_lab.torture.direct import Lost, command

ENDS = (8, 8, 8, 7, 6, 5, 5, 4, 4, 3, 2, 1)  # steps of a session before it ends
LOAD = ("sent", "sent", "made", "")
PICK = st.integers(0, 1 << 16)


class CustomerActs:
    """Rules of everybody but the seller."""

    @precondition(lambda self: self.files)
    @rule(file=PICK, chip=PICK)
    def drops_any_file_on_any_handheld(self, file, chip):
        self._drops(file, self._pick(self.chips, chip))

    def _drops(self, file, chip):
        doc = orders.parse(self._pick(self.files, file))
        try:
            command(chip, doc["type"], orders.pack(doc))
        except Lost:
            return

    @rule(n=PICK, other=st.sampled_from([0, 0, 0, 1]), ends_after=st.sampled_from(ENDS), load=st.sampled_from(LOAD))
    def goes_to_a_meter(self, n, other, ends_after, load):
        """A session as the flow has it, which may end after any step; the load may be kept back, or never made."""
        self._session(self._pick(self.chips, n), self._pick(self.meters, n + other), ends_after, load)

    @precondition(lambda self: self.lost)
    @rule(n=PICK, file=PICK, ends_after=st.sampled_from(ENDS), reports=st.booleans())
    def a_lost_handheld_is_found_and_used(self, n, file, ends_after, reports):
        chip, meter = self._pick(self.lost, n)
        if self.files:
            self._drops(file, chip)
        self._session(chip, meter, ends_after, "sent")
        if reports:
            self._hands_in_a_report(chip)

    def _session(self, chip, meter, ends_after, load):
        steps = (
            lambda: direct.unlock(chip, meter),
            lambda: direct.login(chip, meter),
            lambda: direct.status(chip, meter),
            lambda: load and self._release(chip),
            lambda: load == "sent" and self._load(meter, -1),
            lambda: direct.status(chip, meter),
            lambda: direct.proof(chip, meter),
            lambda: direct.confirm(chip, meter),
        )
        for step in steps[:ends_after]:
            try:
                step()
            except Lost:
                continue

    @rule(n=PICK, step=st.sampled_from(["unlock", "login", "status", "proof", "confirm"]))
    def does_one_step(self, n, step):
        try:
            getattr(direct, step)(self._pick(self.chips, n), self._pick(self.meters, n))
        except Lost:
            return

    @rule(n=PICK)
    def has_a_load_made(self, n):
        try:
            self._release(self._pick(self.chips, n))
        except Lost:
            return

    @precondition(lambda self: self.loads)
    @rule(load=PICK, meter=PICK)
    def brings_any_load_to_any_meter(self, load, meter):
        try:
            self._load(self._pick(self.meters, meter), load)
        except Lost:
            return

    def _release(self, chip):
        money = direct.release(chip)
        card, order = chip.cells.card.hex(), chip.cells.order
        past = self._past(Carriage.card == card, Carriage.order == order)
        where = [Purchase.id == past[0].purchase] if past else [Carriage.card == card, Carriage.order == order]
        self.loads.append((self._row(*where).payment, money))

    def _load(self, meter, n):
        if not self.loads:
            return
        payment, money = self._pick(self.loads, n)
        before = meter.prepaid.count
        try:
            direct.load(meter, money)
        finally:
            if meter.prepaid.count != before:
                self.credited.append(payment)

    @rule(n=PICK)
    def loses_power(self, n):
        self._pick(self.chips, n).power_on()

    @rule(n=PICK, rate=st.integers(1, 4))
    def uses_electricity(self, n, rate):
        meter = self._pick(self.meters, n)
        if meter.prepaid.relay_closed:
            meter.consume("40.00", rate)

    @rule(n=PICK)
    def meter_loses_power(self, n):
        self._pick(self.meters, n).cut_power()

    @rule(n=PICK, told=st.booleans())
    def another_channel_recharges(self, n, told):
        meter = self._pick(self.meters, n)
        count = meter.prepaid.other_channel_recharge(OTHERS)
        self.others.add((METERS[self.meters.index(meter)], count))
        if told:
            try:
                Desk(self.shop).elsewhere(METERS[self.meters.index(meter)], count, OTHERS)
            except VendError:
                return
