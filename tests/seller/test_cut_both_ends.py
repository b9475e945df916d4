# test_cut_both_ends.py - the clerk's program is killed, the handheld loses its power: at any moment of a live command
"""Every question before and after it goes out, every change of the ledger before and after it is kept, every write of
the chip before and after it is done. The same command again ends in the same ledger and the same chip, each document
taken once. WATTKEY_ALL_CUTS=1 takes every moment; without it a sample."""

import os
from contextlib import contextmanager
from dataclasses import asdict

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from fakes.beam import Beam
from wattkey.info import STATES
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.story.stage import CUSTOMER, METER, SERIAL
from wattkey_host.vend.book.base import Base
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.live.issue import issue

CARD, OTHER = "0000000000000001", "000000777777"
STEP = 1 if os.environ.get("WATTKEY_ALL_CUTS") else 23
WAYS = ["ir", "serial"]
HISTORY = ("event", "step", "entry", "report")  # an interrupted command has more of it


class Killed(BaseException):
    """The clerk's program is gone: nothing of it runs any more."""


class Moments:
    """Counts the moments of a command, and acts at number `at`."""

    def __init__(self, at=0, act=lambda: None):
        self.at, self.act, self.count = at, act, 0

    def __call__(self, *_session):
        self.count += 1
        if self.count == self.at:
            self.act()

    @contextmanager
    def of_the_ledger(self):
        for name in ("before_commit", "after_commit"):
            event.listen(Session, name, self)
        yield
        for name in ("before_commit", "after_commit"):
            event.remove(Session, name, self)


def sale(counter, link):
    return counter.sell(50_00, "P2", counter.terminal(link=link))


def issuing(counter, link):
    return counter.issue(counter.terminal(link=link))


# What was done before -> the command.


def nothing(counter):
    counter.open()


def a_missing_order(counter):
    counter.open()
    Desk(counter.shop).sell(METER, 30_00, "P1", counter.DAY)


def new_keys(counter):
    counter.open()
    counter.shop.keys = counter.shop.keys.rotate()
    Desk(counter.shop).rekey(CARD)


def another_meter(counter):
    counter.open()
    Desk(counter.shop).reissue(CARD, OTHER)


def something_to_take_back(counter):
    counter.open().sell(30_00, "P1")
    Desk(counter.shop).cancel("P1")
    counter.back_to_menu()
    counter.open()


def something_to_settle(counter):
    counter.open().sell(30_00, "P1")
    counter.chip.memory.write(state=STATES.index("disputed"))
    counter.back_to_menu()
    counter.open().receive()
    Desk(counter.shop).settle("P1", credited=True)
    counter.back_to_menu()
    counter.open()


def a_lost_card(counter):
    counter.open()
    lost = issue(Desk(counter.shop), new_chip("57574B00000000AA"), METER, CUSTOMER).card
    Desk(counter.shop).sell(METER, 30_00, "P1", counter.DAY)
    Desk(counter.shop).replace(lost, SERIAL.lower())


STORIES = [
    (nothing, sale),
    (a_missing_order, sale),
    (new_keys, sale),
    (another_meter, sale),
    (something_to_take_back, sale),
    (something_to_settle, sale),
    (nothing, issuing),
    (a_lost_card, issuing),
]


class Stories:
    """One story on one way, again and again."""

    def __init__(self, make_counter, way, before, command):
        self._make, self._way, self._before, self._command = make_counter, way, before, command

    def ready(self):
        counter = self._make(issued=self._command is sale, usb=self._way == "serial")
        self._before(counter)
        self.writes = counter.chip.memory.writes
        return counter

    def run(self, counter, moments=None):
        """The command, to whatever end it has; how the error began that it ended with."""
        moments = moments or Moments()
        self.ended = ""
        with moments.of_the_ledger():
            try:
                self._command(counter, Beam(counter.link, moment=moments))
            except VendError as error:
                self.ended = str(error)
            except Killed:
                self.ended = "killed"
        return moments

    def undisturbed(self):
        """(all that it leaves behind, how many moments it has, how many writes of the chip)."""
        counter = self.ready()
        moments = self.run(counter)
        self.check_end("has it now")
        return left_behind(counter), moments.count, counter.chip.memory.writes - self.writes

    def check_end(self, words):
        """Only what has to go to the meter first ends in words."""
        assert words in self.ended if self._before is a_missing_order else not self.ended, self.ended

    def check(self, counter, wanted, writes):
        self.run(counter)
        if "Choose `Seller`" in self.ended:  # it had gone back to a page: done as one is told
            counter.back_to_menu()
            counter.open()
            self.run(counter)
        self.check_end("othing was sold")
        for name, rows in left_behind(counter).items():
            assert rows == wanted[name], name
        assert counter.chip.memory.writes - self.writes == writes


def left_behind(counter):
    """Ledger and chip, without what is random; new master keys are."""
    chip = {name: value for name, value in asdict(counter.chip.cells).items() if not name.endswith("_key")}
    with counter.shop.transaction() as session:
        tables = [table for table in Base.metadata.sorted_tables if table.name not in HISTORY]
        ledger = {table.name: [tuple(row) for row in session.execute(select(*_lasting(table)))] for table in tables}
    return {**ledger, "chip": {**chip, "random1": b""}}


def _lasting(table):
    return [column for column in table.columns if column.name != "at"]


def switched_on_again(counter):
    counter.world.cut_power()
    counter.bench.on()
    counter.open()


@pytest.fixture(params=[(way, *story) for way in WAYS for story in STORIES], ids=lambda p: "-".join(
    [p[0], p[1].__name__, p[2].__name__]
))  # fmt: skip
def desk(request, make_counter):
    return Stories(make_counter, *request.param)


def kill():
    raise Killed


def test_the_clerks_program_is_killed(desk):
    wanted, moments, writes = desk.undisturbed()
    for at in range(1 + moments % STEP, moments + 1, STEP):
        counter = desk.ready()
        assert desk.run(counter, Moments(at, kill)).count == at
        desk.check(counter, wanted, writes)


def test_the_handheld_loses_its_power(desk):
    wanted, moments, writes = desk.undisturbed()
    for at in range(1 + moments % STEP, moments + 1, STEP):
        counter = desk.ready()
        desk.run(counter, Moments(at, counter.world.cut_power))
        switched_on_again(counter)
        desk.check(counter, wanted, writes)


@pytest.mark.parametrize("done", [False, True])
def test_the_handheld_loses_its_power_at_a_write_of_its_chip(desk, done):
    wanted, _, writes = desk.undisturbed()
    assert writes
    for number in range(1, writes + 1):
        counter = desk.ready()
        cut_at_write(counter, number, done)
        desk.run(counter)
        assert counter.world.machine.state != "running"
        switched_on_again(counter)
        desk.check(counter, wanted, writes)


def cut_at_write(counter, number, done):
    """The power goes at write `number` from now: in it, so that nothing is written, or behind it."""
    memory, write = counter.chip.memory, counter.chip.memory.write
    left = [number]

    def counted(**changes):
        left[0] -= 1
        if left[0]:
            return write(**changes)
        memory.write = write
        counter.world.clock.after(0, counter.world.cut_power)
        if done:
            return write(**changes)
        memory.tear_at(1)
        return write(**changes)

    memory.write = counted
