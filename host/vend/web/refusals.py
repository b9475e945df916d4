# refusals.py - what the desk refuses, in the language of the page
"""What the book refuses has a code, and its words in both languages (vend/wording.py). What keys, files and the pages
themselves refuse is a sentence in English; refusals.tsv has it again in Chinese, with a star for each value that stands
in it, and {} or {0} for it in Chinese. What is in neither is shown in English."""

import re
from functools import cache
from pathlib import Path

from wattkey_host.vend.errors import VendError
from wattkey_host.vend.web.counterroom import WORDS
from wattkey_host.vend.wording import lines
from wattkey_host.wordtable import LANGUAGES, read

TABLE = Path(__file__).with_name("refusals.tsv")


def in_language(error: VendError, language: str) -> list[str]:
    """What is wrong, and what to do, each a line."""
    words = lines(error, language)
    if error.code and language != LANGUAGES[0]:
        return [line for line in words if line]
    return [said(line, language) for line in words if line]


def said(words: str, language: str) -> str:
    """A sentence of the desk, in a language."""
    if language == LANGUAGES[0]:
        return words[:1].upper() + words[1:]
    for pattern, other in _patterns():
        if found := pattern.fullmatch(words):
            states = _states(language)
            return other.format(*(states.get(value, value) for value in found.groups()))
    return words


@cache
def _states(language: str) -> dict[str, str]:
    """The states of a purchase, as they stand in a sentence."""
    words = read(WORDS)[language]
    names = {key.removeprefix("state_").replace("_", " "): said for key, said in words.items() if "state_" in key}
    return {name: said.rstrip("。") for name, said in names.items()}


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    words = read(TABLE)
    rows = ((words["en"][key], words["zh"][key]) for key in words["en"])
    return [(re.compile("(.*)".join(map(re.escape, en.split("*")))), zh) for en, zh in rows]
