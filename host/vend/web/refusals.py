# refusals.py - what the desk refuses, in the language of the page
"""Nearly all has a code, and its words in both languages (vend/wording.py). What ports and the pages themselves refuse
is a sentence in English; refusals.tsv has it again in Chinese, with a star for each value that stands
in it, and {} or {0} for it in Chinese. Of several rows that fit the first counts; what has none is shown in English."""

import re
from functools import cache
from pathlib import Path

from wattkey_host.complaint import Complaint
from wattkey_host.saidwords import said_in_chinese
from wattkey_host.vend.wording import lines
from wattkey_host.wordtable import LANGUAGES, read

TABLE = Path(__file__).with_name("refusals.tsv")
WORDS = Path(__file__).with_name("words.tsv")  # named here: commands read these tables without the extras of the pages
_VALUE = "value_"  # so begin the keys of what stands in a sentence


def in_language(error: Complaint, language: str) -> list[str]:
    """What is wrong, and what to do, each a line."""
    words = lines(error, language)
    if error.code and language != LANGUAGES[0]:
        return [line for line in words if line]
    return [said(line, language) for line in words if line]


def said(words: str, language: str) -> str:
    """A sentence of the desk, in a language."""
    if language == LANGUAGES[0]:
        return words[:1].upper() + words[1:]
    return _in_chinese(words)


def value_said(words: str, language: str) -> str:
    """What stands in such a sentence, or by itself: the name of a document, of a device."""
    return words if language == LANGUAGES[0] else _in_chinese(words, value=True)


def report_said(words: str, language: str) -> str:
    """What the desk says of a report, in a language."""
    return words if language == LANGUAGES[0] else said_in_chinese(words, _states(language))


def _in_chinese(words: str, value: bool = False) -> str:
    """By the rows of sentences, or of values."""
    for key, pattern, other in _patterns():
        if key.startswith(_VALUE) == value and (found := pattern.fullmatch(words)):
            states = _states(LANGUAGES[1])
            return other.format(*(states.get(value) or _in_chinese(value, value=True) for value in found.groups()))
    return words


@cache
def _states(language: str) -> dict[str, str]:
    """The states of a purchase, as they stand in a sentence."""
    words = read(WORDS)[language]
    names = {key.removeprefix("state_").replace("_", " "): said for key, said in words.items() if "state_" in key}
    return {name: said.rstrip("。") for name, said in names.items()}


@cache
def _patterns() -> list[tuple[str, re.Pattern[str], str]]:
    words = read(TABLE)
    rows = ((key, words["en"][key], words["zh"][key]) for key in words["en"])
    return [(key, re.compile("(.*)".join(map(re.escape, en.split("*")))), zh) for key, en, zh in rows]
