# hashlib.py - sha1 and sha256 by name, as CircuitPython has them
"""Module `hashlib`: only new()."""

import hashlib as _pc
from typing import Any

_KNOWN = ("sha1", "sha256")


def new(name: str, data: bytes = b"") -> Any:
    """A hash object. Raises ValueError for what the board does not have."""
    if name not in _KNOWN:
        raise ValueError("Unsupported hash algorithm")
    return _pc.new(name, data)
