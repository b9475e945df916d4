# partner.py - a partner meter on a bench, one on a TCP port, and the command line in front of it

from datetime import datetime

import pytest
from typer.testing import CliRunner

from fakes.clock import FakeClock
from fakes.link import FakeLink
from fakes.meterbench import MeterBench
from fakes.served import serving
from wattkey.dlt645.master import Master
from wattkey_host.cli import app
from wattkey_host.meter.fault import Fault
from wattkey_host.meter.making import build
from wattkey_host.meter.setup import Setup
from wattkey_host.meter.telling import Teller
from wattkey_host.sim.clock import VirtualClock

ADDRESS = "000000123456"
MORNING = datetime(2026, 11, 20, 9, 0, 0)


class PartnerBench(MeterBench):
    """A partner meter of that set-up; `told` is what it says about itself. After each question two seconds pass."""

    def __init__(self, **setup):
        clock, self.told = VirtualClock(MORNING), []
        super().__init__(build(Setup(**setup), clock, Teller(self.told.append)), clock, ADDRESS)

    def say(self, out):
        super().say(out)
        self.clock.advance(2_000_000)


def asking(bench):
    """The core's asking side in front of a bench."""
    clock = FakeClock(bench.clock)

    def hears(data):
        for byte in data:
            bench.meter.hear(byte)

    link = FakeLink(clock, hears)
    bench.meter.speak = link.say
    return Master(link, clock)


@pytest.fixture
def bench():
    return PartnerBench


@pytest.fixture
def master():
    return asking


@pytest.fixture
def served():
    """Starts partner meters on TCP ports: served(faults=[...], **setup) -> (host:port, meter)."""
    with serving() as serve:

        def start(*faults, **setup):
            meter = build(Setup(**setup), VirtualClock(MORNING))
            meter.faults = [Fault(kind, times=1 << 30, delay_ms=1500) for kind in faults]
            return serve(meter), meter

        yield start


@pytest.fixture
def wattkey():
    """Runs a command: wattkey("read", ...) -> result with exit_code, stdout, stderr."""
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])
