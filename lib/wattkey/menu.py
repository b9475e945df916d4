# menu.py - the menu: a table of entries, and the home loop that shows it
"""An entry is a label, the flow it starts and when it is to be seen. While no flow runs, the home loop
takes keys, looks into the mailbox, and has changes published when no copy can be in progress."""

from traceback import print_exception

from micropython import const

from wattkey import orders
from wattkey.errors import WattKeyError
from wattkey.mailbox import Mailbox
from wattkey.outbox import Outbox
from wattkey.person import Person, Presenter
from wattkey.ports import Clock
from wattkey.wallet import Wallet

try:
    from typing import Awaitable, Callable
except ImportError:
    pass

_TICK_MS = const(20)
_REST_MS = const(3000)  # no reset to publish while a person is pressing keys
_NEWS_MS = const(4000)  # how long good news from the mailbox stays on the screen
_BAD_NEWS_MS = const(60_000)  # and what is wrong with a file, unless a key says that it was read


def entry(label: str, flow: str, when: str, key: str = "") -> tuple:
    """One line: text key, name of the flow, property of wallet.Info that shows it, a key that starts it at once."""
    return (label, flow, when, key)


def menu(name: str, *entries: tuple) -> tuple:
    """A whole menu."""
    return (name, entries)


class Home:
    """The idle loop. `start(name)` is a coroutine that runs one flow to its end."""

    def __init__(
        self,
        table: tuple,
        start: "Callable[[str], Awaitable[str]]",
        wallet: Wallet,
        mailbox: Mailbox,
        outbox: Outbox,
        person: Person,
        presenter: Presenter,
        clock: Clock,
    ) -> None:
        self._table = table[1]
        self._start = start
        self._wallet = wallet
        self._mailbox = mailbox
        self._outbox = outbox
        self._person = person
        self._presenter = presenter
        self._clock = clock
        self._entries: "list[tuple]" = []
        self._selected = 0
        self._news: "tuple | None" = None  # (text key, value) and since when it is on the screen
        self._told = 0
        self._pressed = clock.ticks_ms() - _REST_MS
        self._fresh = False  # the page shows the chip's present state
        self._stale = True  # the published files may not

    async def run(self) -> None:
        """For ever: page, keys, mail. Whatever goes wrong is reported, and the device goes on."""
        while True:
            try:
                await self._turn()
            except WattKeyError as error:
                await self._problem(error.code)
            except Exception as error:
                print_exception(error)
                await self._problem("P09")
            await self._clock.sleep_ms(_TICK_MS)

    async def _turn(self) -> None:
        if not self._fresh:
            await self._show()
        key = self._person.key()
        if key:
            await self._press(key)
            self._pressed = self._clock.ticks_ms()
            return
        news = await self._mailbox.look()
        if news:
            self._news = news
            self._told = self._clock.ticks_ms()
            self._fresh = False
            self._stale = True
        elif self._news and self._clock.since(self._told) > self._patience():
            self._news = None
            self._fresh = False
        elif self._stale and not self._news and self._clock.since(self._pressed) > _REST_MS and self._mailbox.calm():
            await self._publish()

    def _patience(self) -> int:
        return _BAD_NEWS_MS if self._news and self._news[0].startswith("err.") else _NEWS_MS

    async def _show(self) -> None:
        info = await self._wallet.info()
        self._entries = [row for row in self._table if getattr(info, row[2])]
        self._selected = min(self._selected, max(0, len(self._entries) - 1))
        self._fresh = True
        if self._news:
            self._presenter.news(*self._news)
        elif self._entries:
            amount = orders.money(info.amount) if info.waiting else ""
            self._presenter.home([row[0] for row in self._entries], self._selected, amount)
        else:
            self._presenter.idle(info.issued, info.disputed)

    async def _press(self, key: str) -> None:
        self._fresh = False
        if self._news:
            copying = self._news[0] == "mail.copying"
            self._news = None
            if not copying:  # the key says that it was read
                return
        count = len(self._entries)
        if key in ("up", "down") and count:
            self._selected = (self._selected + (1 if key == "down" else -1)) % count
        for i, row in enumerate(self._entries):
            if key == row[3] or key == "ok" and i == self._selected:
                await self._run(row[1])
                return

    async def _run(self, flow: str) -> None:
        self._presenter.begin()
        try:
            await self._start(flow)
        finally:
            self._mailbox.retry()
            self._stale = True

    async def _publish(self) -> None:
        """Resets the board if a published file is out of date; so nothing here runs after it."""
        outdated = await self._outbox.outdated()
        self._stale = False
        self._fresh = False
        if not outdated:
            return
        kind, packed = outdated
        if not self._outbox.may_publish(kind):
            await self._problem("P06")
            return
        self._presenter.news("mail.publishing", "")
        await self._clock.sleep_ms(300)  # so that the page is drawn
        if self._mailbox.calm():
            self._outbox.publish(kind, packed)  # comes back only where there is no drive
        else:
            self._stale = True

    async def _problem(self, code: str) -> None:
        self._presenter.problem(code)
        await self._person.reads()
        self._fresh = False
