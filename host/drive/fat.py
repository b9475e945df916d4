# fat.py - a FAT12 image of the whole drive, laid out so that every file begins on a sector that the flash erases alone
"""What stands where, in sectors of 512 bytes (docs/drive.md says why):

    0    boot sector and 7 more that are reserved: the first erase sector
    8    the one FAT: the second
    16   the root folder, 128 entries: the third
    24   clusters of 8 sectors, one erase sector each

Source of the format: Microsoft, "FAT: General Overview of On-Disk Format", 1.03. Numbers are little-endian.
"""

import struct
import zlib
from collections.abc import Mapping

from wattkey_host.drive.folder import Entry, Tree, attributes_of, entries, tree

SECTOR = 512
SECTORS = 2048  # the drive of a Pico with 2 MiB of flash
RESERVED, FAT_SECTORS, ROOT_ENTRIES, CLUSTER_SECTORS = 8, 8, 128, 8
CLUSTER = CLUSTER_SECTORS * SECTOR
ROOT_AT = (RESERVED + FAT_SECTORS) * SECTOR
ROOT_BYTES = ROOT_ENTRIES * 32
DATA_AT = ROOT_AT + ROOT_BYTES
CLUSTERS = (SECTORS * SECTOR - DATA_AT) // CLUSTER
LABEL = "WATTKEY"
_MEDIA = 0xF8  # a fixed disk
_END = 0xFFF  # the last cluster of a file


class DriveFull(ValueError):
    """The files need more clusters, or the root more entries, than the drive has."""


def image(files: Mapping[str, bytes], label: str = LABEL) -> bytes:
    """The drive's 1 MiB with these files ("/lib/a.py" -> content). Free clusters are 0xFF, as erased flash is.

    The same files give the same image. Raises DriveFull; ValueError for a name that FAT cannot hold.
    """
    volume = _Volume()
    root = b"".join(volume.lay(tree(files), [Entry.label(label)], 0))
    if len(root) > ROOT_BYTES:
        raise DriveFull(f"the root folder needs {len(root) // 32} entries of {ROOT_ENTRIES}: move files into folders")
    volume.data[ROOT_AT : ROOT_AT + len(root)] = root
    volume.data[RESERVED * SECTOR : RESERVED * SECTOR + SECTOR * FAT_SECTORS] = volume.fat()
    volume.data[:SECTOR] = _boot_sector(label, zlib.crc32(volume.data))
    return bytes(volume.data)


class _Volume:
    """The image while it is filled: clusters are given out one after the other, so every file is in one piece."""

    def __init__(self) -> None:
        self.data = bytearray(DATA_AT) + b"\xff" * (SECTORS * SECTOR - DATA_AT)
        self._next = [_MEDIA | 0xF00, _END]  # of each cluster: the one that follows; the first two are no clusters

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
        at = _offset(own)
        self.data[at : at + len(packed)] = packed
        return own

    def _put(self, content: bytes) -> int:
        """The first cluster that holds `content`; 0 for nothing. The rest of the last one is zeros."""
        count = -(-len(content) // CLUSTER)
        if not count:
            return 0
        first = len(self._next)
        if first + count > CLUSTERS + 2:
            raise DriveFull(f"more than the {CLUSTERS} clusters of {CLUSTER} bytes that the drive has")
        self._next += [*range(first + 1, first + count), _END]
        at = _offset(first)
        self.data[at : at + count * CLUSTER] = content.ljust(count * CLUSTER, b"\0")
        return first

    def fat(self) -> bytes:
        """12 bits a cluster, two of them in three bytes."""
        pairs = [*self._next, 0]
        packed = b"".join(
            (low | high << 12).to_bytes(3, "little") for low, high in zip(pairs[::2], pairs[1::2], strict=False)
        )
        return packed.ljust(FAT_SECTORS * SECTOR, b"\0")


def _offset(cluster: int) -> int:
    return DATA_AT + (cluster - 2) * CLUSTER


def _boot_sector(label: str, serial: int) -> bytes:
    """The BIOS parameter block. One sector is hidden: CircuitPython shows the host a partition table before it."""
    geometry = (SECTOR, CLUSTER_SECTORS, RESERVED, 1, ROOT_ENTRIES, SECTORS, _MEDIA, FAT_SECTORS, 63, 255, 1, 0)
    block = struct.pack("<3s8sHBHBHHBHHHII", b"\xeb\xfe\x90", b"MSDOS5.0", *geometry)
    named = struct.pack("<BBBI11s8s", 0x80, 0, 0x29, serial, label.encode().ljust(11), b"FAT12   ")
    return (block + named).ljust(SECTOR - 2, b"\0") + b"\x55\xaa"
