# test_serve.py - a meter on a real port: clients that come together, go away, stammer

import asyncio
import socket
from contextlib import contextmanager

import pytest

from wattkey.dlt645.frame import Frame, Scanner, encode
from wattkey_host.meter.making import build
from wattkey_host.meter.questionwords import KEPT
from wattkey_host.meter.serve import TURN, Pump, converse
from wattkey_host.meter.setup import Setup
from wattkey_host.sim.clock import VirtualClock

OWN = bytes.fromhex("000000123456")
QUESTION = bytes(encode(Frame(OWN, 0x11, bytes.fromhex("00000100")), 1))


@contextmanager
def client(where):
    host, _, port = where.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        yield line


def answers(line, count):
    scanner, found = Scanner(), []
    while len(found) < count:
        data = line.recv(100)
        assert data, "the meter hung up"
        scanner.feed(data)
        while frame := scanner.next():
            found.append(frame)
    return found


def answer(line):
    (frame,) = answers(line, 1)
    return frame


def test_two_clients_each_with_half_a_question_do_not_disturb_each_other(served):
    where, _ = served()
    with client(where) as one, client(where) as two:
        one.sendall(QUESTION[:9])
        two.sendall(QUESTION[:5])
        one.sendall(QUESTION[9:])
        assert answer(one).data[:4] == bytes.fromhex("00000100")
        two.sendall(QUESTION[5:])
        assert answer(two).control == 0x91


def test_a_client_that_goes_away_with_its_answer_pending_harms_nobody(served):
    where, _ = served(answer_ms=100)
    with client(where) as one:
        one.sendall(QUESTION)
    with client(where) as two:
        two.sendall(QUESTION)
        assert answer(two).control == 0x91


def test_a_question_behind_half_a_question_is_found_when_the_line_falls_silent(served):
    where, _ = served()
    with client(where) as one:
        one.sendall(QUESTION[:10] + QUESTION)
        assert answer(one).control == 0x91


def test_two_questions_at_once_get_two_answers(served):
    where, _ = served()
    with client(where) as one:
        one.sendall(QUESTION + QUESTION)
        assert [each.control for each in answers(one, 2)] == [0x91, 0x91]


class Away:
    """A client's end of a connection: it fetches `fetched` bytes of its answers, then no more."""

    def __init__(self, fetched=1 << 30):
        self.left, self.got = fetched, bytearray()

    def write(self, data):
        self.got += data

    async def drain(self):
        while len(self.got) > self.left:
            await asyncio.sleep(0.01)

    def is_closing(self):
        return False

    def close(self):
        pass


def conversations(meter, *asked, ends=None, seconds=0.0):
    """Serve one client for each stream of bytes, all there at once, until they have gone (or for so long)."""

    async def run():
        pump = Pump(meter, asyncio.get_running_loop())
        clients = []
        for stream, end in zip(asked, ends or [Away() for _ in asked], strict=True):
            reader = asyncio.StreamReader()
            reader.feed_data(stream)
            reader.feed_eof()
            clients.append(asyncio.create_task(converse(meter, pump, reader, end)))
        await asyncio.wait(clients, timeout=seconds or None)
        for client in clients:
            client.cancel()

    asyncio.run(run())


@pytest.mark.parametrize("floods", [1, 20])
def test_one_question_is_heard_between_thousands_of_others(bench, floods):
    meter, mine = bench().meter, bytes(encode(Frame(OWN, 0x11, bytes.fromhex("00020000")), 1))
    asked = []
    meter.teller.asked = lambda frame, *rest: asked.append(frame.data) or True
    conversations(meter, *[QUESTION * 500] * floods, mine)
    assert asked.index(bytes.fromhex("00020000")) <= 2 * floods * (TURN // len(QUESTION) + 1)


def test_who_does_not_fetch_the_answers_is_not_heard_meanwhile(bench):
    meter, end, unfetched = bench().meter, Away(fetched=200), []
    meter.teller.asked = lambda *_: unfetched.append(max(0, len(end.got) - 200)) or True
    conversations(meter, QUESTION * 4096, ends=[end], seconds=0.5)
    assert len(end.got) > 200
    assert sum(map(bool, unfetched)) <= 1  # the turn in which it is seen; how many come before is up to the machine


def test_a_meter_that_is_served_for_a_month_remembers_the_last_questions_only():
    """Once every question was kept for ever, 171 bytes each."""
    clock = VirtualClock()
    meter = build(Setup(address="000000000001"), clock)
    ear = meter.line(lambda data: None)
    question = bytes(encode(Frame(meter.number, 0x11, b"\0\0\1\0"), 0))
    for _ in range(2 * KEPT + 500):
        ear.hear(question)
        clock.advance(1_000_000)
    assert KEPT <= len(meter.questions) <= 2 * KEPT
    assert meter.questions[-1] == (clock.now_us - 1_000_000, "00010000 forward energy")
