# airbits.py - bytes as the bits of a line at 8E1, and what a UART makes of them when some have turned over
"""A turned start bit makes it begin at a later dark bit, a turned stop bit makes it wait for light: what follows is
read out of step until a pause. Idle is 1, a start bit 0, data low bit first, parity even, a stop bit 1."""

from collections.abc import Callable

from wattkey_host.sim.clock import BYTE_US, VirtualClock

BITS = 11
IDLE = [1] * (BITS + 1)  # what a pause looks like: long enough to end any byte


def bits_of(value: int) -> list[int]:
    """Start bit, eight data bits, parity, stop bit."""
    data = [value >> n & 1 for n in range(8)]
    return [0, *data, sum(data) & 1, 1]


class Uart:
    """Finds bytes in bits. `strict`: one with a wrong parity or stop bit is no byte, as the standard wants it of a
    meter; else it is handed on, as CircuitPython does on the RP2040."""

    def __init__(self, strict: bool = False) -> None:
        self._strict = strict
        self._seen: list[int] = []  # of the byte that has begun
        self._dark = False  # the stop bit was missing: nothing begins before there was light

    @property
    def busy(self) -> bool:
        """In the middle of a byte."""
        return bool(self._seen)

    def hear(self, bits: list[int]) -> list[int]:
        """The bytes that end in these bits."""
        found = []
        for bit in bits:
            if not self._seen and (bit or self._dark):
                self._dark = self._dark and not bit
                continue
            self._seen.append(bit)
            if len(self._seen) == BITS:
                data, parity, stop = self._seen[1:9], self._seen[9], self._seen[10]
                self._seen, self._dark = [], not stop
                if not self._strict or (stop and sum(data) & 1 == parity):
                    found.append(sum(one << n for n, one in enumerate(data)))
        return found


class Line:
    """One direction: `turned` spoils bits, `late(value)` gets a byte that ends after the light of the last one."""

    def __init__(
        self,
        clock: VirtualClock,
        turned: Callable[[list[int]], list[int]],
        late: Callable[[int], object],
        strict: bool = False,
    ) -> None:
        self._clock = clock
        self._turned = turned
        self._late = late
        self._uart = Uart(strict)
        self._carried = 0

    def carry(self, value: int) -> int | None:
        """What has arrived when the last bit of `value` has gone by: a byte, or nothing."""
        self._carried += 1
        found = self._uart.hear(self._turned(bits_of(value)))
        if self._uart.busy:
            number = self._carried
            self._clock.after(BYTE_US, lambda: self._pause(number))
        return found[-1] if found else None

    def _pause(self, number: int) -> None:
        if number == self._carried:
            for value in self._uart.hear(IDLE):
                self._late(value)
