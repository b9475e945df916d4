# presenter.py - the page of a step: what a person is told or asked, in the chosen language
"""Between the flows, the menu and the mailbox on one side and the screen on the other."""

from micropython import const

from wattkey.page import Page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from wattkey.ports import Screen
    from wattkey.text import Texts

_LINES = const(3)  # of a page
# what the keys do, where it is more than reading on
_HELP = {
    "sorry.point": "keys.again",
    "sorry.failed": "keys.again",
    "sorry.nobody": "keys.again",
    "say.press_close": "keys.close",
    "say.light": "keys.yes",
}
# news of what the device itself does
_TITLES = {"mail.publishing": "publish", "mail.ready": "ready"}


class Presenter:
    """Makes the page of a step: progress while the device works, a message where a person is asked."""

    def __init__(self, screen: "Screen", texts: "Texts", facts: dict) -> None:
        self._screen = screen
        self.texts = texts
        self.facts = facts
        self.low = ""  # percent of a battery that is nearly empty

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
        title = _TITLES.get(text, "mail")
        self._show(title, self.texts.lines(text, value), status=value if text.startswith("err.") else "")

    def menu(self, name: str, labels: "list[str]", selected: int, amount: str) -> None:
        """A menu; with a purchase waiting its amount stands large above the entry that is selected."""
        lines = [self.texts.get(label) for label in labels]
        if amount:
            status = self.low or (_place(selected, len(lines)) if len(lines) > 1 else "")
            self._show(name, (), status=status, big=amount, help=self.texts.get("keys.ok", lines[selected]))
        else:
            self.rows(name, lines, selected, selected, self.low)

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
        self._show("home", lines, status="M53" if disputed else self.low, help=help_)

    def problem(self, code: str) -> None:
        """The words of a short code."""
        self._show("problem", self.texts.lines("err." + code), status=code, help=self.texts.get("keys.any"))

    def _show(self, title: str, lines: "tuple | list", **more: "Any") -> None:
        self._screen.show(Page(self.texts.get("title." + title), lines, **more))


def _place(at: int, count: int) -> str:
    return "%d/%d" % (at + 1, count)
