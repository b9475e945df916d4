# screen_console.py - pages as text on the USB console, for a board without a display
"""Setting: SCREEN = "console" in settings.toml."""

from wattkey.page import BAR, BIG, MEASURE, ROWS, TEXT, Page
from wattkey.ports import Clock, Screen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable


class ConsoleScreen(Screen):
    """Prints a page when it differs from the one before."""

    def __init__(self) -> None:
        self._shown = Page()

    def show(self, page: Page) -> None:
        if page == self._shown:
            return
        self._shown = page
        for number in range(ROWS):
            kind, content, right, _ = page.row(number)
            if kind == BAR:
                print("| %d%%" % content)
            elif kind == MEASURE:
                print("|", content[0], "%d%%" % content[1], right)
            elif kind == BIG and right == 0:  # the lower half says nothing new
                print("|", content)
            elif kind == TEXT and (content or right):
                print("|", content, right)


def make(settings: "Callable[[str, str], str]", clock: Clock) -> Screen:
    """No pins."""
    return ConsoleScreen()
