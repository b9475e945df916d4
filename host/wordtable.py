# wordtable.py - the words of a page, in every language it has
"""A file of tab-separated lines: key, English, Chinese. A page gets the words of one language."""

import csv
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "zh")


@cache
def read(path: Path) -> dict[str, dict[str, str]]:
    """Language -> key -> words."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {language: {row["key"]: row[language] for row in rows} for language in LANGUAGES}
