# realfolder.py - a real folder as the drive of the device: what is put there is on the drive, and the other way round
"""While the cable is in, the simulated host copies what a person puts into the folder, and deletes what is deleted
there; what the device writes appears. While it is out the folder shows what was, and what is put there waits. Hidden
files, of the folder or of the drive, are no matter."""

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from wattkey_host import foreign
from wattkey_host.drive.dragged import check_folder
from wattkey_host.sim.world import World

if TYPE_CHECKING:
    from wattkey_host.touch.scene import Scene

_LOOK_S = 0.5
_BIGGEST = 1 << 20  # bytes
Stamp = tuple[int, int]  # time of change in nanoseconds, size


class Folder:
    """`root` is made if it is not there. Raises ValueError where it holds something that is no drive of ours."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        try:
            check_folder(root)  # what is not on the drive is deleted there: not the sources, nor a program of one's own
        except ValueError as wrong:
            raise ValueError(f"{root} is not empty, and not the drive of a device: name another folder") from wrong
        self._root = root
        self._seen: dict[str, Stamp] = {}  # what the folder held at the last look
        self._coming: dict[str, Stamp] = {}  # new there, and maybe still being written
        self._have: dict[str, bytes] = {}  # what the drive held then
        self._world: World | None = None
        self._scene: Scene | None = None
        self._looked = 0.0

    def take(self, scene: "Scene") -> None:
        """Be the drive of a new scene: the folder becomes as its drive is."""
        self._scene, self._world = scene, scene.world
        for name in self._stamps():
            if name not in {path.lstrip("/") for path, _, _ in scene.world.drive.files()}:
                (self._root / name).unlink()
        self._seen, self._coming, self._have = {}, {}, {}
        self._give()

    def look(self, now: float) -> None:
        """Once in a while: carry over what is new on either side."""
        if now - self._looked < _LOOK_S or self._world is None:
            return
        self._looked = now
        if not self._world.cable.busy:
            if self._world.cable.host and self._world.machine.state != "off":
                self._bring()
            self._give()

    def _bring(self) -> None:
        assert self._world is not None and self._scene is not None
        stamps = self._stamps()
        for name in [name for name in self._seen if name not in stamps]:
            del self._seen[name]
            if self._world.drive.is_file("/" + name):
                self._world.cable.delete("/" + name)
                self._have.pop("/" + name, None)
        for name, stamp in stamps.items():
            if self._seen.get(name) == stamp:
                continue
            if self._coming.get(name) == stamp and stamp[1] <= _BIGGEST:
                self._seen[name] = stamp
                self._scene.put("/" + name, foreign.read(self._root / name, _BIGGEST + 1))
            self._coming[name] = stamp

    def _give(self) -> None:
        """What the device (or a copy that has ended) wrote. A file that a person has just put there stays his."""
        assert self._world is not None
        for path, _size, _ in self._world.drive.files():
            data = self._world.drive.read(path)
            name = path.lstrip("/")
            if _is_hidden(name):
                continue
            if self._have.get(path) != data and self._coming.get(name) == self._seen.get(name):
                self._have[path] = data
                file = foreign.check_way(self._root, name)
                if not foreign.holds(file, data):
                    foreign.write(file, data)
                self._seen[name] = self._coming[name] = _stamp(file)

    def _stamps(self) -> dict[str, Stamp]:
        files = (file for file in self._root.rglob("*") if file.is_file() and not file.is_symlink())
        named = {file.relative_to(self._root).as_posix(): file for file in files}
        return {
            name: _stamp(file)
            for name, file in named.items()
            if not _is_hidden(name) and not name.endswith(foreign.PART)
        }


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") for part in PurePosixPath(name).parts)


def _stamp(file: Path) -> Stamp:
    found = file.stat()
    return found.st_mtime_ns, found.st_size
