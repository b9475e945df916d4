# home.py - the idle loop: shows the menu, takes keys, looks into the mailbox
"""While no flow runs, this loop has the keys and the screen, and has changes published when no copy is in progress."""

from traceback import print_exception

from micropython import const

from wattkey.amount import money
from wattkey.errors import WattKeyError
from wattkey.menu import opens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Awaitable, Callable

    from wattkey.info import Info
    from wattkey.menu import Menu
    from wattkey.person import Person
    from wattkey.ports import Clock
    from wattkey.post import Post
    from wattkey.presenter import Presenter
    from wattkey.wallet import Wallet

    Start = Callable[[str], Awaitable[str]]

# what is to be done
_RESUME = const(1)  # go on with a flow that was interrupted to publish
_PAGE = const(2)  # draw the page: it does not show what is so now
_TIDY = const(4)  # collect the garbage that a flow has left
_PUBLISH = const(8)  # publish: the files may not say what the chip says

_TICK_MS = const(20)
_ANSWER_MS = const(300)  # after a key its page comes first: a look at the drive takes 40 ms, collecting garbage 20
_DRAWN_MS = const(60)  # the title of a flow is on the screen before the flow is loaded: a key is answered at once
_REST_MS = const(3000)  # no reset to publish while a person is pressing keys
_NEWS_MS = const(4000)  # how long good news from the mailbox stays on the screen
_BAD_NEWS_MS = const(60_000)  # and what is wrong with a file, unless a key says that it was read
_PASSING = ("mail.copying", "mail.received")  # news that nobody need confirm: a key means the menu behind it
_READY = "mail.ready"  # it stands as long as a host may have the drive mounted; OK says that it was ejected
_LEFT_MS = const(60_000)  # a menu that nobody looks at gives way to the first one


class Home:
    """The idle loop. `start(name)` is a coroutine that runs one flow to its end."""

    _post: "Post"  # `run` gives it its value: it comes after the first page

    def __init__(
        self, menu: "Menu", start: "Start", wallet: "Wallet", person: "Person", presenter: "Presenter", clock: "Clock"
    ) -> None:
        self._menu, self._start = menu, start
        self._wallet, self._clock = wallet, clock
        self._person, self._presenter = person, presenter
        self._due = _PAGE | _PUBLISH
        self._info: "Info | None" = None  # what the chip holds, while nothing but keys has happened since it said so
        self._news: "tuple | None" = None  # what stands on the screen: text key, value, since, ms
        self._pressed = clock.ticks_ms() - _LEFT_MS  # when a key was pressed last
        self._later = False  # a person chose something else than to publish

    async def first_page(self) -> None:
        """The menu, as soon as the chip has answered; if something is wrong with that, `run` says so."""
        self._redraw()
        self._take(_PAGE)
        try:
            await self._show()
        except Exception:  # whatever it is, the loop meets it again, and says so
            self._redraw()

    async def run(self, post: "Post", broken: "list[tuple[str, str]]", standing: str = "") -> None:
        """For ever: page, keys, mail. Whatever goes wrong is reported, and the device goes on. Parts that are `broken`
        (code, what is wrong) come first; the flow `standing` begins when no key was pressed for a minute, or yet."""
        self._post = post
        if post.resumed():
            self._due |= _RESUME
        for code, _ in broken:
            await self._problem(code)
        while True:
            try:
                await self._turn(standing)
            except WattKeyError as error:
                await self._problem(error.code)
            except Exception as error:
                print_exception(error)
                await self._problem("P09")
            await self._clock.doze_ms(0 if self._due & _PAGE or self._person.pressed() else _TICK_MS)

    def _take(self, duty: int) -> bool:
        """Whether it was to be done; from now on it counts as done."""
        due, self._due = self._due & duty, self._due & ~duty
        return due != 0

    async def _turn(self, standing: str) -> None:
        """The page first, then a key; the rest while nobody presses one."""
        if self._take(_RESUME):
            await self._post.mailbox.calm()  # looks at the drive: what changes from now on is news
            await self._run(self._post.resumed())
        if self._take(_PAGE):
            await self._show()
        if key := self._person.key():
            await self._press(key)
            self._pressed = self._clock.ticks_ms()
            if self._take(_PAGE):  # a turn sooner
                await self._show()
        elif self._clock.since(self._pressed) >= _ANSWER_MS:
            await (self._clock.tidy() if self._take(_TIDY) else self._look(standing))

    async def _look(self, standing: str) -> None:
        """Look into the mailbox. Without news a menu is left, files are published, the standing flow begins."""
        if self._presenter.host(self._post.held()):
            self._redraw()
        quiet = self._clock.since(self._pressed)
        news = await self._post.look(quiet > _REST_MS, bool(self._news or self._due & _PUBLISH))
        self._menu.known["box"], self._menu.known["images"] = self._post.box, self._post.images
        if news and news[0] == "update":  # an image of the firmware was dropped
            await self._run("update")
        elif news:
            self.tell(*news)
            self._later = False
        elif self._over():
            self._news = None
            self._redraw()
        elif not self._menu.at_home:
            if quiet > _LEFT_MS or self._post.waits():
                self._menu.go_home()
                self._redraw()
        elif self._news and self._news[0] != _READY or self._person.pressed():
            return
        elif self._due & _PUBLISH and not self._news:
            rest = _LEFT_MS if self._later and self._post.held() else _REST_MS
            if quiet > rest and await self._post.mailbox.calm(self._person.pressed):
                await self._publish()
        elif standing and quiet >= _LEFT_MS:
            await self._run(standing)

    def tell(self, text: str, value: str) -> None:
        """Put news on the screen: a text, what fills it; of "err." texts the code."""
        self._news = text, value, self._clock.ticks_ms(), _BAD_NEWS_MS if text.startswith("err.") else _NEWS_MS
        self._redraw(_PUBLISH)

    def _redraw(self, more: int = 0) -> None:
        """What the page shows may have changed, and what the chip holds; and `more` is to be done."""
        self._info = None
        self._due |= _PAGE | more

    def _over(self) -> bool:
        """Whether there are news that have stood long enough."""
        if not self._news or self._news[0] == _READY:
            return bool(self._news) and not self._post.held()
        return self._clock.since(self._news[2]) > self._news[3]

    async def _show(self) -> None:
        """Raises WattKeyError when the chip does not answer."""
        info = self._info = self._info or await self._wallet.info()
        menu = self._menu
        menu.known["to_close"] = info.closable and not self._wallet.knows_relay_closed()
        menu.see(info)
        labels = [row[0] for row in menu.entries]
        if self._news:
            self._presenter.news(*self._news[:2])
        elif menu.at_home and len(labels) == 1 and opens(menu.entries[0]):
            self._presenter.idle(info.issued, info.disputed, labels[0])
        else:
            amount = money(info.amount) if info.waiting and menu.at_home else ""
            self._presenter.menu(menu.name, labels, menu.selected, amount)

    async def _press(self, key: str) -> None:
        self._due |= _PAGE
        if self._news:
            told, self._news = self._news[0], None
            if told == _READY:
                self._later = key != "ok"
                if not self._later:
                    await self._publish(ejected=True)
            if told not in _PASSING:  # the key says that it was read
                return
        flow = self._menu.press(key)
        if flow:
            await self._run(flow)

    async def _run(self, flow: str) -> None:
        self._redraw()
        self._presenter.begin(flow)
        self._post.flow_begins()
        await self._clock.sleep_ms(_DRAWN_MS)
        try:
            await self._start(flow)
        finally:
            self._pressed = self._pressed if self._post.waits() else self._clock.ticks_ms()  # a person has ended it
            self._due |= _TIDY | _PUBLISH
            self._later = False
            if flow == "seller":  # the report is due, and the first page says what came in
                self._menu.go_home()

    async def _publish(self, ejected: bool = False) -> None:
        """Resets the board if a published file is out of date; under a host only when it was `ejected`."""
        outbox = self._post.outbox
        outdated = await outbox.outdated()
        self._due &= ~_PUBLISH
        self._redraw()
        if not outdated:
            return
        if not outbox.may_publish(*outdated):
            await self._problem("P06")
            return
        if self._post.held() and not ejected:
            self.tell(_READY, "")
            return
        self._presenter.news("mail.publishing", "")
        await self._clock.sleep_ms(300)  # so that the page is drawn
        # No copy is in progress, no host came meanwhile, no key was pressed: it would be lost in the reset.
        if await self._post.mailbox.calm() and not self._person.pressed() and (ejected or not self._post.held()):
            outbox.publish(*outdated)  # comes back only where there is no drive
        else:
            self._due |= _PUBLISH

    async def _problem(self, code: str) -> None:
        self._presenter.problem(code)
        await self._person.reads()
        self._redraw()
