# test_model.py - a seller, customers, handhelds, meters and another channel do anything in any order
"""Handhelds are lost, their programs lie, cards get new keys or are issued anew; and in the end every purchase comes to
an end by what the ledger offers: none is stuck. Then an old backup is put back.

Hypothesis chooses what happens. After every step each payment is in exactly one place: credited, in an ESAM, still
in a file, or taken back; so what was sold is the sum of these. WATTKEY_MODEL=2000 tries that many lives in all, a part
of them with each published program of a meter."""

import itertools
import os

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize

from fakes.acts_backup import BackupActs
from fakes.acts_customer import CustomerActs
from fakes.acts_hostile import EndActs, HostileActs
from fakes.acts_seller import SellerActs
from fakes.life import CUSTOMER, METERS, Life
from fakes.lives import assert_holds, weighted
from wattkey_host.meter.prepaid import SERVED
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.live.issue import issue

FEW, SAMPLE = 16, 2
ALL = int(os.environ.get("WATTKEY_MODEL", "0")) // (1 + len(SERVED))  # for each of the tests
LIVES, OTHER_LIVES = ALL or FEW, ALL or SAMPLE
BEFORE = ("stored", "offered", "credited", "delivered", "not credited", "disputed", "settled", "taken back")
UNTIL_LOADED, TO_THE_END = 5, 8


class Model(BackupActs, SellerActs, CustomerActs, HostileActs, EndActs, Life):
    """All that they do."""

    @initialize(before=st.sampled_from(BEFORE))
    def begins(self, before):
        """With a purchase that has come some way; what they do then is anybody's guess."""
        self.open_the_shop()
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


@pytest.fixture
def model(tmp_path):
    shop, cells = Shop.create(tmp_path / "issued", seed=b"model"), []
    for i, number in enumerate(METERS):
        issue(Desk(shop), chip := new_chip(f"{i + 1:016}"), number, CUSTOMER)
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
    assert_holds(weighted(model, OFTEN), lives=LIVES, steps=40, everywhere=lambda: model.seen >= states)


@pytest.mark.parametrize("name", SERVED)
def test_nor_with_another_meter_program(model, name):
    model.personality = name
    assert_holds(
        weighted(model, OFTEN), lives=OTHER_LIVES, steps=40, everywhere=lambda: model.seen >= {"credited", "settled"}
    )
