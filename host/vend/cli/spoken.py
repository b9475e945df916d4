# spoken.py - what a command has done, in the language of the clerk
"""The commands speak English; spoken.tsv has each sentence once more in Chinese, and host/said.tsv what a report has
brought. A sentence that is in neither stays."""

import re
from functools import cache
from pathlib import Path

from wattkey_host.vend.web.refusals import report_said
from wattkey_host.wordtable import LANGUAGES, read

TABLE = Path(__file__).with_name("spoken.tsv")
_CHINESE = re.compile("[\u4e00-\u9fff]")


def spoken(line: str, language: str) -> str:
    """The line in a language of LANGUAGES: numbers, amounts and files as they are, states translated."""
    if language == LANGUAGES[0]:
        return line
    for pattern, other in _sentences(language):
        if found := pattern.fullmatch(line):
            return other.format(*(spoken(value, language) for value in found.groups()))
    told = report_said(line, language)
    return told if _CHINESE.search(told) else line


@cache
def _sentences(language: str) -> list[tuple[re.Pattern[str], str]]:
    words = read(TABLE)
    english = words[LANGUAGES[0]]
    parts = {key: [re.escape(part) for part in text.split("{}")] for key, text in english.items()}
    return [(re.compile("(.+?)".join(parts[key])), words[language][key]) for key in english]
