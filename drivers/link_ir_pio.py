# link_ir_pio.py - infrared: bursts of 38 kHz made by PIO, on one pin, during 0 bits only
"""Sends the light that link_ir sends, but its pin (IR_CARRIER) is quiet between frames: it drives a transistor behind
which the LED gets ten times a pad's current (docs/hardware.md). An LED alone may go from there to ground, or to IR_TX,
which is held low here. Receives by UART, as link_ir does."""

import array

import board
import busio
import digitalio
import rp2pio
from link_ir import InfraredLink
from micropython import const
from pads import strengthen
from uart_line import framed, open_uart

from wattkey.ports import Clock, Link

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

# .program ir_8e1                32 periods of 8 cycles a bit, without a break from bit to bit
# .side_set 1
# .wrap_target
# bit:
#     out x, 1        side 0     ; waits here, dark, while there is nothing to send
#     set y, 31       side 0
#     jmp !x high     side 0     ; these three and the jump before them are one dark half
# one:
#     jmp y-- one     side 0 [6]
#     nop             side 0 [12]
#     jmp bit         side 0 [15]
# low:
#     nop             side 0 [2]
# high:
#     nop             side 1 [3]
#     jmp y-- low     side 0
# .wrap
_PROGRAM = (0x6021, 0xE05F, 0x0027, 0x0683, 0xAC42, 0x0F00, 0xA242, 0xB342, 0x0086)
_HZ = const(306400)  # carrier 38,300 Hz (+0.8 %), 1,196.9 bits a second (-0.3 %): whole periods fit no nearer
_BIT = const(256)  # cycles
_BITS = const(11)  # a byte


class PioInfraredLink(InfraredLink):
    """One meter within sight. `ground` is the LED's other pin; it is only to be kept."""

    def __init__(
        self, uart: busio.UART, light: rp2pio.StateMachine, ground: "digitalio.DigitalInOut | None", clock: Clock
    ) -> None:
        super().__init__(uart, ground, clock)
        self._light = light
        self._words = array.array("H")  # DMA reads it while the loop goes on

    async def feed(self, data: "bytes | bytearray", early_ms: int = 0) -> int:
        start = self._clock.ticks_ms()
        self._words = array.array("H", [framed(value) for value in data])
        self._light.background_write(self._words)
        whole = self._ms(len(data)) + 1
        await self._until(start, whole - early_ms)
        return max(0, whole - self._clock.since(start))

    def _ms(self, count: int) -> int:
        return -(-count * _BITS * _BIT * 1000 // _HZ)


def make(settings: "Callable[[str, str], str]", clock: Clock) -> Link:
    """Pins: IR_CARRIER, IR_RX; IR_TX, or "" where the LED has a transistor, or goes to ground."""
    low, high = settings("IR_TX", ""), settings("IR_CARRIER", "GP2")
    ground = None
    if low:
        ground = digitalio.DigitalInOut(getattr(board, low))
        ground.switch_to_output(False)
    uart = open_uart("", settings("IR_RX", "GP1"), Link.baud)
    light = rp2pio.StateMachine(
        array.array("H", _PROGRAM),
        _HZ,
        first_sideset_pin=getattr(board, high),
        auto_pull=True,
        pull_threshold=_BITS,
    )
    strengthen(high)
    if low:
        strengthen(low)
    return PioInfraredLink(uart, light, ground, clock)
