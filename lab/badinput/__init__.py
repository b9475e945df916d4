"""Every bad input: each case is made to happen to the simulated device; docs/errors.md is written from the table."""

from wattkey_lab.badinput import chip, drive, meter, orders, pin
from wattkey_lab.badinput.case import Case

CASES: tuple[Case, ...] = (*orders.CASES, *meter.CASES, *chip.CASES, *drive.CASES, *pin.CASES)
