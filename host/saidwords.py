# saidwords.py - what the reader says of a frame, and the desk of a report, in Chinese
"""The sentences are put together in English; said.tsv has each in Chinese, with {} for what differs."""

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_SAID = Path(__file__).with_name("said.tsv")


@cache
def sentences(table: Path) -> list[tuple[re.Pattern[str], str]]:
    """The rows of such a table, as (what a sentence looks like, it in Chinese)."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(re.compile("(.+?)".join(map(re.escape, row["en"].split("{}")))), row["zh"]) for row in rows]


def said_in_chinese(said: str, states: Mapping[str, str]) -> str:
    """A sentence in Chinese; as it is where the table does not have it. What stands for a {} may be in the table too, a
    state of a purchase (`states`: its English name -> Chinese), or several with commas between them."""
    for english, chinese in sentences(_SAID):
        if found := english.fullmatch(said):
            return chinese.format(*(said_in_chinese(part, states) for part in found.groups()))
    if said in states:
        return states[said]
    return "，".join(said_in_chinese(part, states) for part in said.split(", ")) if ", " in said else said
