# pagewords.py - the words of the simulator's page, in every language it has
"""words.tsv has a line for each. whys.tsv has the refusals as the simulator words them, {} for what differs, and in
Chinese; said.tsv likewise what the reader says of a frame and the desk of a report."""

import csv
import re
from functools import cache
from pathlib import Path

from wattkey_host.wordtable import LANGUAGES, read

__all__ = ["LANGUAGES", "in_chinese", "said_in_chinese", "table"]
_WHYS, _SAID = (Path(__file__).with_name(f"{name}.tsv") for name in ("whys", "said"))


def table() -> dict[str, dict[str, str]]:
    """Language -> key -> words."""
    return read(Path(__file__).with_name("words.tsv"))


@cache
def _sentences(table: Path) -> list[tuple[re.Pattern[str], str]]:
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(re.compile("(.+?)".join(map(re.escape, row["en"].split("{}")))), row["zh"]) for row in rows]


def in_chinese(why: str) -> str:
    """Why something that can be clicked was refused, in Chinese; "" for what the table does not have (whys.tsv)."""
    for english, chinese in _sentences(_WHYS):
        if found := english.fullmatch(why):
            return chinese.format(*found.groups())
    return ""


def said_in_chinese(said: str) -> str:
    """What the reader says of a frame, or the desk of a report, in Chinese (said.tsv); as it is where the table does
    not have it. What stands for a {} may be in the table too, a state, or several with commas between them."""
    for english, chinese in _sentences(_SAID):
        if found := english.fullmatch(said):
            return chinese.format(*map(said_in_chinese, found.groups()))
    state = "state_" + said.replace(" ", "_")
    if state in table()["zh"]:
        return table()["zh"][state]
    return "，".join(map(said_in_chinese, said.split(", "))) if ", " in said else said
