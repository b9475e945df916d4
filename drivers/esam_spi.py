# esam_spi.py - a secure element on SPI, framing of docs/esam.md
"""55, then CLA INS P1 P2 LenH LenL DATA LRC to the chip; 55, SW1 SW2 LenH LenL DATA LRC back. LRC is NOT XOR.
The waits between polls are awaited: the chip works while the rest of the device does too."""

import board
import busio
import digitalio
import microcontroller
from adafruit_bus_device.spi_device import SPIDevice
from micropython import const

from wattkey.errors import PartBroken
from wattkey.ports import Clock, Esam

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

_HEAD = const(0x55)
_QUIET = (0x00, 0xFF)  # a chip at work; a line that nobody drives
_POLLS = const(300)
_POLL_MS = const(2)  # one tick may be over at once; two are never shorter than 1 ms, and 200 us must pass
_TRIES = const(3)
_ROOM = const(264)  # bytes of the longest frame, both ways
_BUSY = const(0x6A90)
_BAD_LRC = const(0x6F01)  # the chip saw a damaged frame and did nothing
_ATR = b"\x3b\x69\0\0\x57"  # it has just got its power, and has heard no command since


class SpiEsam(Esam):
    """Alone on its bus: the bus stays locked while an answer is awaited."""

    def __init__(self, device: SPIDevice, clock: Clock) -> None:
        self._device = device
        self._clock = clock
        self._started: "int | None" = clock.ticks_ms()  # None: the first command has been sent
        self._frame = bytearray(_ROOM)  # the one buffer of both directions

    async def apdu(self, command: bytes) -> "tuple[bytes, int]":
        """Only what certainly had no effect (busy, damaged on the way in, not heard) is repeated."""
        await self._ready()
        for _ in range(_TRIES):
            self._send(command)
            answer = await self._receive()
            if answer[1] not in (_BUSY, _BAD_LRC) and answer[0][:5] != _ATR:
                return answer
            await self._clock.sleep_ms(10)
        raise PartBroken("P02", "ESAM %04X" % answer[1])

    async def _ready(self) -> None:
        if self._started is None:
            return
        wait = 50 - self._clock.since(self._started)  # the chip needs 50 ms after power
        if wait > 0:
            await self._clock.sleep_ms(wait)
        self._started = None
        self.atr = self._first()

    def _first(self) -> bytes:
        """The answer to reset, if the chip has heard no command since its power came."""
        microcontroller.delay_us(100)
        with self._device as spi:  # type: ignore[call-arg]  # the stub's __exit__ takes nothing
            microcontroller.delay_us(60)
            spi.readinto(self._frame, end=1)
            answer = self._answer(spi) if self._frame[0] == _HEAD else None
        microcontroller.delay_us(100)  # until the next poll
        return answer[0] if answer and answer[0][:5] == _ATR else b""

    def _send(self, command: bytes) -> None:
        frame = self._frame
        length = len(command) - 4
        end = 7 + length
        if length < 0 or end >= _ROOM:
            raise ValueError("an APDU of %d bytes" % len(command))
        frame[0] = _HEAD
        frame[1:5] = command[:4]
        frame[5] = length >> 8
        frame[6] = length & 0xFF
        frame[7:end] = command[4:]
        frame[end] = _lrc(frame, end)
        microcontroller.delay_us(100)  # since the last frame
        with self._device as spi:  # type: ignore[call-arg]  # the stub's __exit__ takes nothing
            microcontroller.delay_us(60)
            spi.write(frame, end=end + 1)
            microcontroller.delay_us(8)

    async def _receive(self) -> "tuple[bytes, int]":
        """The chip keeps its answer: one that was damaged on the way is read again, never asked for again."""
        for _ in range(_TRIES):
            answer = await self._read()
            if answer:
                return answer
            await self._clock.sleep_ms(_POLL_MS)
        raise PartBroken("P02", "ESAM checksum")

    async def _read(self) -> "tuple[bytes, int] | None":
        """Poll until the answer begins, and read it; None if it is damaged."""
        frame = self._frame
        microcontroller.delay_us(100)
        with self._device as spi:  # type: ignore[call-arg]  # the stub's __exit__ takes nothing
            microcontroller.delay_us(60)
            for _ in range(_POLLS):
                spi.readinto(frame, end=1)
                if frame[0] not in _QUIET:
                    return self._answer(spi) if frame[0] == _HEAD else None
                await self._clock.sleep_ms(_POLL_MS)
        raise PartBroken("P01", "the ESAM does not answer")

    def _answer(self, spi: busio.SPI) -> "tuple[bytes, int] | None":
        frame = self._frame
        spi.readinto(frame, start=1, end=5)
        end = 5 + (frame[3] << 8 | frame[4])
        if end >= _ROOM:
            return None
        spi.readinto(frame, start=5, end=end + 1)
        if _lrc(frame, end) != frame[end]:
            return None
        return bytes(memoryview(frame)[5:end]), frame[1] << 8 | frame[2]


def _lrc(frame: bytearray, end: int) -> int:
    """NOT XOR of everything between the 55 and `end`."""
    x = 0xFF
    for i in range(1, end):
        x ^= frame[i]
    return x


def make(settings: "Callable[[str, str], str]", clock: Clock) -> Esam:
    """Pins: ESAM_SCK, ESAM_MOSI, ESAM_MISO, ESAM_CS. SPI mode 3, 1 MHz."""
    spi = busio.SPI(
        getattr(board, settings("ESAM_SCK", "GP18")),
        getattr(board, settings("ESAM_MOSI", "GP19")),
        getattr(board, settings("ESAM_MISO", "GP16")),
    )
    select = digitalio.DigitalInOut(getattr(board, settings("ESAM_CS", "GP17")))
    return SpiEsam(SPIDevice(spi, select, baudrate=1_000_000, polarity=1, phase=1), clock)
