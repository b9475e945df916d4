# pagewords.py - the words of the page, in every language it has
"""words.tsv has a line for each: key, English, Chinese. The page gets those of one language."""

import csv
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "zh")
_TABLE = Path(__file__).with_name("words.tsv")


@cache
def table() -> dict[str, dict[str, str]]:
    """Language -> key -> words."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {language: {row["key"]: row[language] for row in rows} for language in LANGUAGES}
