# loader.py - chooses which version of the firmware runs, loose files or an image; mounts it
"""code.py's first import; publish.py's too, for the readings of a box. It lies on the drive, not in an image.

An image is a read-only FAT volume in one file (images.py, docs/update.md). What was chosen, and what came of it, stands
in nvm, a row of slots of 16 bytes, written one after the other and never again, so that nothing stored is erased:

0 kind (FF: the slot is free)   1 length   2..11 value   12..15 CRC-32 of the rest, high byte first

The newest whole slot of a kind counts. A slot that a power cut left half written has a wrong CRC: it is passed over.
"""

import binascii
import os
import sys

import microcontroller
import supervisor
from micropython import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from nvm import ByteArray

    from sectors import Sectors

NUMBER = 3  # an image names the smallest loader that it runs under
APP = "/app"  # where it is mounted: a folder that must be there
# Kinds of slots. The value: 6 bytes of the SHA-256, 4 of CRC-32; STARTED: how often.
WANTED, STARTED, PROVED, BEFORE = 16, 17, 18, 19
_SLOT = const(16)
_ROOM = const(10)  # bytes of a value
_CORE = "__init__.py", "__init__.mpy"


class Slots:
    """The slots of an nvm. Reads are from memory; a write is one flash operation of a millisecond, without an erase."""

    def __init__(self, nvm: "ByteArray | bytearray") -> None:
        self._nvm = nvm
        self._values: "dict[int, bytes]" = {}
        self._next = 0  # the first free slot
        while self._next < len(nvm):
            slot = bytes(nvm[self._next : self._next + _SLOT])
            if slot == b"\xff" * _SLOT:
                break
            if slot[1] <= _ROOM and _crc(slot) == slot[12:]:
                self._values[slot[0]] = slot[2 : 2 + slot[1]]
            self._next += _SLOT

    def get(self, kind: int) -> bytes:
        """The newest value, b"" if there is none."""
        return self._values.get(kind, b"")

    def free(self) -> int:
        """How many more can be written."""
        return (len(self._nvm) - self._next) // _SLOT

    def put(self, kind: int, value: bytes) -> bool:
        """Keep `value`, at most 10 bytes; False where there is no room. Raises ValueError for another length, kind."""
        if self.get(kind) == value:
            return True
        slot = _packed(kind, value)
        if not self.free():
            return False
        self._nvm[self._next : self._next + _SLOT] = slot
        self._next += _SLOT
        self._values[kind] = value
        return True

    def tidy(self) -> None:
        """The newest of each kind alone, in one assignment: an erase, then a program."""
        kept = b"".join([_packed(kind, value) for kind, value in self._values.items()])
        self._nvm[:] = kept + b"\xff" * (len(self._nvm) - len(kept))
        self._next = len(kept)


def _packed(kind: int, value: bytes) -> bytes:
    if len(value) > _ROOM or not 0 < kind < 0xFF:
        raise ValueError("kind %d, %d bytes" % (kind, len(value)))
    slot = bytes([kind, len(value)]) + value + bytes(_ROOM - len(value))
    return slot + _crc(slot)


def _crc(slot: bytes) -> bytes:
    return binascii.crc32(slot[:12]).to_bytes(4, "big")


class Life:
    """This start: what runs, and whether it has yet to prove itself."""

    def __init__(self, slots: Slots) -> None:
        self.slots = slots
        self.sectors: "Sectors | None" = None  # of the image that runs; None: loose files
        self.note = b""  # 6 bytes of its SHA-256, its CRC-32
        self.version = ""
        self.proving = False
        self.fell = False  # another version was wanted, and has failed for the last time

    def reached(self) -> "list[tuple[str, str]]":
        """The menu is there: the version that runs has proved itself. Returns what a person should be told."""
        if self.sectors:
            self.sectors.beware()
        if not self.proving:
            return [("err.T90", "T90")] if self.fell else []
        self.proving = False
        supervisor.set_next_code_file(None)  # an error is no longer the version's last word
        self.slots.put(PROVED, self.note)
        wanted = self.slots.get(WANTED) == self.note
        return [("mail.updated", self.version)] if wanted else []

    def busy(self, runs: bool) -> None:
        """A flow runs, or has ended: see sectors.py."""
        if self.sectors:
            self.sectors.busy(runs)

    def lost(self) -> bool:
        """Whether the image that runs is not what it was."""
        return bool(self.sectors and self.sectors.wrong)


life = Life(Slots(microcontroller.nvm or bytearray()))


def is_loose() -> bool:
    """Whether the core lies on the drive in files of its own: then it wins, whole. An empty folder hides nothing."""
    try:
        return any(name in _CORE for name in os.listdir("/lib/wattkey"))
    except OSError:
        return False


def start(counting: bool = True) -> None:
    """Choose, mount, and let modules be found: the owner's on the drive before those of an image.

    `counting`: this may be the first start of a version; without it only a proved one is taken, and OSError is raised
    where there is none. Else it does not come back where there is nothing to run: it says so until there is.

    All modules of an image lie at its root; up to loader 2 they lay in the folders drivers, flows and lib of it."""
    if is_loose():
        sys.path.extend(("/drivers", "/flows"))
        return
    import chooser  # looked at once; what it knows is not kept

    try:
        chooser.mount(life, counting)
    except OSError:
        if not counting:
            raise
        chooser.cry()
    finally:
        for module in ("chooser", "images", "sectors"):
            sys.modules.pop(module, None)
    # The interpreter keeps the path of each module: from inside the image it is short.
    os.chdir(APP)
    sys.path[:] = ["/drivers", "/flows", "", "drivers", "flows", "lib", "/", "/lib", ".frozen"]
