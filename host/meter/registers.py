# registers.py - the energy registers: what has run through the meter, per tariff rate
"""Forward active energy in hundredths of a kWh; index 0 is the total, 1..4 sharp, peak, flat, valley."""

from decimal import Decimal, InvalidOperation

RATES = ("total", "sharp", "peak", "flat", "valley")
FULL = 100_000_000  # XXXXXX.XX runs over to zero


class Registers:
    """Five counters that only go up. A meter of three `rates` has no sharp one: its total is without it."""

    def __init__(self, rates: int = 4, start: tuple[int, int, int, int] = (0, 0, 0, 0)) -> None:
        """`start`: of the four rates, hundredths of a kWh."""
        self.rates = rates
        self.preset(start)

    @property
    def held(self) -> list[int]:
        """What the meter shows: the total, then its rates."""
        rates = self.forward[5 - self.rates :]
        return [self.forward[0] if self.rates == 4 else sum(rates), *rates]

    def count(self, rate: int) -> None:
        """One hundredth of a kWh in tariff rate 1..4."""
        for index in (0, rate):
            self.forward[index] = (self.forward[index] + 1) % FULL

    def preset(self, forward: tuple[int, int, int, int]) -> None:
        """Start values of the four rates in hundredths of a kWh; the total is their sum."""
        self.forward = [sum(forward) % FULL, *forward]


def hundredths(kwh: Decimal | str) -> int:
    """Energy as whole hundredths of a kWh. Raises ValueError for what is no number, or does not fit a register."""
    try:
        value = Decimal(kwh)
    except InvalidOperation as error:
        raise ValueError(f"{kwh!r} is no number of kWh") from error
    if not value.is_finite() or not 0 <= value < FULL // 100 or value * 100 != int(value * 100):
        raise ValueError(f"{kwh} kWh is not a whole number of hundredths from 0.00 to 999999.99")
    return int(value * 100)
