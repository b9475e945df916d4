# devicefile.py - `open` as the device has it: reading for all, writing in place for boot.py
"""code.py cannot write while USB owns the drive: OSError 30. boot.py can, and every flash sector it touches is
erased and programmed again: the file's own, the folder's when it is closed, the FAT's when it grows."""

import errno
import posixpath
from typing import TYPE_CHECKING, Any

from wattkey_host.sim.drive import FAT, SECTOR, Node, absolute
from wattkey_host.sim.flash import rewrite
from wattkey_host.sim.run import CODE

if TYPE_CHECKING:
    from wattkey_host.sim.run import Life

_WRITING = "wa+x"


def open_file(life: "Life", path: str, mode: str = "r", **_unused: object) -> "DeviceFile":
    """The device's `open`. Raises OSError: 2 no such file, 21 a folder, 30 not writable from here."""
    life.check()
    if any(letter in mode for letter in _WRITING):
        may_write(life)
    node = life.files.node(path)
    if node is not None and node.data is None:
        raise OSError(errno.EISDIR, "Is a directory")
    if node is None or "w" in mode:
        if not any(letter in mode for letter in "wax"):
            raise OSError(errno.ENOENT, "No such file/directory")
        node = _created(life, path)
    return DeviceFile(life, node, mode)


def may_write(life: "Life") -> None:
    """Raises OSError 30 where the program may not change the drive."""
    if life.phase == CODE and not life.machine.code_may_write:
        raise OSError(errno.EROFS, "Read-only filesystem")


def change_fat(life: "Life") -> None:
    """Rewrite the sector that holds the FAT and the boot sector; cut here, the drive is gone."""
    torn = life.world.drive.torn
    rewrite(life, FAT, lambda: torn.add(FAT), lambda: torn.discard(FAT))


def _created(life: "Life", path: str) -> Node:
    if not life.world.drive.is_folder(posixpath.dirname(absolute(path))):
        raise OSError(errno.ENOENT, "No such file/directory")
    change_fat(life)
    return life.world.drive.write(path, b"")


class DeviceFile:
    """An open file. Nothing is written by forgetting it: only `write` and `close` change the flash."""

    def __init__(self, life: "Life", node: Node, mode: str) -> None:
        assert node.data is not None
        self._life = life
        self._node = node
        self._data = node.data
        self._text = "b" not in mode
        self._writes = any(letter in mode for letter in _WRITING)
        self._at = len(node.data) if "a" in mode else 0
        self._dirty = False
        self._open = True

    def _check(self) -> None:
        self._life.check()
        if not self._open:
            raise ValueError("I/O operation on closed file")

    def _out(self, raw: bytes) -> Any:
        return raw.decode() if self._text else raw

    def read(self, size: int = -1) -> Any:
        """Up to `size` bytes or characters, all of the rest without."""
        self._check()
        some = size is not None and size >= 0
        end = self._at + size if some and not self._text else None
        rest = bytes(self._data[self._at : end])
        if some and self._text:
            rest = rest.decode()[:size].encode()
        self._at += len(rest)
        return self._out(rest)

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer`; the number of bytes read."""
        self._check()
        view = memoryview(buffer).cast("B")
        raw = self._data[self._at : self._at + len(view)]
        view[: len(raw)] = raw
        self._at += len(raw)
        return len(raw)

    def readline(self) -> Any:
        """The next line with its end."""
        self._check()
        end = self._data.find(b"\n", self._at) + 1 or len(self._data)
        raw = bytes(self._data[self._at : end])
        self._at = end
        return self._out(raw)

    def readlines(self) -> list[Any]:
        """All lines that are left."""
        return list(self)

    def __iter__(self) -> "DeviceFile":
        return self

    def __next__(self) -> Any:
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move to `offset` from the start (0), from here (1) or from the end (2)."""
        self._check()
        self._at = max(0, offset + (0, self._at, len(self._data))[whence])
        return self._at

    def tell(self) -> int:
        """Where the next byte is read or written."""
        self._check()
        return self._at

    def write(self, data: Any) -> int:
        """Write in place, sector by sector; growing the file rewrites the FAT as well."""
        self._check()
        if not self._writes:
            raise OSError(errno.EBADF, "Bad file descriptor")
        raw = data.encode() if isinstance(data, str) else bytes(data)
        if self._at + len(raw) > len(self._data):
            change_fat(self._life)
            self._data.extend(bytes(self._at + len(raw) - len(self._data)))
        self._dirty = True
        self._rewrite(raw)
        self._at += len(raw)
        return len(data)

    def _rewrite(self, raw: bytes) -> None:
        start, end = self._at, self._at + len(raw)
        for sector in range(start // SECTOR * SECTOR, end, SECTOR):
            new = bytearray(self._data[sector : sector + SECTOR])
            first, last = max(start, sector), min(end, sector + SECTOR)
            new[first - sector : last - sector] = raw[first - start : last - start]
            self._program(sector, new)

    def _program(self, sector: int, new: bytearray) -> None:
        place = slice(sector, sector + len(new))

        def erase() -> None:
            self._data[place] = b"\xff" * len(new)

        def program() -> None:
            self._data[place] = new

        rewrite(self._life, self._node.path, erase, program)

    def flush(self) -> None:
        """Nothing waits in RAM here."""
        self._check()

    def close(self) -> None:
        """After a write: rewrites the folder's own sector (size and time); cut here, the folder is lost."""
        self._life.check()
        if self._open and self._dirty:
            folder = posixpath.dirname(self._node.path)
            torn = self._life.world.drive.torn
            rewrite(self._life, folder, lambda: torn.add(folder), lambda: torn.discard(folder))
            self._node.mtime = self._life.world.drive.now()
        self._open = False

    def __enter__(self) -> "DeviceFile":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()
