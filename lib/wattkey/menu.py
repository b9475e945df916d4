# menu.py - the menu: a table of entries, and the home loop that shows it
"""An entry is a label, the flow it starts and when it is to be seen. While no flow runs, the home loop
takes keys, looks into the mailbox, and has changes published when no copy can be in progress."""

from micropython import const

from wattkey import orders
from wattkey.errors import WattKeyError

try:
    from typing import Awaitable, Callable

    from wattkey.mailbox import Mailbox
    from wattkey.person import Person, Presenter
    from wattkey.ports import Clock
    from wattkey.wallet import Wallet
except ImportError:
    pass

_TICK_MS = const(20)
_REST_MS = const(3000)  # no reset to publish while a person is pressing keys
_NEWS_MS = const(4000)  # how long news from the mailbox stays on the screen


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
        wallet: "Wallet",
        mailbox: "Mailbox",
        person: "Person",
        presenter: "Presenter",
        clock: "Clock",
    ) -> None:
        self._table = table[1]
        self._start = start
        self._wallet = wallet
        self._mailbox = mailbox
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
        """For ever: page, keys, mail."""
        while True:
            try:
                await self._turn()
            except WattKeyError as error:
                self._presenter.problem(error.code)
                await self._person.reads()
                self._fresh = False
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
            self._stale = self._stale or news[0] == "mail.received"
        elif self._news and self._clock.since(self._told) > _NEWS_MS:
            self._news = None
            self._fresh = False
        elif self._stale and not self._news and self._rested() and self._mailbox.quiet():
            await self._publish()

    def _rested(self) -> bool:
        return self._clock.since(self._pressed) > _REST_MS

    async def _show(self) -> None:
        info = await self._wallet.info()
        self._entries = [row for row in self._table if getattr(info, row[2])]
        self._selected = min(self._selected, max(0, len(self._entries) - 1))
        self._fresh = True
        if self._news:
            self._presenter.news(*self._news)
        else:
            amount = orders.money(info.amount) if info.waiting else ""
            self._presenter.home([row[0] for row in self._entries], self._selected, amount)

    async def _press(self, key: str) -> None:
        self._fresh = False
        if self._news:
            self._news = None
            return
        count = len(self._entries)
        if key in ("up", "down") and count:
            self._selected = (self._selected + (1 if key == "down" else -1)) % count
        for i, row in enumerate(self._entries):
            if key == row[3] or key == "ok" and i == self._selected:
                await self._start(row[1])
                self._mailbox.retry()
                self._stale = True
                return

    async def _publish(self) -> None:
        """Resets the board if a published file is out of date; so nothing here runs after it."""
        outdated = await self._mailbox.outdated()
        self._stale = False
        if not outdated:
            self._mailbox.settled()
        elif not self._mailbox.may_publish(outdated[0]):
            self._presenter.problem("P06")
            await self._person.reads()
            self._fresh = False
        else:
            self._presenter.news("mail.publishing", "")
            await self._clock.sleep_ms(300)  # so that the page is drawn
            self._mailbox.publish(*outdated)
            self._fresh = False  # still here: there is no drive that could be written
