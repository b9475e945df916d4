# agc.py - the automatic gain of an infrared receiver module, which takes long light for a lamp's and turns itself down
"""A fault of the light path: `world.air.gain[OUT] = Agc(AGC2)` puts it before the meter's eye, [IN] before ours.

A module's data sheet says which light it takes ("Suitable Data Format", Vishay 81292, 82248, 82264): behind a burst of
more than 70 periods it wants a gap, of the burst's own length or of several. What happens where the gap is not there it
does not say. Here the gaps that are owed add up, dark pays them off, and above a bound the module sees nothing until
enough was paid [assumed]. Near by, where light is strong, a real one goes on hearing; so this is a receiver at its
range."""

from typing import NamedTuple

from wattkey_host.sim.eye import BIT_US, CARRIER_HZ

_PERIOD_US = 1_000_000 / CARRIER_HZ
_OWED_US = 50_000  # at most, while it still hears [assumed]: an address of six zeros passes
_BITS = 11  # start, 8 data from the lowest, even parity, stop
_STOP = 10


class Type(NamedTuple):
    """What a type of receiver takes: bursts of up to `long` periods as they come, behind longer ones `factor` times as
    much dark."""

    long: int
    factor: float


AGC1 = Type(70, 1)  # TSOP341.., TSOP41..: for short bursts and high data rates
AGC2 = Type(70, 4)  # TSOP348.., TSOP382.., HS0038: for remote controls


class Agc:
    """One receiver. It is told each byte of light; `suppressed` counts the bursts that it did not see."""

    def __init__(self, kind: Type) -> None:
        self.suppressed = 0
        self._kind = kind
        self._owed_us = 0.0
        self._dark_us = 0.0  # since when there is no light

    def hears(self, start_us: float, value: int) -> tuple[int | None, bool]:
        """(what its UART makes of the byte that begins then, whether parity is right). None: no start bit was seen."""
        sent = 1 << _STOP | (value.bit_count() & 1) << 9 | value << 1
        seen = sent
        for first, last in _bursts(sent):
            if not self._sees(start_us + first * BIT_US, (last - first) * BIT_US):
                seen |= (1 << last) - (1 << first)  # dark is ones
        heard = seen >> 1 & 0xFF
        return (None if seen & 1 else heard), heard.bit_count() & 1 == seen >> 9 & 1

    def _sees(self, start_us: float, length_us: float) -> bool:
        self._owed_us = max(0.0, self._owed_us - max(0.0, start_us - self._dark_us))
        self._dark_us = start_us + length_us
        if self._owed_us > _OWED_US:
            self.suppressed += 1
            return False
        if length_us > self._kind.long * _PERIOD_US:
            self._owed_us += self._kind.factor * length_us
        return True


def _bursts(bits: int) -> list[tuple[int, int]]:
    """(first bit, the one behind the last) of each run of zeros."""
    edges = [n for n in range(_BITS) if n == 0 or (bits >> n ^ bits >> n - 1) & 1]
    return [(at, behind) for at, behind in zip(edges, [*edges[1:], _BITS], strict=True) if not bits >> at & 1]
