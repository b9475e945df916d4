# fat.py - FAT12 images: of the whole drive, every file on a sector that the flash erases alone; of the application
"""What stands where on the drive, in sectors of 512 bytes (docs/drive.md says why):

    0    boot sector and 7 more that are reserved: the first erase sector
    8    the one FAT: the second
    16   the root folder, 128 entries: the third
    24   clusters of 8 sectors, one erase sector each

The application (pack.py) is one file there and read only: it has clusters of one sector and is as long as it must be.
Source of the format: Microsoft, "FAT: General Overview of On-Disk Format", 1.03. Numbers are little-endian.
"""

import struct
import zlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

from wattkey_host.drive.folder import Entry, Tree, attributes_of, entries, tree

SECTOR = 512
LABEL = "WATTKEY"
_MEDIA = 0xF8  # a fixed disk
_END = 0xFFF  # the last cluster of a file
_MOST = 4084  # clusters of a FAT12 volume; one with more is taken for FAT16


class VolumeLayout(NamedTuple):
    """A volume: how many sectors it has, and what they are for. A cluster has `cluster` bytes."""

    sectors: int
    reserved: int
    fat_sectors: int
    root_entries: int
    cluster_sectors: int
    unused: bytes = b"\xff"  # what a free cluster holds; erased flash is all ones

    @property
    def cluster(self) -> int:
        """Bytes of a cluster."""
        return self.cluster_sectors * SECTOR

    @property
    def root_at(self) -> int:
        """Where the root folder begins, bytes."""
        return (self.reserved + self.fat_sectors) * SECTOR

    @property
    def data_at(self) -> int:
        """Where the clusters begin, bytes."""
        return self.root_at + self.root_entries * 32

    @property
    def clusters(self) -> int:
        """How many there are."""
        return (self.sectors * SECTOR - self.data_at) // self.cluster


DRIVE = VolumeLayout(2048, 8, 8, 128, 8)  # of a Pico with 2 MiB of flash
CLUSTER, CLUSTERS = DRIVE.cluster, DRIVE.clusters


class DriveFull(ValueError):
    """The files need more clusters, or the root more entries, than the drive has."""


def image(files: Mapping[str, bytes], label: str = LABEL, layout: VolumeLayout = DRIVE) -> bytes:
    """The drive's 1 MiB, or a volume of another layout, with these files ("/lib/a.py" -> content).

    The same files give the same image. Raises DriveFull; ValueError for a name that FAT cannot hold.
    """
    return _filled(files, label, layout).whole(label)


def fitting(files: Mapping[str, bytes], reserved: Callable[[int], int], label: str = LABEL) -> VolumeLayout:
    """The layout of a volume for these files alone, clusters of one sector; `reserved(sectors)` sectors come first."""
    entries_there = 16 * -(-(len(tree(files)) * 2 + 1) // 16)  # the root holds folders with short names
    used = _filled(files, label, VolumeLayout(_MOST, 1, 12, entries_there, 1)).used
    fat_sectors = -(-(used + 2) * 3 // 2 // SECTOR)
    fixed = fat_sectors + entries_there * 32 // SECTOR + used
    head = reserved(fixed + reserved(fixed))
    return VolumeLayout(head + fixed, head, fat_sectors, entries_there, 1)


def _filled(files: Mapping[str, bytes], label: str, layout: VolumeLayout) -> "_Volume":
    volume = _Volume(layout)
    root = b"".join(volume.lay(tree(files), [Entry.label(label)], 0))
    if len(root) > layout.root_entries * 32:
        raise DriveFull(
            f"the root folder needs {len(root) // 32} entries of {layout.root_entries}: move files into folders"
        )
    volume.data[layout.root_at : layout.root_at + len(root)] = root
    return volume


class _Volume:
    """The image while it is filled: clusters are given out one after the other, so every file is in one piece."""

    def __init__(self, layout: VolumeLayout) -> None:
        self._layout = layout
        self.data = bytearray(layout.data_at) + layout.unused * (layout.sectors * SECTOR - layout.data_at)
        self._next = [_MEDIA | 0xF00, _END]  # of each cluster: the one that follows; the first two are no clusters

    @property
    def used(self) -> int:
        """Clusters that are given out."""
        return len(self._next) - 2

    def whole(self, label: str) -> bytes:
        """The volume, with its FAT and boot sector."""
        at = self._layout.reserved * SECTOR
        self.data[at : at + self._layout.fat_sectors * SECTOR] = self._fat()
        self.data[:SECTOR] = _boot_sector(label, zlib.crc32(self.data), self._layout)
        return bytes(self.data)

    def lay(self, folder: Tree, head: list[Entry], own: int) -> list[bytes]:
        """Put everything inside a folder in place, folders within it too; the folder's own entries."""
        made = list(head)
        for name, inside in folder.items():
            if isinstance(inside, bytes):
                made.append(Entry(name, attributes_of(inside), self._put(inside), len(inside)))
            else:
                made.append(Entry(name, attributes_of(inside), self._put_folder(inside, own), 0))
        return list(entries(made))

    def _put_folder(self, folder: Tree, parent: int) -> int:
        dots = [Entry.dot(".", 0), Entry.dot("..", 0)]
        blank = [Entry(name, attributes_of(inside), 0, 0) for name, inside in folder.items()]
        own = self._put(bytes(sum(map(len, entries(dots + blank)))))  # its place first: what is inside points back
        packed = b"".join(self.lay(folder, [Entry.dot(".", own), Entry.dot("..", parent)], own))
        at = self._offset(own)
        self.data[at : at + len(packed)] = packed
        return own

    def _put(self, content: bytes) -> int:
        """The first cluster that holds `content`; 0 for nothing. The rest of the last one is zeros."""
        size, most = self._layout.cluster, self._layout.clusters
        count = -(-len(content) // size)
        if not count:
            return 0
        first = len(self._next)
        if first + count > most + 2:
            raise DriveFull(
                f"more than the {most} clusters of {size} bytes that the drive has: compiled they need fewer (--mpy)"
            )
        self._next += [*range(first + 1, first + count), _END]
        at = self._offset(first)
        self.data[at : at + count * size] = content.ljust(count * size, b"\0")
        return first

    def _fat(self) -> bytes:
        """12 bits a cluster, two of them in three bytes."""
        pairs = [*self._next, 0]
        packed = b"".join(
            (low | high << 12).to_bytes(3, "little") for low, high in zip(pairs[::2], pairs[1::2], strict=False)
        )
        return packed.ljust(self._layout.fat_sectors * SECTOR, b"\0")

    def _offset(self, cluster: int) -> int:
        return self._layout.data_at + (cluster - 2) * self._layout.cluster


def _boot_sector(label: str, serial: int, layout: VolumeLayout) -> bytes:
    """The BIOS parameter block. One sector is hidden: CircuitPython shows the host a partition table before it."""
    sizes = (SECTOR, layout.cluster_sectors, layout.reserved, 1, layout.root_entries, layout.sectors)
    geometry = (*sizes, _MEDIA, layout.fat_sectors, 63, 255, 1, 0)
    block = struct.pack("<3s8sHBHBHHBHHHII", b"\xeb\xfe\x90", b"MSDOS5.0", *geometry)
    named = struct.pack("<BBBI11s8s", 0x80, 0, 0x29, serial, label.encode().ljust(11), b"FAT12   ")
    return (block + named).ljust(SECTOR - 2, b"\0") + b"\x55\xaa"
