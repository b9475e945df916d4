# overusb.py - the PC's end of a port that a chip and a link share (drivers/usbshare.py)
"""Frames of docs/esam.md. A frame of CLA F0 carries bytes of the link; any other is a command, answered at once."""

from collections.abc import Callable

from wattkey_host.sim.chip.cos import Chip
from wattkey_host.sim.chip.framing import OVERHEAD, START, framed, unframed
from wattkey_host.sim.chip.memory import Torn
from wattkey_host.sim.chip.words import DONE

LINK = 0xF0  # CLA, and SW1, of bytes of the link
_LONGEST = 264  # bytes of a frame
_PIECE = 200  # bytes of the link in one


class OverUsb:
    """A chip and a link at one port. `say` sends to the board; `pass_on` is given what the board says to the link."""

    def __init__(self, chip: Chip, say: Callable[[bytes], object], pass_on: Callable[[bytes], object]) -> None:
        self.asked = 0  # commands so far
        self._chip = chip
        self._say = say
        self._pass_on = pass_on
        self._came = bytearray()

    def opened(self) -> None:
        """The port has just been opened: the chip gets its power, and says its answer to reset."""
        self._came.clear()
        self._say(framed(self._chip.power_on(), DONE))

    def heard(self, data: bytes) -> None:
        """Bytes from the board."""
        self._came += data
        while self._frame():
            pass

    def link_says(self, data: bytes) -> None:
        """Bytes for the board from whatever hangs at the link."""
        for at in range(0, len(data), _PIECE):
            self._say(framed(data[at : at + _PIECE], LINK << 8))

    def _frame(self) -> bool:
        """Take the next frame out of what came; what is none is dropped. False when there is nothing whole."""
        start = self._came.find(START)
        del self._came[: start if start >= 0 else len(self._came)]
        if len(self._came) < OVERHEAD:
            return False
        length = OVERHEAD + int.from_bytes(self._came[5:7], "big")
        if len(self._came) < length <= _LONGEST:
            return False
        command = unframed(bytes(self._came[:length]))
        if command is None:
            del self._came[0]
            return True
        del self._came[:length]
        self._carry_out(command)
        return True

    def _carry_out(self, command: bytes) -> None:
        if command[0] == LINK:
            self._pass_on(command[4:])
            return
        self.asked += 1
        try:
            self._say(framed(*self._chip.apdu(command)))
        except Torn:  # it says nothing until its power comes anew
            return
