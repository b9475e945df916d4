# dragged.py - the drive's files into a folder, which may be the mounted drive of a board
"""What a person or the board has written there is not lost."""

from collections.abc import Mapping
from pathlib import Path

from wattkey_host.drive.contents import BOOT_OUT, MAIL

_THEIRS = ("/settings.toml", BOOT_OUT)  # pins and language; the board's own text, which it would only write again
_OTHER_FORM = {".py": ".mpy", ".mpy": ".py"}


def put(files: Mapping[str, bytes], out: Path) -> list[Path]:
    """Write them. Returns the files that were there already, differ, and were left as they are. Raises OSError."""
    kept = []
    for path, content in files.items():
        target = out / path.lstrip("/")
        if _keep(path, content, target):
            kept.append(target)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if not (target.is_file() and target.read_bytes() == content):
            target.write_bytes(content)
        if target.suffix in _OTHER_FORM:  # of a module that is there twice, CircuitPython takes the .py
            target.with_suffix(_OTHER_FORM[target.suffix]).unlink(missing_ok=True)
    return kept


def _keep(path: str, content: bytes, target: Path) -> bool:
    if not target.is_file() or target.read_bytes() == content:
        return False
    return path in _THEIRS or (path in MAIL and target.stat().st_size == len(content))
