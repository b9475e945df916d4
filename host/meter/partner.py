# partner.py - the partner meter: both editions under one address, the prepaid meter inside
"""The simulated prepaid meter (wattkey_host.meter.prepaid) with everything else that a client may ask: its tables of
orders are orders_2007.py and orders_1997.py, its values are the store's."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wattkey.dlt645 import codes
from wattkey.dlt645.frame import MAX_DATA, Frame
from wattkey.dlt645.slave import Slave
from wattkey_host.meter.freeze import Freezer
from wattkey_host.meter.orders_1997 import ORDERS as ORDERS_1997
from wattkey_host.meter.orders_2007 import ORDERS as ORDERS_2007
from wattkey_host.meter.prepaid import Meter, MeterKeys
from wattkey_host.meter.prepaid.access import answered
from wattkey_host.meter.store import Store
from wattkey_host.reader.dlt645.explain import explain
from wattkey_host.sim.clock import VirtualClock

STANDARDS = ("2007", "1997")
# Known to whoever reads this: for a bench, never for money.
BENCH_KEYS = MeterKeys(identity=b"WattKey identity", load=b"WattKey  loading", control=b"WattKey  control")
HUNDREDTH_US = 36_000_000  # one hundredth of a kWh at 1 kW takes 36 s
NIGHT, SHARP, PEAK = (23, 0, 1, 2, 3, 4, 5, 6), (19, 20), (8, 9, 10, 18)
DAY = {**dict.fromkeys(NIGHT, 4), **dict.fromkeys(SHARP, 1), **dict.fromkeys(PEAK, 2)}  # hour -> tariff rate, else flat


@dataclass
class Setup:
    """How a partner meter is to be. `passwords`: level -> 6 digits; `load_kw`: what runs through it all the time."""

    address: str = "000000123456"
    customer: str = "000000654321"
    standards: tuple[str, ...] = STANDARDS
    rates: int = 4
    phases: int = 1
    infrared: bool = False  # without infrared authentication it answers little, as at the eye
    alone: bool = False  # it answers what is broadcast
    end_mark: bool = False  # AA behind a block of 1997
    room: int = MAX_DATA
    answer_ms: int = 20
    preamble: int = 4
    load_kw: float = 0
    keys: MeterKeys = BENCH_KEYS
    passwords: dict[int, str] = field(default_factory=lambda: {2: "000000", 4: "000000"})
    scene: dict[str, Any] = field(default_factory=lambda: {"history": (10000,)})  # 100.00 yuan bought
    registers: tuple[int, int, int, int] = (12345, 23456, 34567, 45678)  # hundredths of a kWh


class PartnerMeter(Meter):
    """A meter for other people's clients. `tell` gets one line of words for everything that is asked."""

    unknown: frozenset[str] = frozenset()  # identifiers of 2007 that it shall not know

    def __init__(self, setup: Setup, clock: VirtualClock, tell: Callable[[str], None] = lambda line: None) -> None:
        super().__init__(
            setup.address,
            setup.customer,
            setup.keys,
            clock,
            answer_ms=setup.answer_ms,
            preamble=setup.preamble,
            password=setup.passwords.get(4),
            **setup.scene,
        )
        self._slave = Slave(self.esam.number, self.carry_out, setup.room)
        self._slave.alone = setup.alone
        self.registers.preset(setup.registers)
        self.setup = setup
        self.tell = tell
        self.passwords = {level: bytes.fromhex(digits) for level, digits in setup.passwords.items()}
        self.end_mark = b"\xaa" if setup.end_mark else b""
        self.speed_code = 0  # of a speed that was just agreed upon, for the line to take over
        self.store = Store(setup.rates, setup.phases)
        self.store.put("2007", "04000204", bytes([setup.rates]))
        self.freezer = Freezer(self)
        self._metered_us = clock.now_us

    @property
    def standards(self) -> tuple[str, ...]:
        """The editions it answers in."""
        return self.setup.standards

    @property
    def slave_address(self) -> bytes:
        """The communication address, as printed; the meter number stays what it was."""
        return self._slave.address

    def overhear(self, data: bytes) -> None:
        """Bytes on the line; to this meter only whole questions mean anything."""

    def set_clock(self, when: datetime) -> None:
        """Set the meter's own clock."""
        self.freezer.look()
        self._ahead = when - self.clock.date()
        self.freezer.skip()

    def move(self, number: bytes) -> None:
        """Take another communication address (6 bytes as printed)."""
        self._slave.address = number
        self.store.put("2007", "04000401", number[::-1])

    def carry_out(self, control: int, data: bytes, to: bytes) -> bytes | None:
        """Do what is asked, in either edition; DATA of the answer, None to say nothing. Raises Refusal."""
        self._consume()
        self.freezer.look()
        old = control in ORDERS_1997 and (control != codes.SECURITY or len(data) == 2)
        if control == codes.SET_TIME:  # the same in both
            old = "1997" in self.standards
        if old:
            return ORDERS_1997[control](self, data, to) if "1997" in self.standards else None
        if control not in ORDERS_2007 or "2007" not in self.standards:
            return None
        if self.setup.infrared and not answered(control, data, self.esam.infrared_open):
            return None
        return ORDERS_2007[control](self, data, to)

    def note(self, question: Frame) -> None:
        """Say what was asked."""
        super().note(question)
        mine = "" if self._slave.hears(question) else " - not for me"
        self.tell(f"asked by {question.address.hex().upper()}: {explain(question).text}{mine}")

    def note_answer(self, answer: Frame | None, fault: str) -> None:
        """Say what the answer is, and what goes wrong with it on demand."""
        said = "nothing" if answer is None else explain(answer).text
        self.tell(f"  said: {said}{f' [fault: {fault}]' if fault else ''}")

    def _consume(self) -> None:
        """Let through what the load has used since the last time."""
        if not self.setup.load_kw:
            return
        step = HUNDREDTH_US / self.setup.load_kw
        while self.clock.now_us - self._metered_us >= step and self.relay_closed:
            self.consume("0.01", DAY.get(self.now().hour, 3))
            self._metered_us += round(step)
        if not self.relay_closed:
            self._metered_us = self.clock.now_us
