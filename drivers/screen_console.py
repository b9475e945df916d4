# screen_console.py - pages as text on the USB console, for a board without a display
"""Setting: SCREEN = "console" in settings.toml."""

from wattkey.page import BAR, BIG, MEASURE, ROWS, Page
from wattkey.ports import Clock, Screen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable


class ConsoleScreen(Screen):
    """Prints a page when it differs from the one before: [its title] first, then its lines."""

    def __init__(self) -> None:
        self._shown = Page()

    def show(self, page: Page) -> None:
        if page == self._shown:
            return
        self._shown = page
        for number in range(ROWS):
            kind, content, right, inverse = page.row(number)
            if kind == BAR:
                content = "%d%%" % content
            elif kind == MEASURE:
                content = "%s %d%%" % content
            elif kind == BIG:
                content, right = ("" if right else content), ""  # the lower half says nothing new
            if content or right:
                print(("[%s]" if number == 0 else "> %s" if inverse else "  %s") % content, right)


def make(settings: "Callable[[str, str], str]", clock: Clock) -> Screen:
    """No pins."""
    return ConsoleScreen()
