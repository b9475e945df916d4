"""Every bad input: each case is made to happen to the simulated device; docs/errors.md is written from the table."""

from wattkey_lab.badinput import (
    boardcases,
    chipcases,
    drivecases,
    imagecases,
    metercases,
    ordercases,
    pincases,
    straycases,
)
from wattkey_lab.badinput.case import Case

CASES: tuple[Case, ...] = (
    *ordercases.CASES,
    *straycases.CASES,
    *metercases.CASES,
    *chipcases.CASES,
    *drivecases.CASES,
    *boardcases.CASES,
    *imagecases.CASES,
    *pincases.CASES,
)
