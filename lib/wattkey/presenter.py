# presenter.py - the page of a step: what a person is told or asked, in the chosen language
"""Between the flows, the menu and the mailbox on one side and the screen on the other."""

from micropython import const

from wattkey.page import Page, width

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
    "sorry.again": "keys.again",
    "sorry.nobody": "keys.again",
    "say.press_close": "keys.close",
    "say.light": "keys.yes",
}
_BIG = const(8)  # characters of double size in a row
AT_A_METER = "recharge", "close", "read_back", "read", "aim", "seller", "collect", "uplink"  # flows with a link
_BEAM = "»"
_USB = "µ"
_YUAN = "¥ "
_WRONG = "×"  # before a short code
_DONE = "✓"  # a third line of a text that is nothing else: it has come to a good end
# news of what the device itself does
_TITLES = {"mail.publishing": "publish", "mail.ready": "ready"}


class Presenter:
    """Makes the page of a step: progress while the device works, a message where a person is asked."""

    def __init__(self, screen: "Screen", texts: "Texts", facts: dict) -> None:
        self._screen = screen
        self.texts = texts
        self.facts = facts
        self.usb = self.battery = ""  # signs: a host has the drive; how full the battery is
        self.mark = ""  # the sign of the page that is shown: good, bad, or that the link works
        self.low = ""  # percent of a battery that is nearly empty

    def host(self, there: bool) -> bool:
        """A host may have the drive, or not: whether that changes the sign for it."""
        was, self.usb = self.usb, _USB if there else ""
        return was != self.usb

    def begin(self, flow: str) -> None:
        """A flow begins: its title stands while it is loaded; what an earlier one found out is no longer true."""
        self.facts.clear()
        self._show(flow, ())

    def step(self, flow: str, text: str, done: int) -> None:
        """Show a step's `text` ("key fact fact") under the name of its flow; `done` is 0..100.

        "step." texts come with a progress bar, "say." texts wait for a key. A "sorry." text has a short code, and
        the words of that code where there is one: they say best what to do. Only "too many tries" is itself.
        A third line says what the keys do, where the usual words do not; or that all went well.
        """
        names = text.split(" ")
        code = self.facts.get("code", "") if names[0].startswith("sorry.") else ""
        key = "err." + code if code and names[0] != "sorry.stop" else names[0]
        lines = self.texts.lines(key, *[self.facts.get(name, "-") for name in names[1:]])
        if names[0].startswith("step."):
            self._show(flow, lines, bar=done, signs=_BEAM if flow in AT_A_METER else "")
            return
        keys, mark = "", _WRONG if names[0].startswith("sorry.") else ""
        if len(lines) == _LINES:
            keys = lines.pop()
            if keys == _DONE:
                keys, mark = "", _DONE
        keys = keys or self.texts.get(_HELP.get(names[0], "keys.any"))
        self._show(flow, lines, code, signs=mark, help=keys)

    def news(self, text: str, value: str) -> None:
        """What the mailbox has to say: "mail.received" with an amount, "err.T55" with the name of a file."""
        title = _TITLES.get(text, "mail")
        lines = self.texts.lines(text, value)
        bad = text.startswith("err.")
        mark = _WRONG if bad else lines.pop() if len(lines) == _LINES else ""
        self._show(title, lines, text[4:] if bad else "", signs=mark)

    def menu(self, name: str, labels: "list[str]", selected: int, value: str) -> None:
        """A menu; with a purchase waiting its `value`, yuan, stands large above the entry that is selected."""
        if value:
            status = self.low or (_place(selected, len(labels)) if len(labels) > 1 else "")
            amount = self.texts.get("row.amount", value)
            if width(amount) > _BIG:  # the unit finds no room in double size
                amount, status = value, _YUAN + status
            self._show(name, (), status, big=amount, help=self.texts.get("keys.ok", self.texts.get(labels[selected])))
        else:
            top = _top(selected - 1, len(labels))
            lines = [self.texts.get(label) for label in labels[top : top + _LINES]]  # a millisecond each
            status = self.low or (_place(selected, len(labels)) if len(labels) > _LINES else "")
            help_ = self.texts.get("keys.menu") if len(lines) < _LINES else ""
            self._show(name, lines, status, selected=selected - top, help=help_)

    def rows(self, title: str, rows: list, at: int, selected: "int | None" = None, status: str = "") -> None:
        """Three of more rows, row `at` among them: texts or bars. Without a `status` it says where in them one is."""
        top = _top(at - 1 if selected is not None else at, len(rows))
        if not status and len(rows) > _LINES:
            status = _place(at, len(rows))
        if selected is not None:
            selected -= top
        self._show(title, rows[top : top + _LINES], status, selected=selected, help=self.texts.get("keys.menu"))

    def idle(self, issued: bool, disputed: bool, label: str) -> None:
        """A page where nothing can be started but the entry `label`."""
        lines = self.texts.lines("err.M53" if disputed else "menu.nothing" if issued else "menu.unissued")
        help_ = self.texts.get("keys.ok", self.texts.get(label))
        status, mark = ("M53", _WRONG) if disputed else (self.low, "")
        self._show("home", lines, status, signs=mark, help=help_)

    def problem(self, code: str) -> None:
        """The words of a short code."""
        self._show("problem", self.texts.lines("err." + code), code, signs=_WRONG, help=self.texts.get("keys.any"))

    def _show(self, title: str, lines: "tuple | list", status: str = "", signs: str = "", **more: "Any") -> None:
        self.mark = signs
        icons = self.battery + self.usb
        if icons and status and not signs:
            icons += " "
        self._screen.show(Page(self.texts.get("title." + title), lines, status=status, signs=icons + signs, **more))


def _top(wanted: int, count: int) -> int:
    """The first of the rows to be seen, where row `wanted` would be best."""
    return max(0, min(wanted, count - _LINES))


def _place(at: int, count: int) -> str:
    return "%d/%d" % (at + 1, count)
