# tomlfile.py - a file of tables (TOML) that somebody wrote: bounded, and what is wrong with it in words
"""For meters and boxes of the bench."""

import tomllib
from pathlib import Path
from typing import Any

from wattkey_host import foreign


def tables(path: Path) -> dict[str, Any]:
    """What stands in it. Raises ValueError, with what is wrong and where."""
    try:
        return tomllib.loads(foreign.whole(path).decode())
    except OSError as wrong:
        raise ValueError(f"{path}: {wrong.strerror}") from wrong
    except ValueError as wrong:
        raise ValueError(f"{path}: {wrong}") from wrong
    except RecursionError as wrong:
        raise ValueError(f"{path}: tables in tables without end") from wrong
