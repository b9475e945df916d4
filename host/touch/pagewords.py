# pagewords.py - the words of the simulator's page, in every language it has
"""words.tsv has a line for each. whys.tsv has the refusals as the simulator words them, {} for what differs, and in
Chinese."""

import csv
import re
from functools import cache
from pathlib import Path

from wattkey_host.wordtable import LANGUAGES, read

__all__ = ["LANGUAGES", "in_chinese", "table"]
_WHYS = Path(__file__).with_name("whys.tsv")


def table() -> dict[str, dict[str, str]]:
    """Language -> key -> words."""
    return read(Path(__file__).with_name("words.tsv"))


@cache
def _whys() -> list[tuple[re.Pattern[str], str]]:
    with _WHYS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(re.compile("(.+)".join(map(re.escape, row["en"].split("{}")))), row["zh"]) for row in rows]


def in_chinese(why: str) -> str:
    """Why something that can be clicked was refused, in Chinese; "" for what the table does not have (whys.tsv)."""
    for english, chinese in _whys():
        if found := english.fullmatch(why):
            return chinese.format(*found.groups())
    return ""
