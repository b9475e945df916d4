# pagewords.py - the words of the simulator's page, in every language it has
"""words.tsv has a line for each."""

from pathlib import Path

from wattkey_host.wordtable import LANGUAGES, read

__all__ = ["LANGUAGES", "table"]


def table() -> dict[str, dict[str, str]]:
    """Language -> key -> words."""
    return read(Path(__file__).with_name("words.tsv"))
