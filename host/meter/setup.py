# setup.py - what a meter is to be: the parameters from which making.py puts it together
"""Plain data: a file of values, a line of a box and the command line each fill one in."""

from dataclasses import dataclass, field
from typing import Any

from wattkey.dlt645.frame import MAX_DATA
from wattkey_host.meter.prepaid import MeterKeys, Personality, personality

STANDARDS = ("2007", "1997")  # what it speaks unless something else is said
# Known to whoever reads this: for a bench, never for money.
BENCH_KEYS = MeterKeys(identity=b"WattKey identity", load=b"WattKey  loading", control=b"WattKey  control")


@dataclass
class Setup:
    """A meter for anybody's client, unless something else is said. Numbers are 12 digits as printed."""

    address: str = "000000123456"
    customer: str = "000000654321"
    standards: tuple[str, ...] = STANDARDS
    rates: int = 4
    phases: int = 1
    prepaid: bool = True  # with account, relay and chip
    local: bool = False  # it does what a local prepaid meter does at its eye, and refuses the rest
    strict: bool = False  # of 698.45: shows in plain text what every meter does, the rest behind SECURITY alone
    infrared: bool = False  # without infrared authentication it answers little, as at the eye
    alone: bool = False  # it answers what is broadcast
    end_mark: bool = False  # AA behind a block of 1997
    room: int = MAX_DATA  # bytes of DATA in one answer
    answer_ms: int = 20
    preamble: int = 4  # FE bytes in front of an answer
    needs_fe: int = 0  # FE bytes without which it does not hear a question
    also_answers: tuple[str, ...] = ()  # other meters' numbers to which it answers too, under its own
    load_kw: float = 0  # what runs through it all the time
    ahead_s: float = 0  # by how much its clock is ahead
    personality: str = ""  # a name of personality.py: which program a prepaid meter behaves like
    ways: Personality | None = None  # each rule of that program by itself; goes before the name
    keys: MeterKeys = BENCH_KEYS
    seed: int = 0  # of the chip's serial and randoms
    passwords: dict[int, str] = field(default_factory=lambda: {2: "000000", 4: "000000"})  # level -> 6 digits
    # The account as it stands: keywords of Prepaid. 100.00 yuan bought.
    scene: dict[str, Any] = field(default_factory=lambda: {"history": (10000,)})
    registers: tuple[int, int, int, int] = (12345, 23456, 34567, 45678)  # hundredths of a kWh

    @property
    def behaviour(self) -> Personality:
        """How its program differs from others. Raises ValueError for a name that nobody knows."""
        return self.ways or personality(self.personality)
