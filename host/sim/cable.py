# cable.py - the USB cable and the host at its other end, which copies files as hosts do
"""A host shows the directory entry with the full size first and brings the content later, in pieces. What it has
not written when the cable is pulled (or the board resets) never comes: half a file stays."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wattkey_host.sim.world import World

_ENTRY_US = 200_000  # from the drag to the directory entry
_FIRST_US = 500_000  # to the first piece of content
_SPAN_US = 1_500_000  # all pieces
_PIECE = 512  # bytes
_NOT_YET = 0xFF  # what the clusters of a new file hold before the content comes


class Cable:
    """`powered`: the cable brings 5 V. `host`: a host that is awake is at its end."""

    def __init__(self, world: "World", vbus: str) -> None:
        self._world = world
        self._vbus = vbus
        self.powered = False
        self.host = False
        self.ejected = False  # the host was told to let go of the drive
        self.typed = bytearray()  # what a person at the host has typed into a terminal on the console
        self.to_device = bytearray()  # what the host sent over usb_cdc.data
        self.to_host = bytearray()  # what the device sent
        self.written: Callable[[], None] = lambda: None  # called when the device has sent something
        self._copies = 0  # pieces still to come
        self.pieces = 0  # that a host has written or deleted so far
        self._generation = 0
        world.nets.force(vbus, False)

    @property
    def busy(self) -> bool:
        """A copy is under way."""
        return self._copies > 0

    def plug(self, host: bool = True) -> None:
        """Plug in; `host=False` is a charger, or a computer that sleeps."""
        self.powered, self.host = True, host
        self._world.nets.force(self._vbus, True)
        if not self._world.battery:
            self._world.power_on()

    def unplug(self) -> None:
        """Pull the cable, in the middle of a copy too. Without a battery that cuts the power."""
        self.powered = self.host = False
        self.disturbed()
        self._world.nets.force(self._vbus, False)
        if not self._world.battery:
            self._world.cut_power()

    def disturbed(self) -> None:
        """The connection broke: what is still to be copied is lost."""
        self._generation += 1
        self._copies = 0
        self.ejected = False  # whoever comes up again is mounted again

    def eject(self) -> None:
        """A person ejects the drive; until the board or the cable comes anew it is not mounted. Raises RuntimeError
        while a copy is under way, as a host refuses."""
        self._need_host()
        if self.busy:
            raise RuntimeError("a copy is under way: the host does not let go of the drive")
        self.ejected = True

    def copy(self, path: str, data: bytes) -> None:
        """Begin to copy a file onto the drive; run the world for about 2 s to see it arrive (`busy`)."""
        self._need_host(writing=True)
        pieces = [(at, data[at : at + _PIECE]) for at in range(0, len(data), _PIECE)]
        self._copies += 1 + len(pieces)
        self._later(_ENTRY_US, lambda: self._enter(path, len(data)))
        for number, (at, piece) in enumerate(pieces, 1):
            self._later(_FIRST_US + _SPAN_US * number // len(pieces), partial(self._bring, path, at, piece))

    def copy_folder_last(self, path: str, data: bytes, after_s: float = 40) -> None:
        """As macOS 14 copies: the content at once, the directory entry 20 to 60 s later. The device sees the file only
        then; whoever resets or pulls the cable before that loses it."""
        self._need_host(writing=True)
        self._copies += 1
        self._later(int(after_s * 1e6), lambda: self._world.drive.write(path, data))

    def delete(self, path: str) -> None:
        """Delete a file, at once. Raises FileNotFoundError."""
        self._need_host(writing=True)
        self._world.drive.delete(path)
        self.pieces += 1
        self._world.machine.host_wrote()

    def read(self, path: str) -> bytes:
        """What the host reads from the drive. Raises FileNotFoundError."""
        self._need_host()
        return self._world.drive.read(path)

    def _need_host(self, writing: bool = False) -> None:
        if not (self.host and self._world.machine.state != "off"):
            raise RuntimeError("no host sees the drive: plug the cable in, with the board powered")
        if writing and self._world.machine.code_may_write:
            raise RuntimeError("the drive is read-only for the host: boot.py took it for the program")

    def _later(self, us: int, act: Callable[[], object]) -> None:
        generation = self._generation

        def due() -> None:
            if generation == self._generation:
                for hook in tuple(self._world.hooks):
                    hook("host write")
            if generation == self._generation:
                self._copies -= 1
                self.pieces += 1
                act()
                self._world.machine.host_wrote()

        self._world.clock.after(us, due)

    def _enter(self, path: str, size: int) -> None:
        self._world.drive.write(path, bytes([_NOT_YET]) * size)

    def _bring(self, path: str, at: int, piece: bytes) -> None:
        if self._world.drive.node(path):
            self._world.drive.patch(path, at, piece)
