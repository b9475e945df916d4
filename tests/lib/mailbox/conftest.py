# conftest.py - a mailbox over a drive, a chip and a clock that a test plays with
"""`make_desk(verdict, ...)`: what the chip will say to the orders, one after the other."""

import asyncio

import pytest

from fakes.clock import FakeClock
from fakes.drive import FakeDrive
from wattkey import orders
from wattkey.mailbox import Mailbox
from wattkey.outbox import Outbox


class FakeInfo:
    waiting = disputed = False
    issued, issue, serial = True, 1, bytes.fromhex("0102030405060708")
    card, meter, order, count = bytes.fromhex("1122334455667788"), bytes.fromhex("000000123456"), 4, 7


class FakeWallet:
    def __init__(self, *verdicts):
        self.verdicts, self.taken, self.tidied = list(verdicts), [], 0

    def make_room(self):
        self.tidied += 1

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
            self.clock.skip(100)
            told = asyncio.run(self.box.look())
            if told:
                news.append(told)
        return news

    def calm(self):
        return asyncio.run(self.box.calm())


@pytest.fixture
def make_desk():
    return Desk
