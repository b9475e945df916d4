# test_model.py - a seller, customers, handhelds, meters and another channel do anything in any order
"""Hypothesis chooses what happens. After every step each payment is in exactly one place: credited, in an ESAM, still
in a file, or taken back; so what was sold is the sum of these. WATTKEY_MODEL=2000 tries that many lives."""

import itertools
import json
import os
from datetime import date
from random import Random
from shutil import copytree

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fakes.lives import live, weighted
from wattkey import orders
from wattkey.info import STATES
from wattkey_host.meter.making import local_meter
from wattkey_host.meter.prepaid.esam import MeterKeys
from wattkey_host.sim.chip.cos import Chip
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.sim.chip.memory import Memory
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.vend import ending
from wattkey_host.vend import shop as shop_module
from wattkey_host.vend.cards import replace
from wattkey_host.vend.elsewhere import elsewhere
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.issue import issue
from wattkey_host.vend.ledger import PastOrder, Purchase
from wattkey_host.vend.personal import document as chip_document
from wattkey_host.vend.receive import receive
from wattkey_host.vend.sell import document, sell
from wattkey_host.vend.shop import Shop
from wattkey_lab.torture import direct
from wattkey_lab.torture.direct import Lost, command

METERS, CUSTOMER, SOLD = ("000000000001", "000000000002"), "000000000042", date(2026, 11, 20)
HELD = ("stored", "offered", "not credited", "disputed")
FEW = 24
LIVES = int(os.environ.get("WATTKEY_MODEL", FEW))
BEFORE = ("stored", "offered", "credited", "delivered", "not credited", "disputed", "settled", "taken back")
UNTIL_LOADED, TO_THE_END = 5, 8
ENDS = (8, 8, 8, 7, 6, 5, 5, 4, 4, 3, 2, 1)  # steps of a session before it ends
LOAD = ("sent", "sent", "made", "")
PICK = st.integers(0, 1 << 16)
CENTS = st.sampled_from([1, 50, 100_00, 99_98])


class Model(RuleBasedStateMachine):
    """Our amounts are even or 1, the other channel's are odd and above: so a credit tells whose it is."""

    folder = None  # of the shops: `issued` is one whose two chips are issued, with these cells
    cells = ()
    number = itertools.count()
    seen = set()  # states that chips and ledger came through

    @initialize(before=st.sampled_from(BEFORE))
    def begins(self, before):
        """With a purchase that has come some way; what they do then is anybody's guess."""
        self._open_the_shop()
        self.sells_and_the_file_is_dropped(0, 100_00)
        if before not in ("stored", "taken back"):
            self.goes_to_a_meter(0, 0, UNTIL_LOADED, "sent" if before in ("credited", "delivered") else "made")
        if before in ("disputed", "settled"):
            self.another_channel_recharges(0, True)
        if before in ("delivered", "not credited", "disputed", "settled"):
            self.goes_to_a_meter(0, 0, TO_THE_END, "")
        if before == "settled":
            self.settles(0, True)
        if before == "taken back":
            self.takes_back(0, False, True)

    def _open_the_shop(self):
        self.shop = Shop.open(copytree(self.folder / "issued", self.folder / str(next(self.number))))
        self.chips = [Chip(Memory(cells), Random(i).randbytes) for i, cells in enumerate(self.cells)]
        keys = [MeterKeys(*self.shop.keys.meter_keys(number)) for number in METERS]
        clock = VirtualClock()
        self.meters = [local_meter(number, CUSTOMER, keys[i], clock, seed=i) for i, number in enumerate(METERS)]
        self.payments, self.files, self.reports, self.loads = [], [], [], []
        self.lost = []  # handhelds that were replaced, each with the meter that it is for
        self.credited = []  # payments, in the order in which meters took them

    # --- the seller

    @rule(meter=st.sampled_from(METERS), amount=CENTS)
    def sells(self, meter, amount):
        payment = f"payment {len(self.payments) + 1}"
        if sum(row.meter == meter and row.order > self._chip_of(row).cells.order for row in self._rows()) > 1:
            return  # nobody buys more while two files wait
        try:
            purchase = sell(self.shop, meter, amount, payment, SOLD)
        except VendError:
            return
        self.payments.append(payment)
        self.files.append(document(self.shop, purchase))

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
            rows = ending.cancel(self.shop, payment, later=later)
            self.files.append(ending.document(self.shop, rows[0])[1])
        except VendError:
            return
        if through:
            self._brings_it_to_an_end(payment)

    @precondition(lambda self: self.payments)
    @rule(n=PICK, through=st.booleans())
    def settles(self, n, through):
        """He looks at the meter's own records first, as the ledger tells him to."""
        payment = self._pick(self.payments, n)
        if through:
            self.receives_a_report(self._place_of(payment))
        try:
            row = ending.settle(self.shop, payment, credited=payment in self.credited)
            self.files.append(ending.document(self.shop, row)[1])
        except VendError:
            return
        if through:
            self._brings_it_to_an_end(payment)

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
                self.files.append(document(self.shop, ending.resell(self.shop, payment)))
            else:
                ending.refund(self.shop, payment)
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
            receive(self.shop, text)
        except VendError:
            return

    @rule(n=PICK, reports=st.booleans())
    def replaces_a_lost_handheld(self, n, reports):
        at, number = n % len(self.chips), 50 + len(self.lost)
        try:
            made = replace(self.shop, self.chips[at].cells.card.hex(), f"{number:016}")
        except VendError:
            return
        new = new_chip(f"{number:016}", rng=Random(number).randbytes)
        command(new, "issue", orders.pack(orders.parse(chip_document(self.shop, made))))
        self.lost.append((self.chips[at], self.meters[at]))
        self.chips[at] = new
        self.files += [document(self.shop, row) for row in self._rows() if row.card == made.card and row.open]
        if reports:
            self.receives_a_report(at)

    # --- the customer and his handheld

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
        past = self._past(PastOrder.card == card, PastOrder.order == order)
        where = [Purchase.id == past[0].purchase] if past else [Purchase.card == card, Purchase.order == order]
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

    # --- the meter and the utility

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
        count = meter.prepaid.other_channel_recharge(77)
        if told:
            try:
                elsewhere(self.shop, METERS[self.meters.index(meter)], count, 77)
            except VendError:
                return

    # --- what must be so

    @invariant()
    def nothing_is_lost_or_doubled(self):
        rows = self._rows()
        self.seen |= {STATES[chip.cells.state] for chip in self.chips}
        self.seen |= {"refunded" for row in rows if row.refunded}
        self._sold_is_credited_and_in_an_esam_and_in_files_and_taken_back(rows)
        self._no_count_is_used_twice(rows)
        self._meters_hold_what_was_loaded_and_no_more(rows)

    def _sold_is_credited_and_in_an_esam_and_in_files_and_taken_back(self, rows):
        places = {row.payment: self._places(row) for row in rows}
        assert [(payment, at) for payment, at in places.items() if len(at) != 1] == []

    def _no_count_is_used_twice(self, rows):
        for number, meter in zip(METERS, self.meters, strict=True):
            counts = [record.count for record in meter.prepaid.records]
            assert len(counts) == len(set(counts))
            live = [row.count for row in rows if row.meter == number and row.state != "cancelled"]
            assert len(live) == len(set(live))

    def _meters_hold_what_was_loaded_and_no_more(self, rows):
        amounts = {row.payment: row.amount for row in rows}
        ours = sum(amounts[payment] for payment in self.credited)
        other = sum(record.amount for meter in self.meters for record in meter.prepaid.records if record.amount == 77)
        if all(len(meter.prepaid.records) < 10 for meter in self.meters):  # a meter remembers ten
            assert sum(meter.prepaid.bought for meter in self.meters) == ours + other

    def _places(self, row):
        """Where the money of a payment is; it must be in one place, once."""
        chip = self._chip_of(row)
        state = STATES[chip.cells.state]
        credited = self.credited.count(row.payment)
        at = ["credited"] * credited
        if row.refunded or row.free:
            at.append("taken back")
        elif credited and self._past(PastOrder.purchase == row.id, PastOrder.count == row.count):
            pass  # the lost handheld was faster: the new one holds a count that is used
        elif row.order > chip.cells.order:
            at.append("in a file")
        elif row.order == chip.cells.order and state in HELD and not (credited and state in ("offered", "disputed")):
            at.append("in an esam")
        elif not credited and row.ending is not None and row.open:
            at.append("taken back")  # the chip has done it, the report is on its way
        return at

    def _chip_of(self, row):
        chips = [*self.chips, *(chip for chip, _ in self.lost)]
        return next(chip for chip in chips if chip.cells.card.hex() == row.card)

    def _place_of(self, payment):
        """Of the handheld that has a payment, or that took the place of the lost one."""
        meter = self._row(Purchase.payment == payment).meter
        return METERS.index(meter)

    def _past(self, *where):
        with self.shop.transaction() as session:
            return session.query(PastOrder).filter(*where).all()

    def _rows(self):
        with self.shop.transaction() as session:
            return session.query(Purchase).all()

    def _row(self, *where):
        with self.shop.transaction() as session:
            return session.query(Purchase).filter(*where).one()

    @staticmethod
    def _pick(things, n):
        return things[n % len(things)]


@pytest.fixture
def model(tmp_path, monkeypatch):
    monkeypatch.setattr(shop_module, "PRAGMAS", (*shop_module.PRAGMAS, "PRAGMA synchronous = OFF"))
    shop, cells = Shop.create(tmp_path / "issued", seed=b"model"), []
    for i, number in enumerate(METERS):
        issue(shop, chip := new_chip(f"{i + 1:016}"), number, CUSTOMER)
        cells.append(chip.cells)
    return type("Here", (Model,), {"folder": tmp_path, "cells": cells, "number": itertools.count(), "seen": set()})


OFTEN = {  # what happens -> how often it stands for choice
    "sells_and_the_file_is_dropped": 3,
    "settles": 2,
    "receives_a_report": 3,
    "drops_any_file_on_any_handheld": 4,
    "goes_to_a_meter": 4,
    "does_one_step": 2,
    "brings_any_load_to_any_meter": 2,
}


def test_nothing_is_lost_or_doubled_whatever_they_do(model):
    states = {"stored", "offered", "not credited", "delivered", "cancelled", "settled", "refunded"}
    live(weighted(model, OFTEN), lives=LIVES, steps=40, everywhere=lambda: model.seen >= states)
