# screen_words.py - a screen driver that says what it shows in words: reading pixels takes longer than all the rest
"""For the benches of torture and tests; each page is a line of the console, read by lab/torture/cuts/handheld.py."""

from wattkey.page import Page
from wattkey.ports import Clock, Screen


class WordScreen(Screen):
    """Prints every page."""

    def show(self, page: Page) -> None:
        """The fields of a page, as Python writes them."""
        print("page", repr((page.title, page.status, page.big, page.lines, page.help, page.bar)))


def make(settings: object, clock: Clock) -> Screen:
    """No pins."""
    return WordScreen()
