# test_slavemodule.py - what a gateway behind a slave module sees of a power line, and what its concentrator gets back
import pytest

from wattkey.dlt645.frame import Frame, Scanner, encode
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.sim.concentrator import Concentrator
from wattkey_host.sim.powerline import PowerLine
from wattkey_host.sim.slavemodule import SlaveModule

ONE, TWO = "000000000001", "000000000002"
DI = b"\x00\x00\x01\x00"


class GatewayStub:
    """Answers each question after `answer_ms` with its number; numbers in `deaf` it never answers."""

    def __init__(self, clock, module, answer_ms=400, deaf=()):
        self.heard, self.bytes, self.scanner = [], 0, Scanner()
        self.clock, self.module, self.answer_ms, self.deaf = clock, module, answer_ms, deaf
        module.speak = self.hear

    def hear(self, data):
        self.bytes += len(data)
        self.scanner.feed(data)
        question = self.scanner.next()
        self.heard.append((self.clock.now_us, question.address.hex()))
        if question.address.hex() not in self.deaf and question.control != 0x08:
            answer = encode(Frame(question.address, question.control | 0x80, DI + question.address[:4]), 4)
            self.clock.after(self.answer_ms * 1000, lambda: [self.module.hear(byte) for byte in bytes(answer)])


class House:
    """A gateway behind its module on a power line with two meters, and the concentrator at the other end."""

    def __init__(self, gateway=None, **weather):
        self.clock = VirtualClock()
        self.line = PowerLine(self.clock, **weather)
        self.module = SlaveModule(self.clock)
        for number in (ONE, TWO):
            self.line.add(number, self.module.door())
        self.gateway = GatewayStub(self.clock, self.module, **gateway or {})
        self.concentrator = Concentrator(self.clock, self.line, self.wait)

    def wait(self, predicate, limit_s):
        end = self.clock.now_us + limit_s * 1_000_000
        while not predicate() and self.clock.now_us < end:
            self.clock.step(end)
        return predicate()


def question(number):
    return Frame(bytes.fromhex(number), 0x11, DI)


def test_each_number_is_answered_for_itself():
    house = House()
    for number in (ONE, TWO, ONE):
        answer = house.concentrator.ask(question(number))
        assert (answer.address.hex(), answer.control) == (number, 0x91)
    assert [number for _, number in house.gateway.heard] == [ONE, TWO, ONE]


def test_both_ways_over_the_line_take_their_time():
    house = House(delay_s=(2.0, 2.5))
    assert house.concentrator.ask(question(ONE))
    assert 4_400_000 < house.concentrator.answers[0][0] < 5_600_000


def test_what_the_line_loses_is_asked_again():
    house = House(loss=0.5, seed=3)
    assert [bool(house.concentrator.ask(question(ONE), tries=8)) for _ in range(10)] == [True] * 10
    assert len(house.concentrator.answers) > 10


def test_questions_go_to_the_gateway_one_at_a_time():
    house = House(delay_s=(0.1, 0.1))
    for number in (ONE, TWO):
        house.concentrator.say(question(number))
    house.wait(lambda: len(house.concentrator.answers) == 2, 30)
    (first, _), (second, _) = house.gateway.heard
    assert second - first >= 400_000
    assert [answer.address.hex() for _, answer in house.concentrator.answers] == [ONE, TWO]


def test_a_gateway_that_says_nothing_holds_the_next_question_only_so_long():
    house = House(gateway={"deaf": (ONE,)}, delay_s=(0.1, 0.1))
    assert house.concentrator.ask(question(ONE), tries=1, patience_s=3) is None
    assert house.concentrator.ask(question(TWO)).address.hex() == TWO
    assert house.gateway.heard[1][0] - house.gateway.heard[0][0] == pytest.approx(6_000_000, abs=1000)


def test_a_broadcast_comes_once_for_all_numbers_and_waits_for_no_answer():
    house = House(delay_s=(0.1, 0.1))
    house.line.broadcast(bytes(encode(Frame(b"\x99" * 6, 0x08, bytes(6)), 0)))
    house.wait(lambda: len(house.gateway.heard) > 1, 5)
    assert [number for _, number in house.gateway.heard] == ["99" * 6]
    before = house.clock.now_us
    house.concentrator.ask(question(ONE))
    assert house.gateway.heard[1][0] - before < 500_000
