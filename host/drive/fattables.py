# fattables.py - the entries of a FAT12 folder and the numbers of its table, as a host reads and writes them
"""Numbers are little-endian; layout: host/drive/fat.py."""

from dataclasses import dataclass

FREE, DELETED, ENTRY = 0, 0xE5, 32


@dataclass
class FolderName:
    """A name in a folder: its place, as far as a host needs it."""

    name: str
    attributes: int
    cluster: int
    size: int
    at: int  # of its first entry (a long name's begins before the short one), bytes from the folder's begin
    length: int  # of its entries, bytes


def gap(folder: bytearray, need: int) -> int | None:
    """The first of so many unused entries in a row."""
    used = [folder[at] not in (0, DELETED) for at in range(0, len(folder), ENTRY)]
    return next((i for i in range(len(used) - need + 1) if not any(used[i : i + need])), None)


def get(table: bytearray, cluster: int) -> int:
    """What the table says of a cluster: the one that follows, free, or the last."""
    pair = int.from_bytes(table[cluster * 3 // 2 : cluster * 3 // 2 + 2], "little")
    return pair >> 4 if cluster & 1 else pair & 0xFFF


def set_to(table: bytearray, cluster: int, value: int) -> None:
    """Change what the table says of a cluster."""
    at = cluster * 3 // 2
    pair = int.from_bytes(table[at : at + 2], "little")
    pair = pair & 0x00F | value << 4 if cluster & 1 else pair & 0xF000 | value
    table[at : at + 2] = pair.to_bytes(2, "little")


def short_name(entry: bytes) -> str:
    """The name of an entry without a long one: 8.3, in the letters that Windows marks."""
    base, extension = entry[:8].decode("latin-1").rstrip(), entry[8:11].decode("latin-1").rstrip()
    base = base.lower() if entry[12] & 0x08 else base
    extension = extension.lower() if entry[12] & 0x10 else extension
    return f"{base}.{extension}" if extension else base
