# partner.py - a partner meter on the virtual clock, one on a TCP port, and the command line in front of it

import asyncio
import threading
from datetime import datetime

import pytest
from typer.testing import CliRunner

from wattkey.dlt645.frame import Frame, Scanner, encode
from wattkey.dlt645.master import Master
from wattkey.ports import Clock, Link
from wattkey_host.cli import app
from wattkey_host.meter.fault import Fault
from wattkey_host.meter.making import build
from wattkey_host.meter.serve import serve_tcp
from wattkey_host.meter.setup import Setup
from wattkey_host.meter.telling import Teller
from wattkey_host.sim.clock import VirtualClock

ADDRESS = "000000123456"
OWN = bytes.fromhex(ADDRESS)


class Bench:
    """A meter and whoever asks it, on one virtual clock."""

    def __init__(self, **setup):
        self.clock = VirtualClock(datetime(2026, 11, 20, 9, 0, 0))
        self.told = []
        self.meter = build(Setup(**setup), self.clock, Teller(self.told.append))
        self.raw = []
        self.meter.speak = lambda data: self.raw.append((self.clock.now_us, data))

    def ask(self, control, data=b"", to=ADDRESS):
        """The one answer as a Frame; None if nothing came."""
        self.raw.clear()
        self.say(encode(Frame(bytes.fromhex(to), control, data), 4))
        scanner = Scanner()
        scanner.feed(b"".join(data for _, data in self.raw))
        return scanner.next()

    def say(self, out):
        for byte in out:
            self.meter.hear(byte)
        self.clock.advance(2_000_000)

    def read(self, code, more=b"", to=ADDRESS):
        """The bytes of a value; of a refusal the error byte."""
        control = 0x11 if len(code) == 8 else 0x01
        name = bytes.fromhex(code)[::-1]
        answer = self.ask(control, name + more, to)
        if answer is None or answer.is_error():
            return answer and answer.data[0]
        assert answer.control & 0x9F == control | 0x80
        assert answer.data[: len(name)] == name
        return answer.data[len(name) :]


class VirtualLink(Link):
    """The core's Link to a Bench, in virtual time."""

    preamble = 1

    def __init__(self, bench):
        self.bench = bench
        self.came = bytearray()
        bench.meter.speak = self.came.extend

    async def send(self, data):
        for byte in data:
            self.bench.meter.hear(byte)

    async def receive(self, limit_ms):
        clock = self.bench.clock
        end = clock.now_us + limit_ms * 1000
        while not self.came and clock.now_us < end:
            clock.step(end)
        data = bytes(self.came)
        self.came.clear()
        return data


class BenchClock(Clock):
    def __init__(self, clock):
        self._clock = clock

    def ticks_ms(self):
        return self._clock.now_us // 1000

    async def sleep_ms(self, n):
        self._clock.advance(n * 1000)


@pytest.fixture
def bench():
    return Bench


@pytest.fixture
def master():
    """The core's asking side in front of a Bench."""
    return lambda bench: Master(VirtualLink(bench), BenchClock(bench.clock))


@pytest.fixture
def served():
    """Starts partner meters on TCP ports: served(faults=[...], **setup) -> (host:port, meter)."""
    loops = []

    def start(*faults, **setup):
        meter = build(Setup(**setup), VirtualClock(datetime(2026, 11, 20, 9, 0, 0)))
        meter.faults = [Fault(kind, times=1 << 30, delay_ms=1500) for kind in faults]
        loop = asyncio.new_event_loop()
        listening = threading.Event()
        where = []

        def ready(address):
            where.append(address)
            listening.set()

        task = loop.create_task(serve_tcp(meter, "127.0.0.1", 0, ready))
        thread = threading.Thread(target=lambda: loop.run_until_complete(asyncio.wait([task])), daemon=True)
        thread.start()
        loops.append((loop, task, thread))
        assert listening.wait(10)
        return where[0], meter

    yield start
    for loop, task, thread in loops:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(10)
        loop.close()


@pytest.fixture
def wattkey():
    """Runs a command: wattkey("read", ...) -> result with exit_code, stdout, stderr."""
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])
