# uart_pio.py - a receiver made by PIO that looks at parity and stop bits, which the board's own UART keeps to itself
"""`busio.UART` drops the error flags of the hardware: a byte with a wrong parity bit comes as if it were good, and two
turned bits can agree with a frame's sum. Here the program hands over all bits of a byte, and only good bytes are read.

DMA writes them into a ring behind the loop's back. It does not tell how far it is; but no word is 0, and what was read
is set to 0 again, so the next word that is not has arrived."""

import array

import board
import rp2pio
from micropython import const
from uart_line import framed

# .program uart_8e1              32 cycles a bit, looked at in its middle
# .wrap_target
#     wait 0 pin 0              ; the start bit begins; where the stop bit before it was hidden, a little early
#     mov isr, ~null
#     set x, 9        [15]
# bit:
#     nop             [29]      ; first 48 cycles after the edge
#     in pins, 1
#     jmp x-- bit               ; 8 of data, parity, stop
#     in null, 21               ; down to bits 1 to 10, with a 1 before them where the start bit was
#     push noblock
# .wrap
_PROGRAM = (0x2020, 0xA0CB, 0xEF29, 0xBD42, 0x4001, 0x0043, 0x4075, 0x8000)
_BIT = const(32)  # cycles
_RING = const(256)  # words: the longest frame, and what comes while another task is at work
_MOST = const(64)  # bytes read at once: what the loop is kept for


class PioReceiver:
    """What a link asks of a busio.UART that only receives."""

    def __init__(self, pin: str, baud: int) -> None:
        self._machine = rp2pio.StateMachine(
            array.array("H", _PROGRAM),
            _BIT * baud,
            first_in_pin=getattr(board, pin),
            pull_in_pin_up=1,  # a transceiver that drives the pair lets go of its own output
        )
        self._ring = array.array("H", [0] * _RING)
        self._at = 0
        self._since_empty = 0  # words read
        self.damaged = 0  # of them, since the buffer was reset
        self._machine.background_read(loop=self._ring)

    @property
    def in_waiting(self) -> int:
        """How many words have arrived, at most as many as one read takes; some may be damaged bytes."""
        if self._since_empty >= _RING:  # it ran over: what is left is out of order
            self.reset_input_buffer()
        count = 0
        while count < _MOST and self._ring[(self._at + count) % _RING]:
            count += 1
        if not count:
            self._since_empty = 0
        return count

    def read(self, count: int) -> bytes:
        """The good bytes among the next `count` words."""
        good = bytearray()
        for _ in range(count):
            word = self._ring[self._at]
            self._ring[self._at] = 0
            self._at = (self._at + 1) % _RING
            value = word >> 1 & 0xFF
            if word == framed(value) | 1:
                good.append(value)
        self.damaged += count - len(good)
        self._since_empty += count
        return bytes(good)

    def reset_input_buffer(self) -> None:
        """Forget what has come, and begin anew."""
        self._machine.stop_background_read()
        self._machine.clear_rxfifo()
        for at in range(_RING):
            self._ring[at] = 0
        self._at = self._since_empty = self.damaged = 0
        self._machine.restart()
        self._machine.background_read(loop=self._ring)

    @property
    def baudrate(self) -> int:
        """Bits a second."""
        return (self._machine.frequency + _BIT // 2) // _BIT

    @baudrate.setter
    def baudrate(self, baud: int) -> None:
        self._machine.frequency = _BIT * baud
