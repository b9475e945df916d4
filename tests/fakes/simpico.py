# simpico.py - a simulated board in the place of an emulated one: it runs sources, and its drive has no clusters
import pickle

from fakes.images import packed
from wattkey_host import device_root
from wattkey_host.drive.contents import SETTINGS, loaders
from wattkey_host.sim.drive import Drive
from wattkey_host.sim.world import World
from wattkey_host.story.playedboard import speaking
from wattkey_lab.pico.twoversions import NEW, OLD, Versions


class Sources(Versions):
    """Both versions as sources. What stands for a drive's bytes are its files."""

    def drive(self, new):
        files = self.beside | {f"/wattkey-{OLD}.img": self.old}
        return pickle.dumps(files if new is None else files | {f"/wattkey-{NEW}.img": new})


def versions():
    """Unsigned, on a drive without a key."""
    beside = loaders(device_root(), mpy=False)
    return Sources(packed(OLD), packed(NEW), beside | {SETTINGS: speaking(beside[SETTINGS], "en")})


class _Drive(Drive):
    def rename(self, path, name):
        node = self.node(path)
        self.delete(path)
        self.write("/" + name, node.data)


class SimPico(World):
    """As PicoWorld."""

    def __init__(self, _board, drive, esam, *, seed, clock, nvm):
        super().__init__(_Drive.of(pickle.loads(drive)), esam, seed=seed, clock=clock)
        self.machine.nvm[:] = nvm

    def flash(self):
        files = {path: self.drive.read(path) for path, *_ in self.drive.files()}
        return pickle.dumps(files), bytes(self.machine.nvm)

    def put_flash(self, _drive, nvm):
        self.machine.nvm[:] = nvm
