# fathost.py - a FAT volume as whoever mounts it sees it: FAT12, sector by sector
"""A host that reads the volume's own tables and writes whole sectors of 512 bytes. Numbers are little-endian; layout:
host/drive/fat.py. `Sectors` is where they go, so that a test can cut the power between two of them."""

from collections.abc import Callable, Iterator
from typing import Protocol

from wattkey_host.drive.fattables import DELETED, ENTRY, FREE, FolderName, gap, get, set_to, short_name
from wattkey_host.drive.folder import Entry, attributes_of, entries

SECTOR = 512
_LAST = 0xFF8
_LONG, _LABEL, FOLDER = 0x0F, 0x08, 0x10
_STATE = 37  # in the boot sector


class Sectors(Protocol):
    """A block device."""

    def read(self, sector: int, count: int = 1) -> bytes:
        """The content of `count` sectors."""

    def write(self, sector: int, data: bytes) -> None:
        """Whole sectors, one after the other."""


class FatHost:
    """Files by their path ("/mail/card.json"), found in any case of letters."""

    def __init__(self, sectors: Sectors) -> None:
        self._sectors = sectors
        self.now: Callable[[], int] = lambda: 0  # the host's clock, seconds since 1970
        boot = sectors.read(0)
        self._cluster_sectors, self._fat_at = boot[13], int.from_bytes(boot[14:16], "little")
        self._root_entries, self._fat_sectors = (int.from_bytes(boot[at : at + 2], "little") for at in (17, 22))
        self._root_at = self._fat_at + boot[16] * self._fat_sectors
        self._data_at = self._root_at + self._root_entries * ENTRY // SECTOR
        self._clusters = (int.from_bytes(boot[19:21], "little") - self._data_at) // self._cluster_sectors

    def mount(self) -> None:
        """As Linux and Windows do before they write: the dirty flag is set (FAT12: boot sector, byte 37, bit 0)."""
        self._flag(1)

    def unmount(self) -> None:
        """The dirty flag is cleared: all is written."""
        self._flag(0)

    def _flag(self, dirty: int) -> None:
        boot = bytearray(self._sectors.read(0))
        boot[_STATE] = boot[_STATE] & ~1 | dirty
        self._sectors.write(0, bytes(boot))

    def files(self, folder: str = "/") -> "Iterator[tuple[str, bytes]]":
        """(path, content) of every file below `folder`."""
        for found in self._list(folder):
            path = folder.rstrip("/") + "/" + found.name
            if found.attributes & FOLDER:
                yield from self.files(path)
            else:
                yield path, self.read(path)

    def listed(self, folder: str) -> list[FolderName]:
        """The files of a folder, without those below it; nothing is read of what they hold."""
        return [found for found in self._list(folder) if not found.attributes & FOLDER]

    def node(self, path: str) -> FolderName | None:
        """The file or folder at `path`; None too where a folder on the way is missing."""
        folder, _, name = path.rpartition("/")
        if folder.strip("/") and self.node(folder) is None:
            return None
        return next((found for found in self._list(folder) if found.name.lower() == name.lower()), None)

    def read(self, path: str) -> bytes:
        """The content of a file. Raises FileNotFoundError."""
        found = self._need(path)
        return b"".join(map(self._read_cluster, self._chain(found.cluster)))[: found.size]

    def write(self, path: str, data: bytes) -> None:
        """A new file in the place of what was there: its entry first, then the FAT, then the content."""
        folder, _, name = path.rpartition("/")
        if self.node(path):
            self.delete(path)
        table = self._fat()
        size = self._cluster_sectors * SECTOR
        free = [n for n in range(2, self._clusters + 2) if get(table, n) == FREE][: -(-len(data) // size)]
        if len(free) * size < len(data):
            raise OSError(28, "the drive is full", path)
        self._enter(folder, Entry(name, attributes_of(data), free[0] if free else 0, len(data), self.now()))
        table = self._fat()  # the folder may have grown
        for here, after in zip(free, [*free[1:], 0xFFF][: len(free)], strict=True):
            set_to(table, here, after)
        self._put_fat(table)
        self.patch(path, 0, data)

    def patch(self, path: str, at: int, piece: bytes) -> None:
        """Some bytes of a file that is there."""
        found, size = self._need(path), self._cluster_sectors * SECTOR
        chain = self._chain(found.cluster)
        while piece:
            sector = self._sector(chain[at // size]) + at % size // SECTOR
            start = at % SECTOR
            part, piece = piece[: SECTOR - start], piece[SECTOR - start :]
            whole = bytearray(self._sectors.read(sector))
            whole[start : start + len(part)] = part
            self._sectors.write(sector, bytes(whole))
            at += len(part)

    def delete(self, path: str) -> None:
        """Remove a file: its entries, then its clusters. Raises FileNotFoundError."""
        found = self._need(path)
        self._strike(path.rpartition("/")[0], found)
        table = self._fat()
        for cluster in self._chain(found.cluster):
            set_to(table, cluster, FREE)
        self._put_fat(table)

    def rename(self, path: str, name: str) -> None:
        """Give a file another name in its folder; its clusters stay. Raises FileNotFoundError."""
        found = self._need(path)
        folder = path.rpartition("/")[0]
        self._strike(folder, found)
        self._enter(folder, Entry(name, found.attributes, found.cluster, found.size, self.now()))

    # --- folders

    def _strike(self, folder: str, found: FolderName) -> None:
        """Mark the entries of what was found as free."""
        raw = bytearray(self._folder(folder))
        for at in range(found.at, found.at + found.length, ENTRY):
            raw[at] = DELETED
        self._put_folder(folder, raw, found.at, found.length)

    def _list(self, folder: str) -> Iterator[FolderName]:
        raw, long, begin = self._folder(folder), b"", 0
        for at in range(0, len(raw), ENTRY):
            entry = raw[at : at + ENTRY]
            if entry[0] == 0:
                return
            if entry[11] == _LONG and entry[0] != DELETED:
                begin = at if entry[0] & 0x40 else begin
                long = entry[1:11] + entry[14:26] + entry[28:32] + long
                continue
            if entry[0] not in (DELETED, ord(".")) and not entry[11] & _LABEL:
                name = long.decode("utf-16-le").split("\0")[0] if long else short_name(entry)
                start = begin if long else at
                cluster, size = int.from_bytes(entry[26:28], "little"), int.from_bytes(entry[28:32], "little")
                yield FolderName(name, entry[11], cluster, size, start, at + ENTRY - start)
            long = b""

    def _enter(self, folder: str, entry: Entry) -> None:
        """Put an entry into the first gap of the folder that is long enough."""
        raw = bytearray(self._folder(folder))
        packed = b"".join(entries([entry]))
        place = gap(raw, len(packed) // ENTRY)
        if place is None and folder.strip("/"):
            raw = self._grow(folder, raw)
            place = gap(raw, len(packed) // ENTRY)
        if place is None:
            raise OSError(28, "the folder is full", folder)
        raw[place * ENTRY : place * ENTRY + len(packed)] = packed
        self._put_folder(folder, raw, place * ENTRY, len(packed))

    def _grow(self, folder: str, raw: bytearray) -> bytearray:
        """One more cluster for a folder, the last free one; what it holds now."""
        table, last = self._fat(), self._chain(self._need(folder).cluster)[-1]
        new = next((n for n in range(self._clusters + 1, 1, -1) if get(table, n) == FREE), None)
        if new is None:
            raise OSError(28, "the drive is full", folder)
        set_to(table, last, new)
        set_to(table, new, 0xFFF)
        for number in range(self._cluster_sectors):
            self._sectors.write(self._sector(new) + number, bytes(SECTOR))
        self._put_fat(table)
        return raw + bytes(self._cluster_sectors * SECTOR)

    def _folder(self, path: str) -> bytes:
        if not path.strip("/"):
            return self._sectors.read(self._root_at, self._root_entries * ENTRY // SECTOR)
        return b"".join(map(self._read_cluster, self._chain(self._need(path).cluster)))

    def _put_folder(self, path: str, raw: bytearray, at: int, length: int) -> None:
        """The sectors that hold bytes `at` to `at + length`."""
        for number in range(at // SECTOR, (at + length - 1) // SECTOR + 1):
            sector = self._root_at + number
            if path.strip("/"):
                chain = self._chain(self._need(path).cluster)
                sector = self._sector(chain[number // self._cluster_sectors]) + number % self._cluster_sectors
            self._sectors.write(sector, bytes(raw[number * SECTOR : (number + 1) * SECTOR]))

    # --- clusters

    def _need(self, path: str) -> FolderName:
        found = self.node(path)
        if found is None:
            raise FileNotFoundError(2, "No such file/directory", path)
        return found

    def _sector(self, cluster: int) -> int:
        return self._data_at + (cluster - 2) * self._cluster_sectors

    def _read_cluster(self, cluster: int) -> bytes:
        return self._sectors.read(self._sector(cluster), self._cluster_sectors)

    def _chain(self, cluster: int) -> list[int]:
        table, chain = self._fat(), list[int]()
        while 2 <= cluster < _LAST and len(chain) <= self._clusters:
            chain.append(cluster)
            cluster = get(table, cluster)
        return chain

    def _fat(self) -> bytearray:
        return bytearray(self._sectors.read(self._fat_at, self._fat_sectors))

    def _put_fat(self, table: bytearray) -> None:
        """Only the sectors that differ."""
        for number in range(self._fat_sectors):
            new = bytes(table[number * SECTOR : (number + 1) * SECTOR])
            if new != self._sectors.read(self._fat_at + number):
                self._sectors.write(self._fat_at + number, new)
