# mounts.py - what the device program sees as its files: the drive, and images that it has mounted over folders of it
"""A mounted image is read through the program's own block device, each sector when it is wanted: what that refuses, the
program does not get."""

import posixpath
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from wattkey_host.drive.fathost import FOLDER, SECTOR, FatHost
from wattkey_host.drive.fattables import FolderName
from wattkey_host.sim.drive import EPOCH, Node, absolute

if TYPE_CHECKING:
    from wattkey_host.sim.drive import Drive


class _Device:
    """The program's object with `readblocks`."""

    def __init__(self, device: Any) -> None:
        self._device = device

    def read(self, sector: int, count: int = 1) -> bytes:
        """Whatever the program raises comes out."""
        buffer = bytearray(count * SECTOR)
        self._device.readblocks(sector, buffer)
        return bytes(buffer)

    def write(self, sector: int, data: bytes) -> None:
        """A volume is mounted to be read."""
        raise OSError(30, "Read-only filesystem")


class Volume(FatHost):
    """A mounted image. Folders are read once, contents when they are wanted."""

    def __init__(self, device: Any) -> None:
        self._listed: dict[str, list[FolderName]] = {}
        self._chains: dict[int, list[int]] = {}  # first cluster -> all of a file
        super().__init__(_Device(device))
        self._table = super()._fat()

    def names(self, folder: str) -> list[str]:
        """What is in a folder."""
        return [found.name for found in self._list(folder)]

    def part(self, path: str, start: int, stop: int) -> bytes:
        """Some bytes of a file, from the sectors that hold them, which are read now."""
        if stop <= start:
            return b""
        chain, per = self._chain(self._need(path).cluster), self._cluster_sectors
        numbers = range(start // SECTOR, (stop - 1) // SECTOR + 1)
        read = b"".join(self._sectors.read(self._sector(chain[n // per]) + n % per) for n in numbers)
        return read[start - numbers[0] * SECTOR :][: stop - start]

    def _list(self, folder: str) -> Iterator[FolderName]:
        key = folder.strip("/").lower()
        if key not in self._listed:
            self._listed[key] = list(super()._list(folder))
        return iter(self._listed[key])

    def _chain(self, cluster: int) -> list[int]:
        if cluster not in self._chains:
            self._chains[cluster] = super()._chain(cluster)
        return self._chains[cluster]

    def _fat(self) -> bytearray:
        return self._table


class _Content(bytearray):
    """Of an open file of a mounted image. What is read of it later is read from the disk, which may have changed."""

    def __init__(self, volume: Volume, path: str) -> None:
        super().__init__(volume.read(path))
        self._part = partial(volume.part, path)

    def __getitem__(self, place: Any) -> Any:
        if not isinstance(place, slice):
            return super().__getitem__(place)
        start, stop, _ = place.indices(len(self))
        return bytearray(self._part(start, stop))


class Files:
    """Files by their path: on the drive, or in what is mounted there."""

    def __init__(self, drive: "Drive") -> None:
        self._drive = drive
        self._mounted: dict[str, Volume] = {}
        self.cwd = "/"  # the working folder: where a path begins that has no slash in front

    def mount(self, volume: Volume, path: str) -> None:
        """Show `volume` in the place of a folder. Raises OSError 2 where there is none, 1 where one is mounted."""
        if not self._drive.is_folder(path):
            raise OSError(2, "Mount point directory missing")
        if absolute(path) in self._mounted:
            raise OSError(1, "Operation not permitted")
        self._mounted[absolute(path)] = volume

    def node(self, path: str) -> Node | None:
        """The file or folder at `path`; of a mounted file its content is read now."""
        volume, inside = self._inside(path)
        if volume is None:
            return self._drive.node(inside)
        if not inside:
            return Node(self._full(path), None, EPOCH)
        found = volume.node(inside)
        if found is None:
            return None
        folder = bool(found.attributes & FOLDER)
        return Node(self._full(path), None if folder else _Content(volume, inside), EPOCH)

    def is_file(self, path: str) -> bool:
        """Whether there is a file at `path`."""
        return self._kind(path) == "file"

    def is_folder(self, path: str) -> bool:
        """Whether there is a folder at `path`."""
        return self._kind(path) == "folder"

    def read(self, path: str) -> bytes:
        """The content of a file. Raises FileNotFoundError."""
        volume, inside = self._inside(path)
        return volume.read(inside) if volume else self._drive.read(inside)

    def names(self, path: str) -> list[str]:
        """What is in a folder."""
        volume, inside = self._inside(path)
        return volume.names(inside) if volume else self._drive.names(inside)

    def _kind(self, path: str) -> str:
        volume, inside = self._inside(path)
        if volume is None:
            node = self._drive.node(inside)
            return "" if node is None else "folder" if node.data is None else "file"
        found = volume.node(inside) if inside else None
        if found is None:
            return "" if inside else "folder"
        return "folder" if found.attributes & FOLDER else "file"

    def change(self, path: str) -> None:
        """Make a folder the working folder. Raises OSError 2."""
        if not self.is_folder(path):
            raise OSError(2, "No such file/directory")
        self.cwd = self._full(path)

    def _full(self, path: str) -> str:
        return absolute(path if path.startswith("/") else posixpath.join(self.cwd, path))

    def _inside(self, path: str) -> tuple[Volume | None, str]:
        path = self._full(path)
        for place, volume in self._mounted.items():
            if path == place or path.startswith(place + "/"):
                return volume, path[len(place) :]
        return None, path
