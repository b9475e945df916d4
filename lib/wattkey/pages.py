# pages.py - more rows than the screen holds: turn them, or choose one
"""Not a noun with verbs: other nouns of menus show their rows through it."""

from micropython import const

from wattkey.person import Person
from wattkey.presenter import Presenter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device

_LINES = const(3)


class Pages:
    """Rows are texts, or bars (page.py)."""

    def __init__(self, presenter: Presenter, person: Person) -> None:
        self._presenter = presenter
        self._person = person

    async def turn(self, title: str, rows: list, status: str = "") -> str:
        """Show `rows` under the text title.<title>: up and down by a line, OK by a page, any other key ends, and is
        returned; "" when nobody is there."""
        last = max(0, len(rows) - _LINES)
        at = 0
        while True:
            self._presenter.rows(title, rows, at, None, status)
            key = await self._person.wait()
            if key == "up":
                at = max(0, at - 1)
            elif key == "down":
                at = min(last, at + 1)
            elif key == "ok" and at < last:
                at = min(last, at + _LINES)
            else:
                return key

    async def choose(self, title: str, rows: list, at: int) -> int:
        """The index of the row that is chosen with OK; -1 for none. Row `at` is selected at first."""
        while True:
            self._presenter.rows(title, rows, at, at)
            key = await self._person.wait()
            if key in ("up", "down"):
                at = (at + (1 if key == "down" else -1)) % len(rows)
            elif key and key in "123456789":  # a digit goes to its line
                at = min(int(key), len(rows)) - 1
            else:
                return at if key == "ok" else -1


def make(device: "Device") -> Pages:
    """For nouns that show lists: device.noun("pages")."""
    return Pages(device.presenter, device.person)
