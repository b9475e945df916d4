# test_gateway_698.py - questions of DL/T 698.45 from above: for which meter, what passes, what is kept of the answer
import asyncio

import pytest

from fakes.clock import FakeClock
from fakes.wires import Station, Station698, Wires
from wattkey.box.boxmeter import READ, SILENT, BoxMeter
from wattkey.box.downlink import Downlink
from wattkey.box.gateway import Gateway
from wattkey.box.gateway698 import Gateway698
from wattkey.box.held import Held
from wattkey.box.ownpass import OwnPass
from wattkey.box.packed import pack
from wattkey.box.polling import Pass
from wattkey.box.wirelock import WireLock
from wattkey.dlt645.asker import Asker
from wattkey.dlt698.get import energies
from wattkey.dlt698.link import ANSWER, ASK, SCRAMBLED, WILDCARD, Frame698
from wattkey_host.reader.dlt698.frames698 import BROADCAST

OLD, NEW, OTHER = "000000000001", "000000000012", "000000000023"
FOUR = (1234_56, 100_00, 200_00, 300_00, 634_56)
GET = bytes.fromhex("0501050010020000")


class Site:
    """A gateway with a meter of 1997 and two of 698.45."""

    def __init__(self, *, from_last=False, patience_ms=3000):
        self.clock = FakeClock()
        self.one, self.two = Station698(NEW, FOUR), Station698(OTHER, (5, 5))
        self.wires = Wires(self.clock, [Station(OLD, 1997, FOUR), self.one, self.two])
        self.wires.checks_parity = True
        polling = Pass()
        for number, standard in ((OLD, 1997), (NEW, 698), (OTHER, 698)):
            polling.add(pack(BoxMeter(bytes.fromhex(number), standard, 1200))[0])
        self.lock, self.held = WireLock(self.clock), Held(polling, self.clock)
        downlink = Downlink(Asker(self.wires, self.clock), self.lock, self.wires, self.clock, patience_ms)
        self.gateway = Gateway(b"", self.held, downlink, from_last)
        self.third = Gateway698(self.gateway, self.held, self.lock, self.wires, self.clock, patience_ms, from_last)

    def ask(self, to=NEW, data=GET, **how):
        frame = Frame698(bytes.fromhex(to), how.pop("control", ASK), data, **how)
        return asyncio.run(self.third.answer(frame))


def test_a_question_goes_down_as_it_came_and_its_answer_up_under_the_meters_number():
    site = Site()
    answer = site.ask(client=0x21)
    assert (answer.address.hex(), answer.control, answer.client) == (NEW, ANSWER, 0x21)
    assert answer.data[:7] == bytes.fromhex("85010500100200")
    assert energies(answer.data[8:]) == list(FOUR)
    assert site.wires.asked("number", "data") == [(NEW, GET)]
    assert (site.gateway.asked, site.gateway.answered) == (1, 1)


def test_its_registers_are_kept():
    site = Site()
    site.ask()
    meter = site.held.meter(2)
    assert (meter.state, meter.values, meter.standard) == (READ, FOUR, 698)
    assert site.held.tellable(2)


def test_more_than_a_register_holds_goes_up_and_is_not_kept():
    site = Site()
    site.ask()
    site.one.values = (FOUR[0], 1 << 31, *FOUR[2:])
    assert energies(site.ask().data[8:]) == list(site.one.values)
    assert (site.held.meter(2).state, site.held.meter(2).values) == (READ, FOUR)


def test_what_was_read_last_is_told_where_that_is_asked_for():
    site = Site(from_last=True)
    first = site.ask()
    again = site.ask(data=bytes.fromhex("05013F0010020000"))
    assert again.data == first.data[:2] + b"\x3f" + first.data[3:]
    assert len(site.wires.questions) == 1


@pytest.mark.parametrize(
    ("question", "values"),
    [
        pytest.param(GET, (FOUR[0], 1 << 31, *FOUR[2:]), id="more than a register holds"),
        pytest.param(GET, (), id="no energy any more"),
        pytest.param(bytes.fromhex("0501060010020100"), FOUR, id="the total alone"),
        pytest.param(bytes.fromhex("1000 08 0501060010020000 01 10" + "00" * 16), FOUR, id="in plain text with a MAC"),
    ],
)
def test_registers_that_may_be_older_than_what_went_up_are_told_no_more(question, values):
    site = Site(from_last=True)
    site.ask()
    assert site.held.tellable(2)
    site.one.values = values
    assert site.held.meter(2).values == FOUR
    asked = Gateway698(site.gateway, site.held, site.lock, site.wires, site.clock, 3000, from_last=False)
    assert asyncio.run(asked.answer(Frame698(bytes.fromhex(NEW), ASK, question))) is not None
    assert not site.held.tellable(2)
    assert site.held.due(0, quiet=True) == 2


def test_an_answer_that_tells_of_no_register_leaves_them_as_they_are():
    site = Site(from_last=True)
    site.ask()
    assert site.ask(data=bytes.fromhex("0501054001020000")) is not None
    assert site.held.tellable(2)


def test_a_scrambled_question_has_a_scrambled_answer():
    assert Site().ask(control=ASK | SCRAMBLED).control == ANSWER | SCRAMBLED


@pytest.mark.parametrize(("to", "meant"), [("AAAAAAAAAA12", NEW), ("0000000000A3", OTHER), ("AAAAAAAAAAAA", None)])
def test_an_a_stands_for_any_digit_where_it_can_be_no_other_meter(to, meant):
    answer = Site().ask(to.lower(), flags=WILDCARD)
    assert (answer and answer.address.hex()) == meant


SILENCE = [
    {"to": OLD},
    {"to": "000000000099"},
    {"to": "0012"},
    {"flags": BROADCAST},
    {"logical": 1},
    {"control": ANSWER},
    {"data": bytes.fromhex("060105 40000200 1C07EA0B1D081E00 00")},
    {"data": bytes.fromhex("070105 F1000600 00 00")},
    {"data": bytes.fromhex("1000 0B 060105400002001C 07EA0B 01 10" + "00" * 16)},
    {"data": bytes.fromhex("1001 08 0011223344556677 01 10" + "00" * 16)},
    {"data": b""},
    {"data": b"\x10\x00"},
]


@pytest.mark.parametrize("question", SILENCE, ids=str)
def test_what_may_not_pass_is_met_with_silence_and_reaches_no_meter(question):
    site = Site()
    assert site.ask(**question) is None
    assert site.wires.questions == []


def test_a_silent_meter_is_asked_again_while_somebody_waits_and_then_called_silent():
    site = Site()
    site.one.needs = 9
    assert site.ask() is None
    assert 2 <= len(site.wires.questions) <= 5
    assert site.held.meter(2).state == SILENT


def test_the_gateway_reads_it_on_its_own_account_in_its_turn():
    site = Site()
    own = OwnPass(site.wires, site.clock, site.lock, site.held, 60)
    asyncio.run(own.read(2))
    assert site.held.meter(2).values == FOUR
    assert site.ask() is not None  # the wires are free
