# boards.py - the drives of boards that are plugged in: a boot ROM's, CircuitPython's; known by what is on them
"""A label says nothing for certain, and our own drive bears another one than CircuitPython's."""

import glob
import os
import string
import time
from pathlib import Path

from wattkey_host.foreign import read

BOOT_ROM, CIRCUITPY = "RPI-RP2", "CIRCUITPY"
_ROM_FILE, _ROM_BOARD = "INFO_UF2.TXT", "Board-ID: RPI-RP2"
_OUT_FILE, _OUT_BOARD = "boot_out.txt", "Board ID:raspberry_pi_pico"
_PLACES = ("/media/*", "/media/*/*", "/run/media/*/*", "/mnt/*", "/Volumes/*")
_LOOK_S = 0.5


class NoBoard(ValueError):
    """No board is plugged in, more than one, or one that is no Raspberry Pi Pico; the message says which."""


def kind(folder: Path) -> str:
    """BOOT_ROM or CIRCUITPY, "" for any other folder. Raises NoBoard for the drive of a board that is no Pico."""
    for file, board, found in ((_ROM_FILE, _ROM_BOARD, BOOT_ROM), (_OUT_FILE, _OUT_BOARD, CIRCUITPY)):
        try:
            lines = read(folder / file).decode("utf-8", "replace").splitlines()
        except OSError:  # not there, or gone meanwhile
            continue
        if board in [line.strip() for line in lines]:
            return found
        said = next((line.strip() for line in lines if line.startswith(board.partition(":")[0])), "another board")
        raise NoBoard(f"{folder} is the drive of {said!r}: only the Raspberry Pi Pico (RP2040, 2 MB) is supported")
    return ""


def plugged_in(places: list[Path] | None = None) -> list[tuple[Path, str]]:
    """(folder, kind) of every drive of a Pico that this PC has mounted. Raises NoBoard."""
    found = []
    for folder in _mounted() if places is None else places:
        what = kind(folder)
        if what:
            found.append((folder, what))
    return found


def the_one() -> tuple[Path, str]:
    """The only one. Raises NoBoard for none or several."""
    found = plugged_in()
    if len(found) == 1:
        return found[0]
    if found:
        raise NoBoard(f"several boards are plugged in ({', '.join(str(path) for path, _ in found)}): name one")
    raise NoBoard(
        f"no board found. Plug a Pico in, with BOOTSEL held for an empty one ({BOOT_ROM}); or name the folder where"
        " its drive is mounted"
    )


def awaited(seconds: float) -> Path | None:
    """The drive of a Pico that comes up with CircuitPython within so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(_LOOK_S)
        running = [path for path, what in plugged_in() if what == CIRCUITPY]
        if len(running) == 1:
            return running[0]
    return None


def _mounted() -> list[Path]:
    if os.name == "nt":
        return [Path(f"{letter}:\\") for letter in string.ascii_uppercase[3:]]
    return [Path(path) for pattern in _PLACES for path in sorted(glob.glob(pattern))]
