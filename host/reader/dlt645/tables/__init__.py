"""The catalogue as data (tab separated, one line a thing), and the little that reads it."""

import csv
from functools import cache
from pathlib import Path


@cache
def rows(name: str) -> list[dict[str, str]]:
    """The lines of tables/`name`.tsv, each as column -> text."""
    with (Path(__file__).parent / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def _bits(table: str) -> list[dict[str, str]]:
    return [row for row in rows("bits") if row["table"] == table]


def word_length(table: str) -> int:
    """Bytes of a word of bits. Raises LookupError if there is no such table."""
    if not _bits(table):
        raise LookupError(f"tables/bits.tsv has no {table}")
    return int(_bits(table)[0]["bytes"])


def bit_names(table: str, word: int) -> tuple[str, str]:
    """What the bits of `word` say, in English and in Chinese; a bit that is set but has no name goes by its number."""
    known, english, chinese = 0, [], []
    for row in _bits(table):
        low, _, high = row["bits"].partition("-")
        width = int(high or low) - int(low) + 1
        known |= ((1 << width) - 1) << int(low)
        if word >> int(low) & ((1 << width) - 1) == int(row["value"] or "1", 0):
            english.append(row["name"])
            chinese.append(row["name_zh"])
    rest = word & ~known
    for bit in range(rest.bit_length()):
        if rest >> bit & 1:
            english.append(f"bit {bit}")
            chinese.append(f"位{bit}")
    return ", ".join(english), "、".join(chinese)
