# fathost.py - a FAT volume as whoever mounts it sees it: FAT12, sector by sector
"""A host that reads the volume's own tables and writes whole sectors of 512 bytes. Numbers are little-endian; layout:
host/drive/fat.py. `Sectors` is where they go, so that a test can cut the power between two of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from wattkey_host.drive.folder import Entry, attributes_of, entries

SECTOR = 512
_FREE, _LAST = 0, 0xFF8
_DELETED, _LONG, _LABEL, FOLDER = 0xE5, 0x0F, 0x08, 0x10
_ENTRY = 32


class Sectors(Protocol):
    """A block device."""

    def read(self, sector: int, count: int = 1) -> bytes:
        """The content of `count` sectors."""

    def write(self, sector: int, data: bytes) -> None:
        """Whole sectors, one after the other."""


@dataclass
class Found:
    """A name in a folder: its place, as far as a host needs it."""

    name: str
    attributes: int
    cluster: int
    size: int
    at: int  # of its first entry (a long name's begins before the short one), bytes from the folder's begin
    length: int  # of its entries, bytes


class FatHost:
    """Files by their path ("/mail/card.json"), found in any case of letters."""

    def __init__(self, sectors: Sectors) -> None:
        self._sectors = sectors
        self.now: Callable[[], int] = lambda: 0
        boot = sectors.read(0)
        self._cluster_sectors, self._fat_at = boot[13], int.from_bytes(boot[14:16], "little")
        self._root_entries, self._fat_sectors = (int.from_bytes(boot[at : at + 2], "little") for at in (17, 22))
        self._root_at = self._fat_at + boot[16] * self._fat_sectors
        self._data_at = self._root_at + self._root_entries * _ENTRY // SECTOR
        self._clusters = (int.from_bytes(boot[19:21], "little") - self._data_at) // self._cluster_sectors

    def files(self, folder: str = "/") -> "Iterator[tuple[str, bytes]]":
        """(path, content) of every file below `folder`."""
        for found in self._list(folder):
            path = folder.rstrip("/") + "/" + found.name
            if found.attributes & FOLDER:
                yield from self.files(path)
            else:
                yield path, self.read(path)

    def node(self, path: str) -> Found | None:
        """The file or folder at `path`."""
        folder, _, name = path.rpartition("/")
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
        free = [n for n in range(2, self._clusters + 2) if _get(table, n) == _FREE][: -(-len(data) // size)]
        if len(free) * size < len(data):
            raise OSError(28, "the drive is full", path)
        self._enter(folder, Entry(name, attributes_of(data), free[0] if free else 0, len(data)))
        for here, after in zip(free, [*free[1:], 0xFFF][: len(free)], strict=True):
            _set(table, here, after)
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
        folder = path.rpartition("/")[0]
        raw = bytearray(self._folder(folder))
        for at in range(found.at, found.at + found.length, _ENTRY):
            raw[at] = _DELETED
        self._put_folder(folder, raw, found.at, found.length)
        table = self._fat()
        for cluster in self._chain(found.cluster):
            _set(table, cluster, _FREE)
        self._put_fat(table)

    # --- folders

    def _list(self, folder: str) -> Iterator[Found]:
        raw, long, begin = self._folder(folder), b"", 0
        for at in range(0, len(raw), _ENTRY):
            entry = raw[at : at + _ENTRY]
            if entry[0] == 0:
                return
            if entry[11] == _LONG and entry[0] != _DELETED:
                begin = at if entry[0] & 0x40 else begin
                long = entry[1:11] + entry[14:26] + entry[28:32] + long
                continue
            if entry[0] not in (_DELETED, ord(".")) and not entry[11] & _LABEL:
                name = long.decode("utf-16-le").split("\0")[0] if long else _short(entry)
                start = begin if long else at
                cluster, size = int.from_bytes(entry[26:28], "little"), int.from_bytes(entry[28:32], "little")
                yield Found(name, entry[11], cluster, size, start, at + _ENTRY - start)
            long = b""

    def _enter(self, folder: str, entry: Entry) -> None:
        """Put an entry into the first gap of the folder that is long enough."""
        raw = bytearray(self._folder(folder))
        packed = b"".join(entries([entry]))
        used = [raw[at] not in (0, _DELETED) for at in range(0, len(raw), _ENTRY)]
        need = len(packed) // _ENTRY
        place = next((i for i in range(len(used) - need + 1) if not any(used[i : i + need])), None)
        if place is None:
            raise OSError(28, "the folder is full", folder)
        raw[place * _ENTRY : place * _ENTRY + len(packed)] = packed
        self._put_folder(folder, raw, place * _ENTRY, len(packed))

    def _folder(self, path: str) -> bytes:
        if not path.strip("/"):
            return self._sectors.read(self._root_at, self._root_entries * _ENTRY // SECTOR)
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

    def _need(self, path: str) -> Found:
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
            cluster = _get(table, cluster)
        return chain

    def _fat(self) -> bytearray:
        return bytearray(self._sectors.read(self._fat_at, self._fat_sectors))

    def _put_fat(self, table: bytearray) -> None:
        """Only the sectors that differ."""
        for number in range(self._fat_sectors):
            new = bytes(table[number * SECTOR : (number + 1) * SECTOR])
            if new != self._sectors.read(self._fat_at + number):
                self._sectors.write(self._fat_at + number, new)


def _get(table: bytearray, cluster: int) -> int:
    pair = int.from_bytes(table[cluster * 3 // 2 : cluster * 3 // 2 + 2], "little")
    return pair >> 4 if cluster & 1 else pair & 0xFFF


def _set(table: bytearray, cluster: int, value: int) -> None:
    at = cluster * 3 // 2
    pair = int.from_bytes(table[at : at + 2], "little")
    pair = pair & 0x00F | value << 4 if cluster & 1 else pair & 0xF000 | value
    table[at : at + 2] = pair.to_bytes(2, "little")


def _short(entry: bytes) -> str:
    base, extension = entry[:8].decode("latin-1").rstrip(), entry[8:11].decode("latin-1").rstrip()
    base = base.lower() if entry[12] & 0x08 else base
    extension = extension.lower() if entry[12] & 0x10 else extension
    return f"{base}.{extension}" if extension else base
