# life.py - a shop, two handhelds and their meters, and what must be true of every payment at any moment
"""Our amounts are even or 1, another channel's are odd and above: so a credit tells whose it is."""

import itertools
from datetime import date
from random import Random
from shutil import copytree

from hypothesis.stateful import RuleBasedStateMachine, invariant
from sqlalchemy import select

from wattkey.info import STATES
from wattkey_host.meter.making import local_meter
from wattkey_host.meter.prepaid.esam import MeterKeys
from wattkey_host.sim.chip.cos import Chip
from wattkey_host.sim.chip.memory import Memory
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.testkeys import of_meter
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Carriage, Purchase, bought
from wattkey_host.vend.book.shop import Shop

METERS, CUSTOMER, SOLD = ("000000000001", "000000000002"), "000000000042", date(2026, 11, 20)
OTHERS = 77  # cents that another channel sells at a time
HELD = ("stored", "offered", "not credited", "disputed")


class Life(RuleBasedStateMachine):
    """After every step each payment is in exactly one place; what the machine may do is in the acts beside."""

    folder = None  # of the shops: `issued` is one whose two chips are issued, with these cells
    cells = ()
    personality = ""  # of the meters
    number = itertools.count()
    seen = set()  # states that chips and ledger came through; "credited": a meter took a load

    def open_the_shop(self):
        self.shop = Shop.open(copytree(self.folder / "issued", self.folder / str(next(self.number))))
        self.chips = [Chip(Memory(cells), Random(i).randbytes) for i, cells in enumerate(self.cells)]
        keys = [MeterKeys(*of_meter(self.shop.keys, number)) for number in METERS]
        clock = VirtualClock()
        self.meters = [
            local_meter(number, CUSTOMER, keys[i], clock, seed=i, personality=self.personality)
            for i, number in enumerate(METERS)
        ]
        self.payments, self.files, self.reports, self.loads = [], [], [], []
        self.lost = []  # handhelds that were replaced, each with the meter that it is for
        self.others = set()  # (meter, count) of what another channel has sold
        self.credited = []  # payments, in the order in which meters took them

    def teardown(self):
        """Whatever was done, the book holds: its digests, its sums, and its events played once more."""
        assert Desk(self.shop).check().faults == []

    @invariant()
    def nothing_is_lost_or_doubled(self):
        rows = self._rows()
        self.seen |= {STATES[chip.cells.state] for chip in self.chips}
        self.seen |= {"refunded" for row in rows if row.refunded} | ({"credited"} if self.credited else set())
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
        other = sum(
            record.amount for meter in self.meters for record in meter.prepaid.records if record.amount == OTHERS
        )
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
        elif credited and self._past(Carriage.purchase == row.id, Carriage.count == row.count):
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
        with self.shop.reading() as session:
            return session.scalars(select(Carriage).where(Carriage.current.is_(False), *where)).all()

    def _rows(self):
        with self.shop.reading() as session:
            return session.scalars(bought()).all()

    def _row(self, *where):
        with self.shop.reading() as session:
            return session.scalars(bought(*where)).one()

    @staticmethod
    def _pick(things, n):
        return things[n % len(things)]
