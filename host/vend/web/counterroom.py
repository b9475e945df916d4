# counterroom.py - what one running counter holds: its shop, who is logged in, its pages and their words
"""One for each server; everything in it may be asked from several threads."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from wattkey.amount import money
from wattkey_host.vend.book.history import on_this_clock
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.web import people, roles, webtables
from wattkey_host.vend.web.headturn import HeadTurn
from wattkey_host.vend.web.logins import CodeTries, Logins, Throttle
from wattkey_host.vend.web.practice import Practice, folder_of
from wattkey_host.wordtable import LANGUAGES, read

PAGE = Path(__file__).with_name("page")
WORDS = Path(__file__).with_name("words.tsv")


class Counter:
    """`shop` is None until the first run has made one in `folder`. `code`: what the first supervisor must know; it
    stands in the terminal only. `secure`: the pages come over TLS. `practise`: with a
    simulated customer."""

    def __init__(self, folder: Path, shop: Shop | None, *, secure: bool = False, practise: bool = False) -> None:
        self.folder, self.secure, self._practise = folder, secure, practise
        self.roots: tuple[Path, ...] | None = None  # where drives are looked for; None: where they usually are
        self.code, self.code_tries = token_hex(4), CodeTries()
        self.practice: Practice | None = None
        self.port: str | None = None  # of an infrared head at the counter
        self.at_head = HeadTurn(folder)
        self._shop: Shop | None = None
        self.has_people = False
        if shop is not None:
            self.take(shop)

    @property
    def shop(self) -> Shop:
        """The shop, which is there."""
        assert self._shop is not None
        return self._shop

    @property
    def has_shop(self) -> bool:
        """Whether the first run has made one."""
        return self._shop is not None

    def take(self, shop: Shop) -> None:
        """This is the shop from now on. Raises VendError."""
        webtables.prepare(shop)
        self._shop, self.has_people = shop, people.anybody(shop)
        self.logins, self.throttle = Logins(shop), Throttle(shop)
        if self._practise:
            self.practice = Practice(shop)
            self.roots = (folder_of(shop),)

    @cached_property
    def pages(self) -> Environment:
        """The templates, which know how money and moments are written."""
        pages = Environment(
            loader=FileSystemLoader(PAGE), autoescape=select_autoescape(), undefined=StrictUndefined, trim_blocks=True,
            lstrip_blocks=True,
        )  # fmt: skip
        pages.filters |= {"money": money, "when": on_this_clock}
        pages.globals |= {"to": to, "menu": roles.MENU, "may": roles.may, "languages": LANGUAGES}
        return pages

    def words(self, language: str) -> dict[str, str]:
        """The words of the pages, in one language."""
        return read(WORDS)[language]

    def render(self, template: str, facts: dict[str, Any]) -> str:
        """The text of a page."""
        return self.pages.get_template(template).render(facts)


def to(path: str, **query: object) -> str:
    """A link within the counter; what is None stays away."""
    given = {name: str(value) for name, value in query.items() if value is not None}
    return path + (f"?{urlencode(given, quote_via=quote)}" if given else "")


Say = Callable[[str], None]
