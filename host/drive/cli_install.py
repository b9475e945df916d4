# cli_install.py - `wattkey install`: everything onto a board that is plugged in, read back, and what to do next
"""A board in its boot ROM takes one file, CircuitPython and the drive together, and starts by itself; one that runs
CircuitPython takes files: loaders and image, as it is shipped. Exit status 1 with one line on stderr when it cannot be
done, or reads back otherwise."""

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from wattkey_host import device_root
from wattkey_host.complaint import in_words
from wattkey_host.drive import boards
from wattkey_host.drive.contents import BOOT_OUT, MAIL, MOUNT, SETTINGS, application_names, build
from wattkey_host.drive.dragged import check_folder, make_way, put
from wattkey_host.drive.fat import DriveFull, image
from wattkey_host.drive.mpy import CompileError
from wattkey_host.drive.pack import shipped
from wattkey_host.drive.uf2 import BadUf2, pack
from wattkey_host.foreign import FIRMWARE, read, write
from wattkey_host.foreign import whole as whole_of
from wattkey_host.plain import say
from wattkey_host.sim.bareboard import bare as without_parts

_CACHE = Path(os.environ.get("WATTKEY_CACHE", "~/.cache/wattkey")).expanduser()
_FIRMWARE = "adafruit-circuitpython-raspberry_pi_pico-*.uf2"
_SIGNED = re.compile(rb'(?m)^UPDATE_KEY *= *"[0-9A-Fa-f]')
_STARTS_S = 20.0  # a PC's patience for the drive of a board that has just been written
NEXT = "Next: eject the drive, then unplug the Pico and plug it in again."
NEXT_BARE = NEXT + " Then go on at step 3 of docs/bare-pico.md."


def install(
    folder: Annotated[Path | None, typer.Argument(help="Where the board's drive is mounted; else looked for")] = None,
    bare: Annotated[
        bool, typer.Option("--bare", help="A Pico without parts: console, chip and meter over USB")
    ] = False,
    loose: Annotated[
        bool, typer.Option("--loose", help="Compiled modules in files of their own, not in one image (DEV)")
    ] = False,
    mpy: Annotated[bool, typer.Option(help="Modules compiled; --no-mpy: as they stand, in files of their own")] = True,
    firmware: Annotated[
        Path | None, typer.Option(help="CircuitPython's UF2, for a board in its boot ROM (RPI-RP2)")
    ] = None,
) -> None:
    """Put WattKey onto the board that is plugged in (RPI-RP2 or CIRCUITPY), and read it back."""
    try:
        place, kind = (folder, boards.kind(folder)) if folder else boards.the_one()
        files = build(device_root(), mpy) if loose or not mpy else shipped(device_root())
        if bare:
            files[SETTINGS] = without_parts(files[SETTINGS])
        if kind == boards.BOOT_ROM:
            told = into_boot_rom(place, files, firmware or _known_firmware())
        else:
            told = onto_drive(place, files, bare)
    except (CompileError, DriveFull, BadUf2, OSError, ValueError) as error:
        say(f"wattkey: {in_words(error) if isinstance(error, OSError) else error}", err=True)
        raise typer.Exit(1) from error
    for line in [*told, NEXT_BARE if bare else NEXT]:
        say(line)


def onto_drive(place: Path, files: Mapping[str, bytes], bare: bool) -> list[str]:
    """Files onto CIRCUITPY; what to tell of it. Raises ValueError, OSError."""
    check_folder(place)
    mine = place / SETTINGS[1:]
    if MOUNT in files and mine.is_file() and _SIGNED.search(read(mine)):
        raise ValueError(
            f"{mine} has a key (UPDATE_KEY), and this image is signed by nobody: `wattkey drive --key` signs"
        )
    if mine.is_file() and (bare or not read(mine).strip()):  # CircuitPython makes an empty one
        write(mine, _made_bare(mine, files) if bare else files[SETTINGS])
    kept = [path for path in put(files, place) if not (bare and path == mine)]
    gone = make_way(files, place, application_names(device_root()))
    wrong = differing(place, files, bare)
    if wrong:
        raise ValueError(
            f"{place}: {', '.join(wrong[:3])} read back otherwise than written. Run the same command again"
        )
    told = [f"{place}: {len(files)} files, {sum(map(len, files.values())):,} bytes, read back and right"]
    told += [f"removed {len(gone)} files that the image brings, or that are older"] if gone else []
    return told + [f"kept {path}: yours, and not the one that would be put there" for path in kept]


def into_boot_rom(place: Path, files: Mapping[str, bytes], firmware: Path) -> list[str]:
    """One UF2 onto RPI-RP2; then the board restarts, and its drive is looked at. Raises BadUf2, OSError, ValueError."""
    whole = pack(image(dict(files)), whole_of(firmware, FIRMWARE))
    with (place / "wattkey.uf2").open("wb", buffering=0) as file:
        file.write(whole)
        with suppress(OSError):  # the board has all of it, and is gone to start
            os.fsync(file.fileno())
    told = [f"{place}: CircuitPython and {len(files)} files, {len(whole):,} bytes"]
    running = boards.awaited(_STARTS_S)
    if running is None:
        return [
            *told,
            "Its own drive was not mounted here, so nothing was read back: mount it, and run the command again",
        ]
    wrong = differing(running, files, True)
    if wrong:
        raise ValueError(f"{running}: {', '.join(wrong[:3])} are not as written. Hold BOOTSEL, plug in, run it again")
    return [*told, f"{running}: started, read back and right"]


def differing(place: Path, files: Mapping[str, bytes], any_settings: bool = False) -> list[str]:
    """The files that do not read back as they were written, from the board itself where the system can do that.

    What belongs to the owner or is written by the board itself is left out.
    """
    theirs = {BOOT_OUT, *MAIL, *([SETTINGS] if any_settings else [])}
    wrong = []
    for path, content in files.items():
        target = place / path[1:]
        if path not in theirs and (not target.is_file() or _read_back(target, len(content) + 1) != content):
            wrong.append(path)
    return [path for path in wrong if not (path == SETTINGS and (place / path[1:]).is_file())]


def _read_back(target: Path, most: int) -> bytes:
    with target.open("rb") as file:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # not what the PC remembers
        return file.read(most)


def _made_bare(mine: Path, files: Mapping[str, bytes]) -> bytes:
    """The owner's settings with the four parts changed; ours where his do not name them."""
    try:
        return without_parts(read(mine))
    except ValueError:
        return files[SETTINGS]


def _known_firmware() -> Path:
    found = sorted(_CACHE.glob(_FIRMWARE))
    if not found:
        raise ValueError(
            "a board in its boot ROM needs CircuitPython too: get its UF2 for the Raspberry Pi Pico"
            " (circuitpython.org), and name it with --firmware"
        )
    return found[-1]
