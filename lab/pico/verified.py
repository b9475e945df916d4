# verified.py - a program on the board holds a file against its own manifest, as often as the file is changed
"""The program asks images.py, as the device does when a version is installed, and tells over USB."""

from collections.abc import Iterable, Iterator
from contextlib import closing

from wattkey_host.drive.fathost import FatHost
from wattkey_host.drive.imagefile import name
from wattkey_lab.pico.cuts import ERASE, Ram
from wattkey_lab.pico.emulator import Emulator, Parts
from wattkey_lab.pico.twoversions import NEW, Versions, board, filled
from wattkey_lab.pico.world import DRIVE_AT, PicoWorld

_LIMIT_S = 15.0
_PATH = "/" + name(NEW)
_PROGRAM = b"""\
import usb_cdc
import images
key = images.setting("UPDATE_KEY")
while True:
    image = images.Image("%s")
    good = bool(image.fields) and not image.unfit()
    if good:
        images.run(image.reading())
        good = image.whole
    if good:
        images.run(image.signed(key))
        good = image.true
    usb_cdc.data.write(b"Y" if good else b"N")
    usb_cdc.data.read(1)
""" % _PATH.encode()


def verified(parts: Parts | Emulator, versions: Versions, changed: Iterable[bytes]) -> Iterator[bool]:
    """Whether the board takes each of these for the wanted image. It must take the whole one, before and at the end:
    RuntimeError where it does not."""
    ram = Ram(versions.drive(versions.new))
    FatHost(ram).write("/code.py", _PROGRAM)
    with closing(board(parts, bytes(ram.image), filled(b""))) as world:
        world.cable.plug()
        world.power_on()
        _expect(world)
        for other in changed:
            there = Ram(bytes(ram.image))
            FatHost(there).write(_PATH, other)
            _put(world, ram, there)
            world.cable.to_device += b"x"
            yield _answer(world) == b"Y"
            _put(world, there, ram)
        world.cable.to_device += b"x"
        _expect(world)


def _expect(world: PicoWorld) -> None:
    if _answer(world) != b"Y":
        raise RuntimeError(f"the board does not take the image as it was made: {world.machine.console}")


def _put(world: PicoWorld, old: Ram, new: Ram) -> None:
    """What differs between two drives, into the flash."""
    for at in range(0, len(new.image), ERASE):
        piece = new.image[at : at + ERASE]
        if piece != old.image[at : at + ERASE]:
            world.emulator.write(DRIVE_AT + at, bytes(piece))


def _answer(world: PicoWorld) -> bytes:
    if not world.run_until(lambda: bool(world.cable.to_host), _LIMIT_S):
        raise RuntimeError(f"the board does not answer: {world.machine.console}")
    answer = bytes(world.cable.to_host)
    world.cable.to_host.clear()
    return answer
