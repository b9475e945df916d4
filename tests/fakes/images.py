# images.py - boards whose application is an image, of any version, whole or not
from functools import cache

from wattkey_host import device_root
from wattkey_host.drive.contents import SETTINGS, application, loaders
from wattkey_host.drive.imagefile import name
from wattkey_host.drive.pack import sealed
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.clock import VirtualClock
from wattkey_host.sim.drive import Drive
from wattkey_host.sim.world import World

LOADER = b'import loader\nloader.start()\nimport sys, wattkey\nprint("runs", wattkey.VERSION)\n'


@cache
def _application():
    return application(device_root(), mpy=False)


def packed(version, key=None, **broken):
    """An image of our sources that calls itself `version`; `broken` are modules of the core with another text."""
    files = {"/wattkey/__init__.py": f'VERSION = "{version}"\n'.encode()}
    files |= {f"/wattkey/{module}.py": text.encode() for module, text in broken.items()}
    return sealed({**_application(), **files}, version, key=key)


def small(version, text="", key=None):
    """An image with nothing in it but a package `wattkey` that knows its version: where it lay up to loader 2."""
    return sealed({"/lib/wattkey/__init__.py": f'VERSION = "{version}"\n{text}'.encode()}, version, key=key)


def board(*images, settings=b"", code=None, chip=True):
    """A world whose drive has the loaders and these images, (name, content) each; `code` in the place of code.py."""
    files = loaders(device_root(), mpy=False) | {"/" + path: whole for path, whole in images}
    files[SETTINGS] += settings
    if code:
        files["/code.py"] = code
    clock = VirtualClock()
    return World(Drive.of(files), SpiChip(new_chip("57574B0000000001"), clock) if chip else None, clock=clock)


def named(version, **how):
    """(name, content) of such an image."""
    return name(version), packed(version, **how)


def note(whole):
    """What nvm has of an image: six bytes of its SHA-256, its CRC-32."""
    import zlib

    digest = whole[512:].partition(b"sha256 ")[2][:12]
    return bytes.fromhex(digest.decode()) + zlib.crc32(whole).to_bytes(4, "big")


def runs(world):
    """The version that runs; "" if none does."""
    module = world.machine.modules.get("wattkey")
    return module.VERSION if module else ""
