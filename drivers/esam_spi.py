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

try:
    from typing import Callable
except ImportError:
    pass

_HEAD = const(0x55)
_POLLS = const(300)
_TRIES = const(3)
_LONGEST = const(512)  # bytes of data in an answer
_BUSY = const(0x6A90)
_BAD_LRC = const(0x6F01)  # the chip saw a damaged frame and did nothing


class SpiEsam(Esam):
    """Alone on its bus: the bus stays locked while an answer is awaited."""

    def __init__(self, device: SPIDevice, clock: Clock) -> None:
        self._device = device
        self._clock = clock
        self._started = clock.ticks_ms()
        self._byte = bytearray(1)

    async def apdu(self, command: bytes) -> "tuple[bytes, int]":
        """Only what certainly had no effect (busy, damaged on the way in) is repeated."""
        await self._ready()
        for _ in range(_TRIES):
            self._send(command)
            answer = await self._receive()
            if answer[1] not in (_BUSY, _BAD_LRC):
                return answer
            await self._clock.sleep_ms(10)
        raise PartBroken("P02", "ESAM %04X" % answer[1])

    async def _ready(self) -> None:
        wait = 50 - self._clock.since(self._started)  # the chip needs 50 ms after power
        if wait > 0:
            await self._clock.sleep_ms(wait)
        self._started = self._clock.ticks_ms() - 1000

    def _send(self, command: bytes) -> None:
        data = command[4:]
        body = command[:4] + len(data).to_bytes(2, "big") + data
        with self._device as spi:  # type: ignore[call-arg]
            microcontroller.delay_us(60)
            spi.write(bytes([_HEAD]) + body + bytes([_lrc(body)]))
            microcontroller.delay_us(8)
        microcontroller.delay_us(100)

    async def _receive(self) -> "tuple[bytes, int]":
        with self._device as spi:  # type: ignore[call-arg]
            microcontroller.delay_us(60)
            for _ in range(_POLLS):
                spi.readinto(self._byte)
                if self._byte[0] == _HEAD:
                    return self._answer(spi)
                await self._clock.sleep_ms(1)
        raise PartBroken("P01", "the ESAM does not answer")

    def _answer(self, spi: busio.SPI) -> "tuple[bytes, int]":
        head = bytearray(4)
        spi.readinto(head)
        length = head[2] << 8 | head[3]
        if length > _LONGEST:
            raise PartBroken("P02", "ESAM length")
        rest = bytearray(length + 1)
        spi.readinto(rest)
        data = bytes(rest[:-1])
        if _lrc(bytes(head) + data) != rest[-1]:
            raise PartBroken("P02", "ESAM checksum")
        return data, head[0] << 8 | head[1]


def _lrc(data: bytes) -> int:
    x = 0
    for b in data:
        x ^= b
    return ~x & 0xFF


def make(settings: "Callable[[str, str], str]", clock: Clock) -> Esam:
    """Pins: ESAM_SCK, ESAM_MOSI, ESAM_MISO, ESAM_CS. SPI mode 3, 1 MHz."""
    spi = busio.SPI(
        getattr(board, settings("ESAM_SCK", "GP18")),
        getattr(board, settings("ESAM_MOSI", "GP19")),
        getattr(board, settings("ESAM_MISO", "GP16")),
    )
    select = digitalio.DigitalInOut(getattr(board, settings("ESAM_CS", "GP17")))
    return SpiEsam(SPIDevice(spi, select, baudrate=1_000_000, polarity=1, phase=1), clock)
