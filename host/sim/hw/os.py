# os.py - files, settings, chance
"""Module `os`."""

import errno
from typing import Any

from wattkey_host.drive.fat import CLUSTER, CLUSTERS
from wattkey_host.sim import settingsfile
from wattkey_host.sim.devicefile import change_fat, may_write
from wattkey_host.sim.drive import Node
from wattkey_host.sim.run import current
from wattkey_host.sim.uname import Uname

_life = current()
_drive = _life.world.drive
_FOLDER, _FILE = 0x4000, 0x8000  # st_mode
_free = CLUSTERS - _drive.taken(CLUSTER)
sep = "/"


def uname() -> Uname:
    """What this is."""
    return Uname()


def _node(path: str) -> Node:
    _life.check()
    node = _life.files.node(path)
    if node is None:
        raise OSError(errno.ENOENT, "No such file/directory")
    return node


def getcwd() -> str:
    """The working folder, at first the root."""
    _life.check()
    return _life.files.cwd


def chdir(path: str) -> None:
    """From now on a path without a slash in front begins there. Raises OSError 2."""
    _life.check()
    _life.files.change(path)


def listdir(path: str = "") -> list[str]:
    """The names in a folder. Raises OSError 2."""
    if _node(path).data is not None:
        raise OSError(errno.ENOENT, "No such file/directory")
    return _life.files.names(path)


def stat(path: str) -> tuple[int, ...]:
    """(mode, 0, 0, 0, 0, 0, size, atime, mtime, ctime). Raises OSError 2."""
    node = _node(path)
    mode, size = (_FOLDER, 0) if node.data is None else (_FILE, len(node.data))
    return (mode, 0, 0, 0, 0, 0, size, node.mtime, node.mtime, node.mtime)


def statvfs(_path: str) -> tuple[int, ...]:
    """(cluster size, cluster size, clusters, free, free, 0, 0, 0, 0, longest name), of the image that we ship. What is
    free is counted once, as FatFs does (ff.c, f_getfree): it does not see what a host writes."""
    _life.check()
    return (CLUSTER, CLUSTER, CLUSTERS, _free, _free, 0, 0, 0, 0, 255)


def remove(path: str) -> None:
    """Delete a file; boot.py only. Raises OSError 2 or 30."""
    if _node(path).data is None:
        raise OSError(errno.ENOENT, "No such file/directory")
    may_write(_life)
    change_fat(_life)
    _drive.delete(path)


unlink = remove


def rename(old: str, new: str) -> None:
    """Rename a file; boot.py only. Raises OSError 2 or 30."""
    data = _node(old).data
    may_write(_life)
    change_fat(_life)
    _drive.delete(old)
    _drive.write(new, bytes(data or b""))


def mkdir(path: str) -> None:
    """Make a folder; boot.py only. Raises OSError 30."""
    may_write(_life)
    change_fat(_life)
    _drive.make_folder(path)


def sync() -> None:
    """Nothing waits in RAM here."""
    _life.check()


def getenv(name: str, default: Any = None) -> Any:
    """A value of settings.toml as text; `default` also where its line cannot be read. Raises UnicodeError."""
    _life.check()
    value = settingsfile.text(settingsfile.of(_drive), name)
    return default if value is None else value


def urandom(size: int) -> bytes:
    """Random bytes, the same in every run of a world."""
    _life.check()
    return _life.world.random.randbytes(size)
