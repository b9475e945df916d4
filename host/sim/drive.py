# drive.py - the board's FAT drive, in memory: what a host and the device see of it
"""Paths begin with "/", are found in any case of letters, and keep the case they were written in.

The drive remembers which flash sectors a power cut left erased; `mount` shows what that costs, as the
real file system does: an erased FAT or boot sector makes CircuitPython format the drive, an erased folder
sector loses the files in it.
"""

import functools
import posixpath
from collections.abc import Callable
from pathlib import Path

from wattkey_host.sim import adafruit

EPOCH = 1_577_836_800  # 2020-01-01, where the board's own clock starts, seconds
SECTOR = 4096  # bytes that the flash erases at once
FAT = "FAT"  # boot sector and FAT share an erase sector
DEVICE = ("code.py", "boot.py", "safemode.py", "settings.toml", "lib", "drivers", "flows", "fonts", "README.TXT")
MAIL = ("/mail/card.json", "/mail/report.json")  # boot.py writes them in place
LIBRARIES = (
    "adafruit-circuitpython-asyncio",
    "adafruit-circuitpython-busdevice",
    "adafruit-circuitpython-displayio-ssd1306",
    "adafruit-circuitpython-matrixkeypad",
    "adafruit-circuitpython-ticks",
)
_HELLO = b'print("Hello World!")\n'  # what CircuitPython puts on a drive that it formats


class Node:
    """A file, or a folder (`data` is None)."""

    __slots__ = ("data", "mtime", "path")

    def __init__(self, path: str, data: bytearray | None, mtime: int) -> None:
        self.path = path
        self.data = data
        self.mtime = mtime  # seconds since 1970


class Drive:
    """Files and folders."""

    def __init__(self) -> None:
        self._nodes: dict[str, Node] = {"/": Node("/", None, EPOCH)}
        self.torn: set[str] = set()  # FAT, or folders, whose sector is erased just now
        self.now: Callable[[], int] = lambda: EPOCH  # the host's clock, seconds

    @classmethod
    def from_tree(cls, root: Path) -> "Drive":
        """The drive of a device: its files as they stand in `root`, the Adafruit libraries, the mail files."""
        drive = cls()
        for name in DEVICE:
            for file in sorted((root / name).rglob("*")) if (root / name).is_dir() else [root / name]:
                if file.is_file() and "__pycache__" not in file.parts:
                    drive.write("/" + file.relative_to(root).as_posix(), file.read_bytes())
        drive.add_libraries()
        for path in MAIL:
            drive.write(path, b" " * SECTOR)
        return drive

    def add_libraries(self) -> None:
        """Put the Adafruit libraries into /lib, as circup does."""
        for path, data in _libraries():
            self.write(path, data)

    # --- what a host does

    def files(self) -> list[tuple[str, int, int]]:
        """(path, size in bytes, time of change in seconds) of every file."""
        return [(n.path, len(n.data), n.mtime) for _, n in sorted(self._nodes.items()) if n.data is not None]

    def read(self, path: str) -> bytes:
        """The content of a file. Raises FileNotFoundError."""
        return bytes(self._data(path))

    def write(self, path: str, data: bytes) -> Node:
        """Put a new file in the place of what was there; folders on the way are made."""
        path = absolute(path)
        folder = posixpath.dirname(path)
        if folder.lower() not in self._nodes:
            self.make_folder(folder)
        node = Node(path, bytearray(data), self.now())
        self._nodes[path.lower()] = node
        return node

    def delete(self, path: str) -> None:
        """Remove a file. Raises FileNotFoundError."""
        self._data(path)
        del self._nodes[absolute(path).lower()]

    # --- what both see

    def node(self, path: str) -> Node | None:
        """The file or folder at `path`."""
        return self._nodes.get(absolute(path).lower())

    def is_file(self, path: str) -> bool:
        """Whether there is a file at `path`."""
        node = self.node(path)
        return node is not None and node.data is not None

    def is_folder(self, path: str) -> bool:
        """Whether there is a folder at `path`."""
        node = self.node(path)
        return node is not None and node.data is None

    def names(self, folder: str) -> list[str]:
        """What is in a folder, in the order it came there."""
        inside = absolute(folder).lower().rstrip("/") + "/"
        return [
            posixpath.basename(node.path)
            for key, node in self._nodes.items()
            if key != "/" and key.startswith(inside) and "/" not in key[len(inside) :]
        ]

    def make_folder(self, path: str) -> None:
        """Make a folder, and those above it."""
        path = absolute(path)
        if path.lower() not in self._nodes:
            self.make_folder(posixpath.dirname(path))
            self._nodes[path.lower()] = Node(path, None, self.now())

    def mount(self) -> None:
        """What the file system finds at a start, after sectors may have been left erased."""
        if FAT in self.torn or "/" in self.torn:
            self._nodes = {"/": Node("/", None, EPOCH)}
            self.write("/code.py", _HELLO)
        for folder in self.torn - {FAT, "/"}:
            for name in self.names(folder):
                self._nodes.pop((folder + "/" + name).lower(), None)
        self.torn.clear()

    def _data(self, path: str) -> bytearray:
        node = self.node(path)
        if node is None or node.data is None:
            raise FileNotFoundError(2, "No such file/directory", path)
        return node.data


@functools.cache
def _libraries() -> tuple[tuple[str, bytes], ...]:
    """(path, content) of the Adafruit libraries, as their distributions installed them."""
    return tuple(
        ("/lib/" + name, file.read_bytes())
        for distribution in LIBRARIES
        for name, file in adafruit.files(distribution).items()
    )


def absolute(path: str) -> str:
    """A path of the drive from its root; the device's working folder is the root."""
    return posixpath.normpath("/" + path.lstrip("/"))
