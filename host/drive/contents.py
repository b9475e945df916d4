# contents.py - what is on the device's drive
"""The repository's root as it stands, the Adafruit libraries, the mail files, and what CircuitPython adds."""

import functools
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from wattkey.box import readings
from wattkey_host.drive.borrowed import Names, thinned
from wattkey_host.drive.constants import written_out
from wattkey_host.drive.mpy import Place, compiled
from wattkey_host.drive.terse import terse
from wattkey_host.sim import adafruit

PROGRAMS = (  # in the root
    "code.py", "boot.py", "publish.py", "faults.py", "safemode.py",
    "loader.py", "chooser.py", "images.py", "sectors.py",
)  # fmt: skip
MODULES = ("lib", "drivers", "flows", "fonts")  # the application: an image holds these
DEVICE = (*PROGRAMS, "settings.toml", *MODULES, "README.TXT")
LIBRARIES = (
    "adafruit-circuitpython-asyncio",
    "adafruit-circuitpython-busdevice",
    "adafruit-circuitpython-matrixkeypad",
    "adafruit-circuitpython-ticks",
)
# boot.py writes them in place
CARD = "mail/card.json"
MAIL = {"/" + CARD: b" " * 4096, "/mail/report.json": b" " * 4096, readings.FILE: readings.empty()}
# The root folder holds no more than 128 names; a folder grows.
ORDERS = {"/orders/README.TXT": b"Purchase files (WK-....json) may lie here too.\r\n"}
# Left empty by CircuitPython itself, so that no host fills the drive with its indexes and waste bins.
HOSTS_KEEP_OUT = ("/.metadata_never_index", "/.Trashes", "/.fseventsd/no_log")
CIRCUITPYTHON = "10.2.1 on 2026-05-13"
EMULATED_UID = "E6605838834A2F2A"  # of the Pico in the emulator; a board's own stands in its boot_out.txt
BOOT_OUT = "/boot_out.txt"
SETTINGS = "/settings.toml"
CODE, LIFE = "/code.py", "/life.py"
MOUNT = "/app/.image"  # loader.py mounts the image on this folder, which must be there


def build(root: Path, mpy: bool = False, uid: str = EMULATED_UID) -> dict[str, bytes]:
    """Path on the drive -> content, of a device from the files in `root`; with `mpy` its modules are compiled, else
    ours are sources (terse.py). The libraries always are compiled, as circup brings them. Raises LibrariesMissing,
    CompileError.
    """
    ours = device_files(root)
    return (_ours_compiled(root, ours) if mpy else terse(ours)) | _compiled(library_files()) | _around(uid)


def sources(root: Path) -> dict[str, bytes]:
    """Path on the drive -> content, with nothing compiled, as the simulator runs it. Raises LibrariesMissing."""
    return device_files(root) | library_files() | _around(EMULATED_UID)


def application(root: Path, mpy: bool = True, others: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """Path in an image -> content: our modules and the libraries; `others` are sources in the place of ours.

    All modules lie at its root (loader.py). Raises LibrariesMissing, CompileError."""
    ours = _files(root, MODULES) | dict(others or {})
    made = _ours_compiled(root, ours, inside) | _compiled(library_files(), inside) if mpy else ours | library_files()
    return {inside(path): content for path, content in made.items()}


def inside(path: str) -> str:
    """Where a file of the drive lies in an image."""
    _, folder, *below = path.split("/", 2)
    return "/" + below[0] if below and folder in MODULES else path


def application_names(root: Path) -> list[str]:
    """Paths of what an image holds, as source and compiled. Raises LibrariesMissing."""
    files = [*_files(root, MODULES), *library_files()]
    return files + [path.removesuffix(".py") + ".mpy" for path in files if path.endswith(".py")]


def loaders(root: Path, mpy: bool = True, uid: str = EMULATED_UID) -> dict[str, bytes]:
    """What lies on the drive beside an image, and the folder that it is mounted on. Raises CompileError."""
    files = {path: content for path, content in device_files(root).items() if path.count("/") == 1}
    return (_ours_compiled(root, files) if mpy else files) | {MOUNT: b""} | _around(uid)


def _ours_compiled(root: Path, files: dict[str, bytes], place: Place = str) -> dict[str, bytes]:
    everything = written_out(_life_apart(device_files(root) | files))
    names = thinned(everything, library_files())
    return _compiled({path: everything[path] for path in _life_apart(files)}, place, names)


def _life_apart(files: dict[str, bytes]) -> dict[str, bytes]:
    """CircuitPython starts no compiled file: code.py becomes two lines that start the program that it was."""
    if CODE not in files:
        return files
    return files | {
        LIFE: files[CODE],
        CODE: b"# wattkey: life.mpy is the source code.py, compiled\nfrom life import live\n\nlive()\n",
    }


def _compiled(files: dict[str, bytes], place: Place = str, names: Names | None = None) -> dict[str, bytes]:
    return dict(compiled(path, content, place, names) for path, content in files.items())


def _around(uid: str) -> dict[str, bytes]:
    return dict.fromkeys(HOSTS_KEEP_OUT, b"") | MAIL | ORDERS | {BOOT_OUT: boot_out(uid)}


def device_files(root: Path) -> dict[str, bytes]:
    """Our own files, as they stand in `root`."""
    return _files(root, DEVICE)


def _files(root: Path, names: Iterable[str]) -> dict[str, bytes]:
    return {path: (root / path[1:]).read_bytes() for name in names for path in _under(root, name)}


def _under(root: Path, name: str) -> list[str]:
    """Paths of the files in a folder, or of the file that it is: a folder's own before those of the folders in it."""
    top = root / name
    if not top.is_dir():
        return ["/" + name] if top.is_file() else []
    start = len(str(root))
    found = [
        folder[start:].replace(os.sep, "/") + "/" + file
        for folder, _, files in os.walk(top)
        if "__pycache__" not in folder[start:]
        for file in files
    ]
    return sorted(found, key=lambda path: path.split("/"))


def library_files() -> dict[str, bytes]:
    """The Adafruit libraries at the versions of requirements-sim.txt, as circup lays them. Raises LibrariesMissing."""
    return dict(_libraries())


@functools.cache
def _libraries() -> dict[str, bytes]:
    return {
        "/lib/" + name: file.read_bytes()
        for distribution in LIBRARIES
        for name, file in adafruit.files(distribution).items()
    }


def boot_out(uid: str) -> bytes:
    """What CircuitPython writes at the first boot, where it differs: one second, and a write to the FAT, saved."""
    lines = (
        f"Adafruit CircuitPython {CIRCUITPYTHON}; Raspberry Pi Pico with rp2040",
        "Board ID:raspberry_pi_pico",
        f"UID:{uid}",
        "boot.py output:",
    )
    return "".join(line + "\r\n" for line in lines).encode()
