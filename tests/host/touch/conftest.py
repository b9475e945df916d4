# conftest.py - the engine of the page with a clock that the test moves, and a page that looks on
import asyncio
import json

import pytest

from wattkey_host.touch.running import Engine


class Table:
    """An engine and one page of it. Nothing sleeps: `go(seconds)` moves the wall clock."""

    def __init__(self, loop, **options):
        self._loop = loop
        self.engine = Engine(**options)
        self.now = 0.0
        self.engine.pacer.use(lambda: self.now)
        self.page = self.join()
        self.seen, self.screen, self.wire, self.count = {}, None, [], 0

    def join(self):
        return self.engine.join()

    def do(self, what, page=None, **arguments):
        """Send a message; its reply."""
        self.count += 1
        return self.send({"id": self.count, "do": what, **arguments}, page)

    def send(self, message, page=None):
        async def sent():
            self.engine.do(page or self.page, message)
            return await self.look(page or self.page)

        return self._loop.run_until_complete(sent())["replies"][-1]

    def ok(self, what, **arguments):
        reply = self.do(what, **arguments)
        assert reply["ok"], reply

    async def look(self, page):
        message = json.loads(await page.next())
        if page is self.page:
            self.seen |= message.get("state", {})
            self.screen = message.get("screen", self.screen)
            self.wire += message.get("wire", [])
        return message

    def go(self, seconds):
        """Let so much time go by on the wall."""
        for _ in range(round(seconds / 0.05)):
            self.now += 0.05
            self.engine.turn(self.now)
        self.engine.tell()
        if self.page._news.is_set():
            self._loop.run_until_complete(self.look(self.page))

    def until(self, true, limit=120):
        """Let time go by until `true()`; what it was."""
        for _ in range(limit * 4):
            self.go(0.25)
            if found := true():
                return found
        raise AssertionError(f"it does not come; the screen says {self.words}")

    def press(self, key):
        self.ok("key.down", key=key)
        self.go(0.1)
        self.ok("key.up", key=key)
        self.go(0.4)

    @property
    def words(self):
        return " / ".join(self.seen["device"]["words"])

    def sees(self, words):
        self.until(lambda: words in self.words)

    @property
    def meter(self):
        return self.seen["meters"][0]

    @property
    def account(self):
        return self.meter["prepaid"]


@pytest.fixture
def make():
    """`make(**options of Engine)` -> Table."""
    loop, made = asyncio.new_event_loop(), []
    asyncio.set_event_loop(loop)

    def table(**options):
        made.append(Table(loop, **options))
        return made[-1]

    yield table
    for one in made:
        one.engine.close()
    loop.close()


@pytest.fixture
def table(make):
    """A fresh scene: the handheld stands at its first page, aimed at a meter that was never opened."""
    return make()


@pytest.fixture(scope="module")
def shared():
    """One table for many tests, none of which changes it."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    one = Table(loop)
    yield one
    one.engine.close()
    loop.close()
