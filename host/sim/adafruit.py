# adafruit.py - where the Adafruit libraries are, and one line of help when they are not
"""The libraries are neither in this repository nor in its wheel: pip brings those that requirements-sim.txt names.

Without their dependencies (pip's --no-deps), because they ask for Adafruit-Blinka, whose board layer
`wattkey_host.sim.hw` replaces; so they cannot be ordinary requirements of ours.
"""

import functools
import shlex
import sys
from importlib import metadata
from pathlib import Path

from wattkey_host import device_root

PINS = "requirements-sim.txt"
_SKIP = ("__pycache__", ".dist-info", ".egg-info")


class LibrariesMissing(SystemExit):
    """Libraries of requirements-sim.txt are not installed, or not at that version; says what to type.

    Nothing that asks for the simulator can go on, so unless it is caught it ends the command with that one line.
    """

    def __init__(self, lacking: list[str]) -> None:
        command = [sys.executable, "-m", "pip", "install", "--no-deps", "-r", str(device_root() / PINS)]
        names = lacking[0] + (f" and {len(lacking) - 1} more" if lacking[1:] else "")
        super().__init__(f"wattkey: the simulator lacks {names}; bring them with: {shlex.join(command)}")


def pins(text: str) -> dict[str, str]:
    """Distribution -> version, of a requirements file with one `name==version` a line."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return {name: version for name, _, version in (line.partition("==") for line in lines if line)}


def lacking(wanted: dict[str, str]) -> list[str]:
    """What of `wanted` is not installed at its version, as pip writes it."""
    return [f"{name}=={version}" for name, version in wanted.items() if _installed(name) != version]


def files(distribution: str) -> dict[str, Path]:
    """Name under site-packages ("asyncio/core.py") -> the file, of a library of requirements-sim.txt.

    Without what pip and Python keep beside it. Raises LibrariesMissing if any of the libraries is.
    """
    _require()
    return {
        file.as_posix(): Path(str(file.locate()))
        for file in metadata.files(distribution) or ()
        if not any(word in part for part in file.parts for word in _SKIP)
    }


@functools.cache
def _require() -> None:
    missing = lacking(pins((device_root() / PINS).read_text(encoding="utf-8")))
    if missing:
        raise LibrariesMissing(missing)


def _installed(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""
