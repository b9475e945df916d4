# pagewords.py - the words of the simulator's page, in every language it has
"""words.tsv has a line for each. whys.tsv has the refusals as the simulator words them, {} for what differs, and in
Chinese. What the reader says of a frame, and the desk of a report: saidwords.py."""

from functools import cache
from pathlib import Path

from wattkey_host import saidwords
from wattkey_host.wordtable import LANGUAGES, read

__all__ = ["LANGUAGES", "in_chinese", "said_in_chinese", "table"]
_WHYS = Path(__file__).with_name("whys.tsv")


def table() -> dict[str, dict[str, str]]:
    """Language -> key -> words."""
    return read(Path(__file__).with_name("words.tsv"))


def in_chinese(why: str) -> str:
    """Why something that can be clicked was refused, in Chinese; "" for what the table does not have (whys.tsv)."""
    for english, chinese in saidwords.sentences(_WHYS):
        if found := english.fullmatch(why):
            return chinese.format(*found.groups())
    return ""


def said_in_chinese(said: str) -> str:
    """What the reader says of a frame, or the desk of a report, in Chinese; as it is where there is no row for it."""
    return saidwords.said_in_chinese(said, _states())


@cache
def _states() -> dict[str, str]:
    words = table()["zh"].items()
    return {key.removeprefix("state_").replace("_", " "): said for key, said in words if key.startswith("state_")}
