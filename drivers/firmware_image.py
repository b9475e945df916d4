# firmware_image.py - versions of the firmware as images on the drive
"""What an image is: images.py. What nvm notes of it, and which one starts: loader.py, chooser.py."""

import os

import microcontroller
import supervisor
from micropython import const

import images
import loader
from wattkey.firmware import Firmware
from wattkey.ports import Clock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Iterator

_UNFIT = {"board": "T84", "version": "T85", "loader": "T86"}
_FILE = const(0x8000)  # st_mode of a regular file
_ROOM = 8  # slots that a new version takes until it has proved itself


class ImageFirmware(Firmware):
    """Reads the drive only; nvm is written when a version is installed."""

    def other(self) -> str:
        for image in images.found():
            if image.ident != loader.life.note[: images.ID]:
                return image.path
        return ""

    def look(self, path: str) -> str:
        self._image = image = images.Image(path)
        if not image.fields:
            return "T81"
        self.version = image.fields["version"]
        if loader.is_loose():
            return "T89"
        if image.unfit():
            return _UNFIT[image.unfit()]
        self.older = images.order(self.version) < images.order(loader.life.version)
        return "T87" if image.ident == loader.life.note[: images.ID] else ""

    def check(self) -> "Iterator[int]":
        image, key = self._image, images.setting("UPDATE_KEY")
        self.signer = ""
        self.wrong = "T82"
        for percent in image.reading():
            yield percent * 9 // 10
        if not image.whole:
            if _no_room(image):
                self.wrong = "T91"
            return
        for _ in image.signed(key):
            yield 95
        if image.true:
            self.signer = images.setting("UPDATE_SIGNER", "?")
        self.wrong = "" if image.true or images.anything() else "T83"

    def install(self) -> bool:
        life, image = loader.life, self._image
        note = image.ident + image.crc.to_bytes(4, "big")
        if life.slots.free() < _ROOM:
            return False
        life.slots.put(loader.STARTED, image.ident + b"\0")
        if life.note:
            life.slots.put(loader.BEFORE, life.note)
        return life.slots.put(loader.WANTED, note)

    def restart(self) -> None:
        # What is set in one run holds for the end of the next: an error there starts code.py anew at once, where the
        # watchdog would take eight seconds, and the USB with it.
        supervisor.set_next_code_file("/code.py", reload_on_error=True)
        supervisor.reload()

    def boot_drive(self) -> None:
        microcontroller.on_next_reset(microcontroller.RunMode.UF2)
        microcontroller.reset()


def _no_room(image: images.Image) -> bool:
    """Whether the drive is full and the rest is missing. By its files: FatFs tells what was free when it was mounted,
    whatever a host has written since (f_getfree)."""
    size, _, clusters = os.statvfs("/")[:3]
    try:
        return os.stat(image.path)[6] < image.size and _taken("/", size) == clusters
    except OSError:  # the host is at it
        return False


def _taken(folder: str, size: int) -> int:
    taken = 0  # clusters
    for name in os.listdir(folder):
        path = folder + name
        stat = os.stat(path)
        if stat[0] & _FILE:
            taken += -(-stat[6] // size)
        else:
            taken += 1
            if path != loader.APP:  # what is seen in there is the image's
                taken += _taken(path + "/", size)
    return taken


def make(settings: "Callable[[str, str], str]", clock: Clock) -> Firmware:
    """No pins."""
    return ImageFirmware()
