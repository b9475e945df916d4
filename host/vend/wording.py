# wording.py - errors are data (a code, its facts); their words in both languages stand in one table
"""A code never changes its meaning; words may become better. The rows stand in wording_*.py, by what they speak of."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol, runtime_checkable

from wattkey_host.complaint import Complaint
from wattkey_host.vend import (
    wording_cards,
    wording_drives,
    wording_endings,
    wording_keys,
    wording_live,
    wording_sales,
    wording_shop,
    wording_visit,
)
from wattkey_host.vend.errors import VendError

_ROWS = (
    wording_sales, wording_endings, wording_cards, wording_shop, wording_keys, wording_live, wording_visit,
    wording_drives,
)  # fmt: skip
TABLE = {code: row for rows in _ROWS for code, row in rows.TABLE.items()}
LANGUAGES = ("en", "zh")
# Facts that are words of this program: what they are in Chinese.
_VALUES = {
    "sold": "已售出",
    "handed over": "已交付",
    "loaded": "在卡上",
    "offered": "已发往电表",
    "not credited": "未入账",
    "disputed": "有争议",
    "delivered": "已到账",
    "cancelled": "已撤销",
    "settled": "已裁定",
    "refunded": "已退款",
    "credited": "已入账",
    "permitted": "允许",
    "not permitted": "不允许",
    "card": "卡",
    "meter": "表",
    "customer": "客户",
    "serial": "芯片",
    "stored": "在卡上",
}
_TRANSLATED = ("state", "how", "closing", "noun")


@runtime_checkable
class Spoken(Protocol):
    """A fact that has words of its own in each language."""

    def said(self, language: str) -> str:
        """The sentence in a language of LANGUAGES."""


class Phrase(NamedTuple):
    """A part of a sentence with words of its own in each language: a fact of an error, or what is added to it."""

    code: str  # a row of TABLE without help
    facts: Mapping[str, object]

    def said(self, language: str) -> str:
        """The sentence in a language of LANGUAGES."""
        return worded(self.code, self.facts, language)[0]

    def __str__(self) -> str:
        return self.said("en")


def phrase(code: str, /, **facts: object) -> Phrase:
    """The phrase of this code, with its facts."""
    return Phrase(code, facts)


def refusal(code: str, /, **facts: object) -> VendError:
    """The error of this code (a row of TABLE), with its facts, to be raised. Its own words are English."""
    return VendError(*worded(code, facts, "en"), code, facts)


def worded(code: str, facts: Mapping[str, object], language: str) -> tuple[str, str]:
    """(what is wrong, what helps) in a language of LANGUAGES. Raises KeyError for a code that there is not."""
    first = 2 * LANGUAGES.index(language)
    what, do = TABLE[code][first : first + 2]
    said = {name: _said(name, value, language) for name, value in facts.items()}
    return what.format_map(said), do.format_map(said)


def in_language(error: Complaint, language: str) -> str:
    """What a person reads, in one line."""
    return ("。" if language == "zh" else ". ").join(part for part in lines(error, language) if part)


def lines(error: Complaint, language: str) -> tuple[str, str]:
    """(what is wrong, what helps), for a person. What was added to the error on its way stands behind it as it is. An
    error without a code (of ports, of the counter's pages) is English."""
    if not error.code:
        return error.what, error.do
    english, mine = (_with(error, worded(error.code, error.facts, one), one) for one in ("en", language))
    what, do = (
        now.replace(before, words, 1) if before else words + now
        for now, before, words in zip((error.what, error.do), english, mine, strict=True)
    )
    return what, do


def _with(error: Complaint, words: tuple[str, str], language: str) -> tuple[str, str]:
    """The words of an error, and behind what helps what was added to it."""
    every = [words[1], *(_said("", more, language) for more in error.added)]
    return words[0], ("。" if language == "zh" else ". ").join(str(one) for one in every if one)


def _said(name: str, value: object, language: str) -> object:
    if isinstance(value, Spoken):
        return value.said(language)
    return _VALUES.get(str(value), value) if language == "zh" and name in _TRANSLATED else value
