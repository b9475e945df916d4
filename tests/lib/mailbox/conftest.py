# conftest.py - a mailbox over a drive, a chip and a clock that a test plays with
"""`make_desk(verdict, ...)`: what the chip will say to the orders, one after the other."""

import asyncio

import pytest

from wattkey import orders
from wattkey.mailbox import Mailbox
from wattkey.outbox import Outbox
from wattkey.ports import Clock, Drive


class FakeClock(Clock):
    now = 0

    def ticks_ms(self):
        return self.now


class FakeDrive(Drive):
    def __init__(self):
        self.files, self.cable, self.asked = {}, True, {}

    def drop(self, path, content, at=0):
        self.files[path] = (content, at)

    def list(self):
        return [(p, len(c), t) for p, (c, t) in self.files.items()]

    def read(self, name, limit, start=0):
        if name not in self.files:
            raise OSError(2)
        return self.files[name][0][start : start + limit]

    def attached(self):
        return self.cable

    def tries(self, kind, record):
        return self.asked.get(kind, 0)

    def settled(self, kind):
        self.asked.pop(kind, None)

    def publish(self, kind, record):
        self.asked[kind] = self.asked.get(kind, 0) + 1


class FakeInfo:
    waiting = disputed = False
    issued, issue, serial = True, 1, bytes.fromhex("0102030405060708")
    card, meter, order, count = bytes.fromhex("1122334455667788"), bytes.fromhex("000000123456"), 4, 7


class FakeWallet:
    def __init__(self, *verdicts):
        self.verdicts, self.taken = list(verdicts), []

    async def take(self, kind, packed):
        self.taken.append(orders.unpack(kind, packed).get("order", kind))
        return self.verdicts.pop(0)

    async def info(self):
        return FakeInfo

    async def report(self):
        return b"\2" + bytes(orders.size("report") - 1)


class Desk:
    """A mailbox and a clock; `watch` looks at it for some seconds and collects the news."""

    info = FakeInfo

    def __init__(self, *verdicts):
        self.clock, self.drive, self.wallet = FakeClock(), FakeDrive(), FakeWallet(*verdicts)
        self.box = Mailbox(self.drive, self.wallet, self.clock)
        self.out = Outbox(self.drive, self.wallet)

    def watch(self, seconds):
        news = []
        for _ in range(int(seconds * 10)):
            self.clock.now += 100
            told = asyncio.run(self.box.look())
            if told:
                news.append(told)
        return news


@pytest.fixture
def make_desk():
    return Desk
