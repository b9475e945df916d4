# drive.py - the board's FAT drive, in memory: what a host and the device see of it
"""Paths begin with "/", are found in any case of letters, and keep the case they were written in.

The drive remembers which flash sectors a power cut left erased; `mount` shows what that costs, as the
real file system does: an erased FAT or boot sector makes CircuitPython format the drive, an erased folder
sector loses the files in it.
"""

import functools
import posixpath
from collections.abc import Callable, Mapping
from pathlib import Path

from wattkey_host.drive import contents

EPOCH = 1_577_836_800  # 2020-01-01, where the board's own clock starts, seconds
SECTOR = 4096  # bytes that the flash erases at once
FAT = "FAT"  # boot sector and FAT share an erase sector
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
        self._names: dict[str, list[str]] = {}  # of folders that were looked into since a name came or went
        self.torn: set[str] = set()  # FAT, or folders, whose sector is erased just now
        self.now: Callable[[], int] = lambda: EPOCH  # the host's clock, seconds

    @classmethod
    def from_tree(cls, root: Path) -> "Drive":
        """The drive of a device, made from the files in `root` as `wattkey drive` makes it, as source."""
        return cls.of(contents.sources(root))

    @classmethod
    def of(cls, files: Mapping[str, bytes]) -> "Drive":
        """A drive with these files, path -> content."""
        drive = cls()
        for path, data in files.items():
            drive.write(path, data)
        return drive

    def add_libraries(self) -> None:
        """Put the Adafruit libraries into /lib, as circup does."""
        for path, data in contents.library_files().items():
            self.write(path, data)

    # --- what a host does

    def files(self) -> list[tuple[str, int, int]]:
        """(path, size in bytes, time of change in seconds) of every file."""
        return [(n.path, len(n.data), n.mtime) for _, n in sorted(self._nodes.items()) if n.data is not None]

    def taken(self, cluster: int) -> int:
        """How many clusters of so many bytes its files and folders take."""
        sizes = [cluster if n.data is None else len(n.data) for key, n in self._nodes.items() if key != "/"]
        return sum(-(-size // cluster) for size in sizes)

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
        self._names.clear()
        return node

    def patch(self, path: str, at: int, piece: bytes) -> None:
        """Change some bytes of a file. Raises FileNotFoundError."""
        self._data(path)[at : at + len(piece)] = piece
        self._nodes[absolute(path).lower()].mtime = self.now()

    def delete(self, path: str) -> None:
        """Remove a file, or a folder in which nothing is. Raises FileNotFoundError; OSError 39 where something is."""
        node = self.node(path)
        if node is None or node.data is not None:
            self._data(path)
        elif self.names(path):
            raise OSError(39, "Directory not empty", path)
        del self._nodes[absolute(path).lower()]
        self._names.clear()

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
        if inside not in self._names:
            self._names[inside] = [
                posixpath.basename(node.path)
                for key, node in self._nodes.items()
                if key.startswith(inside) and key.find("/", len(inside)) < 0 and key != "/"
            ]
        return list(self._names[inside])

    def make_folder(self, path: str) -> None:
        """Make a folder, and those above it."""
        path = absolute(path)
        if path.lower() not in self._nodes:
            self.make_folder(posixpath.dirname(path))
            self._nodes[path.lower()] = Node(path, None, self.now())
            self._names.clear()

    def mount(self) -> None:
        """What the file system finds at a start, after sectors may have been left erased."""
        if FAT in self.torn or "/" in self.torn:
            self._nodes = {"/": Node("/", None, EPOCH)}
            self.write("/code.py", _HELLO)  # and the names are forgotten
        for folder in self.torn - {FAT, "/"}:
            for name in self.names(folder):
                self._nodes.pop((folder + "/" + name).lower(), None)
            self._names.clear()
        self.torn.clear()

    def _data(self, path: str) -> bytearray:
        node = self.node(path)
        if node is None or node.data is None:
            raise FileNotFoundError(2, "No such file/directory", path)
        return node.data


@functools.lru_cache(maxsize=1024)
def absolute(path: str) -> str:
    """A path of the drive from its root; the device's working folder is the root."""
    return posixpath.normpath("/" + path.lstrip("/"))
