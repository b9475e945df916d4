# copying.py - a copy of a ledger file, whole and of one moment, while others work in it
"""SQLite's own way: the files themselves, copied one by one, may not fit together."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path


def copy(ledger: Path, target: Path) -> None:
    """The new file `target`, for its owner alone. Raises OSError, also where it is there already."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(ledger)) as source, closing(sqlite3.connect(target)) as made:
        source.backup(made)
