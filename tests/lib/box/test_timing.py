# test_timing.py - a time that is broadcast: what passes down to the meters, how often, and how far off it may be
import asyncio
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.clock import FakeClock
from fakes.wires import Station, Wires
from wattkey.box.boxmeter import BoxMeter
from wattkey.box.downlink import Downlink
from wattkey.box.gateway import Gateway
from wattkey.box.held import Held
from wattkey.box.packed import pack
from wattkey.box.polling import Pass
from wattkey.box.timing import Timing, moment
from wattkey.box.wirelock import WireLock
from wattkey.dlt645.asker import Asker
from wattkey.dlt645.frame import Frame
from wattkey.dlt645.values import BROADCAST

START = datetime(2026, 11, 20, 10, 0, 0)
SELF, OLD, NEW, THIRD = (bytes.fromhex(f"{n:012d}") for n in (99, 1, 2, 3))


def as_sent(when):
    """ss mm hh DD MM YY."""
    return bytes.fromhex(when.strftime("%y%m%d%H%M%S"))[::-1]


class Timed(Station):
    """A meter with a clock, which obeys a time within five minutes of its own."""

    def __init__(self, clock, number, standard, off_s=0):
        super().__init__(number, standard, (100, 20, 30, 50))
        self.clock, self.off = clock, timedelta(seconds=off_s)

    @property
    def now(self):
        return START + timedelta(milliseconds=self.clock.now) + self.off

    def _handle(self, control, data, to):
        date, time = (b"\x10\xc0", b"\x11\xc0") if self.standard == 1997 else (b"\1\1\0\4", b"\2\1\0\4")
        now = as_sent(self.now)
        self.holds |= {date: b"\5" + now[3:], time: now[:3]}
        if control == 0x08:
            told = datetime.strptime(data[::-1].hex(), "%y%m%d%H%M%S")
            if abs(told - self.now) <= timedelta(minutes=5):
                self.off += told - self.now
        return super()._handle(control, data, to)


class Box:
    def __init__(self, *off_s, silent=False):
        self.clock = FakeClock()
        numbers = [(OLD, 1997), (NEW, 2007), (THIRD, 2007)][: len(off_s)]
        self.meters = [Timed(self.clock, n.hex(), s, off) for (n, s), off in zip(numbers, off_s, strict=True)]
        self.wires = Wires(self.clock, self.meters)
        self.wires.checks_parity = True
        polling = Pass()
        for number, standard in numbers:
            polling.add(pack(BoxMeter(number, standard, 1200))[0])
        for meter in self.meters:
            meter.silent = silent
        held, lock = Held(polling, self.clock), WireLock(self.clock)
        downlink = Downlink(Asker(self.wires, self.clock), lock, self.wires, self.clock, 3000)
        self.gateway = Gateway(SELF, held, downlink, False, Timing)
        self.off = Gateway(SELF, held, downlink, False)

    def say(self, off_s=0, gateway=None, data=None):
        """How many questions went out on the wires, and whether the time did."""
        self.wires.questions.clear()
        now = START + timedelta(milliseconds=self.clock.now, seconds=off_s)
        told = Frame(BROADCAST, 0x08, as_sent(now) if data is None else data)
        assert asyncio.run((gateway or self.gateway).answer(told)) is None
        return len(self.wires.questions), 0x08 in [question.control for question in self.wires.questions]

    def days(self, days):
        for _ in range(round(days * 4)):
            self.clock.skip(6 * 3_600_000)
            assert self.gateway._held.now >= 0


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31, 23, 59, 59)))
def test_a_moment_is_seconds_since_2000(when):
    assert moment(as_sent(when)) == (when.replace(microsecond=0) - datetime(2000, 1, 1)).total_seconds()


NO_TIMES = (
    "261399100000 260230100000 250229100000 ff1120100000 ffffffffffff 261120240000 261120106000 26112010006a"
    " 260020100000 261100100000 2611201000"
)


@pytest.mark.parametrize("text", NO_TIMES.split())
def test_what_is_no_time_reaches_no_meter(text):
    box = Box(0, 0)
    assert box.say(data=bytes.fromhex(text)[::-1]) == (0, False)


def test_a_time_near_the_meters_own_passes_once_a_day():
    box = Box(-100, 100)
    assert box.say()[1]
    assert all(abs(meter.off.total_seconds()) < 5 for meter in box.meters)
    assert box.say() == (0, False)
    box.days(0.5)
    assert box.say() == (0, False)  # 22:00
    box.days(0.5)
    assert box.say() == (1, True)


@pytest.mark.parametrize("off_s", [-301, 301, 86_400, 400 * 86_400])
def test_a_time_that_is_off_by_more_than_five_minutes_does_not_pass(off_s):
    box = Box(0, 0)
    assert not box.say(off_s)[1]
    assert box.say(off_s) == (0, False)  # and the meters are not asked again
    box.clock.skip(700_000)
    assert box.say()[1]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_meter_of_three_whose_clock_is_wrong_neither_holds_the_time_up_nor_moves_the_others(place):
    box = Box(*(4000 if n == place else 0 for n in range(3)))
    assert not box.say(off_s=4000)[1]
    box.clock.skip(700_000)
    assert box.say()[1]


def test_sixty_broadcasts_of_a_stranger_move_the_meters_by_five_minutes_at_most():
    box = Box(0, 0)
    asked = sum(box.say(off_s=290 * (n + 1))[0] for n in range(60))
    assert max(meter.off.total_seconds() for meter in box.meters) <= 300
    assert asked <= 8


def test_where_no_meter_tells_its_time_none_passes_and_a_flood_does_not_jam_the_bus():
    box = Box(0, 0, silent=True)
    assert box.say()[1] is False
    assert [box.say() for _ in range(50)] == [(0, False)] * 50


def test_it_can_be_switched_off():
    box = Box(0, 0)
    assert box.say(gateway=box.off) == (0, False)
