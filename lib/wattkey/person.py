# person.py - the one who holds the device: reads a page, presses a key
"""The noun `person` of the flow tables, and the page that a flow's step shows."""

from micropython import const

from wattkey.page import Page
from wattkey.ports import Clock, Keys, Screen
from wattkey.text import Texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from wattkey.device import Device

_PATIENCE_MS = const(60_000)
_LINES = const(3)  # of a page
# what the keys do, where it is more than reading on
_HELP = {
    "sorry.point": "keys.again",
    "sorry.failed": "keys.again",
    "sorry.nobody": "keys.again",
    "say.press_close": "keys.close",
}


class Person:
    """Waits for keys; keys that were pressed before the question do not count as its answer."""

    def __init__(self, keys: Keys, clock: Clock, attached: "Callable[[], bool]") -> None:
        """`attached()` tells whether a cable brings power: plugging it in ends a page that waits."""
        self._attached = attached
        self._keys = keys
        self._clock = clock
        self._pressed: "list[str]" = []

    async def listen(self) -> None:
        """The task that collects keys; runs for ever."""
        while True:
            self._pressed.append(await self._keys.next())

    def pressed(self) -> bool:
        """Whether a key waits to be taken."""
        return bool(self._pressed)

    def key(self) -> str:
        """The oldest key not yet taken, or ""."""
        return self._pressed.pop(0) if self._pressed else ""

    async def wait(self) -> str:
        """The next key, "" when nobody is there."""
        self._forget()
        return self.key() if await self._pressing() else ""

    async def answers(self) -> str:
        """Wait for OK ("ok") or back ("back"); nobody there is "back"."""
        self._forget()
        while await self._pressing():
            key = self.key()
            if key == "ok":
                return "ok"
            if key == "back":
                break
        return "back"

    async def reads(self) -> str:
        """Wait for any key. One that starts something (close) still does so if nothing else is asked."""
        self._forget()
        if await self._pressing() and self._pressed[0] != "close":
            self._pressed.pop(0)
        return "ok"

    def _forget(self) -> None:
        """What was pressed until now is no answer to what is asked next."""
        self._keys.clear()
        self._pressed.clear()

    async def _pressing(self) -> bool:
        """Wait for a key. False after a minute, or when the cable is plugged in: a page that nobody reads
        must not keep the mailbox shut."""
        start = self._clock.ticks_ms()
        plugged = self._attached()
        while not self._pressed:
            if self._clock.since(start) > _PATIENCE_MS or self._attached() and not plugged:
                return False
            await self._clock.sleep_ms(20)
        return True


class Presenter:
    """Makes the page of a step: progress while the device works, a message where a person is asked."""

    def __init__(self, screen: Screen, texts: Texts, facts: dict, mark: str = "") -> None:
        self._screen = screen
        self.texts = texts
        self.facts = facts
        self._mark = mark  # stands in front of every title

    def begin(self, flow: str) -> None:
        """A flow begins: its title stands while it is loaded; what an earlier one found out is no longer true."""
        self.facts.clear()
        self._show(flow, ())

    def step(self, flow: str, text: str, done: int) -> None:
        """Show a step's `text` ("key fact fact") under the name of its flow; `done` is 0..100.

        "step." texts come with a progress bar, "say." texts wait for a key. A "sorry." text has a short code, and
        the words of that code where there is one: they say best what to do. Only "too many tries" is itself.
        """
        names = text.split(" ")
        code = self.facts.get("code", "") if names[0].startswith("sorry.") else ""
        key = "err." + code if code and names[0] != "sorry.stop" else names[0]
        lines = self.texts.lines(key, *[self.facts.get(name, "-") for name in names[1:]])
        if names[0].startswith("step."):
            self._show(flow, lines, bar=done)
            return
        self._show(flow, lines, status=code, help=self.texts.get(_HELP.get(names[0], "keys.any")))

    def news(self, text: str, value: str) -> None:
        """What the mailbox has to say: "mail.received" with an amount, "err.T31" with its code."""
        title = "publish" if text == "mail.publishing" else "mail"
        self._show(title, self.texts.lines(text, value), status=value if text.startswith("err.") else "")

    def menu(self, name: str, labels: "list[str]", selected: int, amount: str) -> None:
        """A menu; with a purchase waiting its amount stands large above the entry that is selected."""
        lines = [self.texts.get(label) for label in labels]
        if amount:
            status = _place(selected, len(lines)) if len(lines) > 1 else ""
            self._show(name, (), status=status, big=amount, help=self.texts.get("keys.ok", lines[selected]))
        else:
            self.rows(name, lines, selected, selected)

    def rows(self, title: str, rows: list, at: int, selected: "int | None" = None, status: str = "") -> None:
        """Three of more rows, row `at` among them: texts or bars. Without a `status` it says where in them one is."""
        top = max(0, min(at - 1 if selected is not None else at, len(rows) - _LINES))
        if not status and len(rows) > _LINES:
            status = _place(at, len(rows))
        if selected is not None:
            selected -= top
        self._show(title, rows[top : top + _LINES], selected=selected, status=status, help=self.texts.get("keys.menu"))

    def idle(self, issued: bool, disputed: bool, label: str) -> None:
        """There is nothing to start but the entry `label`."""
        lines = self.texts.lines("err.M53" if disputed else "menu.nothing" if issued else "menu.unissued")
        help_ = self.texts.get("keys.ok", self.texts.get(label))
        self._show("home", lines, status="M53" if disputed else "", help=help_)

    def problem(self, code: str) -> None:
        """The words of a short code."""
        self._show("problem", self.texts.lines("err." + code), status=code, help=self.texts.get("keys.any"))

    def _show(self, title: str, lines: "tuple | list", **more: "Any") -> None:
        self._screen.show(Page(self._mark + self.texts.get("title." + title), lines, **more))


def _place(at: int, count: int) -> str:
    return "%d/%d" % (at + 1, count)


def make(device: "Device") -> Person:
    """The noun `person` of the flow tables."""

    def attached() -> bool:
        return device.drive.attached()  # it starts after the first page, when this is here already

    return Person(device.keys, device.clock, attached)
