# overusb.py - the PC's end of a port that a chip and a link share (drivers/usbshare.py)
"""Frames of docs/esam.md. A frame of CLA F0 carries bytes of the link; one of F1 a number and a command, answered at
once, under that number. Any other is dropped."""

from collections.abc import Callable

from wattkey_host.sim.chip.cos import Chip
from wattkey_host.sim.chip.framing import OVERHEAD, START, framed, unframed
from wattkey_host.sim.chip.memory import Torn
from wattkey_host.sim.chip.words import DONE

LINK, NUMBERED = 0xF0, 0xF1  # CLA, and SW1: bytes of the link; a number, then a command or an answer
_HEAD = 4  # bytes of CLA INS P1 P2
_NUMBER = 2  # bytes of a command's number
_LONGEST = 272  # bytes of a frame
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
        frame = unframed(bytes(self._came[:length]))
        if frame is None:
            del self._came[0]
            return True
        del self._came[:length]
        self._carry_out(frame)
        return True

    def _carry_out(self, frame: bytes) -> None:
        if frame[0] == LINK:
            self._pass_on(frame[_HEAD:])
        if frame[0] != NUMBERED or len(frame) < _HEAD + _NUMBER + _HEAD:
            return
        number, command = frame[_HEAD : _HEAD + _NUMBER], frame[_HEAD + _NUMBER :]
        self.asked += 1
        try:
            data, sw = self._chip.apdu(command)
        except Torn:  # it says nothing until its power comes anew
            return
        self._say(framed(number + sw.to_bytes(2, "big") + data, NUMBERED << 8))
