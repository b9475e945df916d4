# keyfiles.py - what is in a key file: the key store itself tells nobody
"""For tests that look for keys where none may be."""

import json
from pathlib import Path

from wattkey_host.vend.keys import Keys


def masters(path: Path) -> list[dict[str, bytes]]:
    """The generations in a plain key file, each by the names of its keys."""
    rows = json.loads(path.read_bytes())["generations"]
    return [{name: bytes.fromhex(key) for name, key in row.items()} for row in rows]


def of_seed(seed: bytes, folder: Path) -> list[bytes]:
    """The masters that a seed makes."""
    path = folder / f"plain {seed.hex()}.json"
    Keys.create(path, seed)
    return list(masters(path)[0].values())
