# dragged.py - the drive's files into a folder, which may be the mounted drive of a board
"""What a person or the board has written there is not lost."""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from wattkey_host.drive.contents import BOOT_OUT, CARD, MAIL, SETTINGS
from wattkey_host.drive.imagefile import tidy_images
from wattkey_host.foreign import check_way, holds, read, way, write

_THEIRS = (SETTINGS, BOOT_OUT)  # pins and language; the board's own text, which it would only write again
_CHECKOUT = "pyproject.toml"  # the sources themselves, whose root looks like a drive
_OTHER_FORM = {".py": ".mpy", ".mpy": ".py"}


def check_folder(out: Path, besides: Collection[str] = ()) -> None:
    """Refuse a folder that is somebody's own: compiled files take the place of .py files of the same name.

    A board's drive has CircuitPython's boot_out.txt, and so has every folder that was filled here before. Names in
    `besides`, and hidden ones, are no matter. Raises ValueError, OSError.
    """
    if not out.is_dir():
        return
    names = {path.name for path in out.iterdir() if not path.name.startswith(".")} - set(besides)
    if (names and BOOT_OUT[1:] not in names) or _CHECKOUT in names:
        raise ValueError(f"{out} has other things in it and is no board's drive. Name a new folder, or CIRCUITPY")


def put(files: Mapping[str, bytes], out: Path, also: Collection[str] = ()) -> list[Path]:
    """Write them; those named in `also` even where a person has changed them. Raises OSError.

    Returns the files that were there already, differ, and were left as they are."""
    kept = []
    for path, content in files.items():
        target = check_way(out, path.lstrip("/"))
        if path not in also and _keep(path, content, target):
            kept.append(target)
            continue
        if not holds(target, content):
            write(target, content)
        if target.suffix in _OTHER_FORM:  # of a module that is there twice, CircuitPython takes the .py
            target.with_suffix(_OTHER_FORM[target.suffix]).unlink(missing_ok=True)
    return kept


def make_way(files: Mapping[str, bytes], out: Path, names: Iterable[str]) -> list[Path]:
    """Where an image is among the `files` that were put: remove what would go before it, and what it has made old.
    `names` are those of `clear_loose`. Raises OSError."""
    images = [path.strip("/") for path in files if path.endswith(".img")]
    return clear_loose(out, names) + tidy_images(out, images[0], _running(out)) if images else []


def _running(out: Path) -> str:
    """The version that runs there, as the device has published it; "" for nothing known."""
    with suppress(OSError, ValueError, AttributeError):
        return str(json.loads(read(way(out, Path(CARD)))).get("firmware", ""))
    return ""


def clear_loose(out: Path, names: Iterable[str]) -> list[Path]:
    """Remove the modules that an image brings: in files of their own they would go before it. Raises OSError."""
    there = [out / name.lstrip("/") for name in names]
    gone = [path for path in there if path.is_file() and not _through_a_link(out, path)]
    for path in gone:
        path.unlink()
    return gone


def _through_a_link(out: Path, path: Path) -> bool:
    return any(place.is_symlink() for place in (path, *path.parents) if place != out and out in place.parents)


def with_key(settings: bytes, signer: str, modulus: str) -> bytes:
    """settings.toml with the key that images must be signed with, in the place of another. Raises ValueError."""
    if not re.fullmatch(r"[ -!#-\[\]-~]{1,11}", signer):
        raise ValueError(f"{signer!r}: 1 to 11 plain letters, no quotes, so that the screen can show it")
    lines = [line for line in settings.decode().splitlines() if not line.startswith(("UPDATE_", "UPDATES"))]
    return "\n".join([*lines, f'UPDATE_SIGNER = "{signer}"', f'UPDATE_KEY = "{modulus}"', ""]).encode()


def _keep(path: str, content: bytes, target: Path) -> bool:
    if target.is_symlink() or not target.is_file() or holds(target, content):
        return False
    if path == SETTINGS and not read(target).strip():
        return False  # as CircuitPython makes it on a new drive: nobody's yet
    return path in _THEIRS or (path in MAIL and target.stat().st_size == len(content))
