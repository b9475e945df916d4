# meter.py - the meter: one object that holds the parts, and what more than one of them takes part in
"""A simulated meter is put together in making.py. What it speaks is a list of languages (meterlanguage.py); what it
does for a question is a table of commands, what it holds a list of sources (store.py), what it sells by the prepaid
part."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal

from wattkey.dlt645.frame import Frame
from wattkey.dlt698.link import Frame698
from wattkey_host.meter.dlt645 import Dlt645
from wattkey_host.meter.dlt698 import Dlt698
from wattkey_host.meter.fault import Fault
from wattkey_host.meter.freeze import Freezer
from wattkey_host.meter.hearing import Ear, Ears, Hearer, Speak
from wattkey_host.meter.load import Load
from wattkey_host.meter.meterclock import MeterClock
from wattkey_host.meter.meterlanguage import MeterLanguage
from wattkey_host.meter.prepaid.prepaid import Prepaid
from wattkey_host.meter.prepaid.relay import RelayOpen
from wattkey_host.meter.questionwords import Asked
from wattkey_host.meter.registers import Registers, hundredths
from wattkey_host.meter.rights import Passwords
from wattkey_host.meter.speaking import Voice
from wattkey_host.meter.store import Store
from wattkey_host.meter.supply import Supply
from wattkey_host.meter.telling import Teller
from wattkey_host.sim.clock import VirtualClock


class Meter:
    """One meter. What it stands at (air, wires) hands bytes to `hear`, and sets `speak` and `fall_silent`."""

    dlt645: Dlt645  # one of its languages
    dlt698: Dlt698 | None = None  # another, where it has it

    def __init__(
        self,
        number: bytes,
        clock: VirtualClock,
        *,
        time: MeterClock,
        power: Supply,
        voice: Voice,
        registers: Registers,
        load: Load,
        passwords: Passwords,
        teller: Teller,
        prepaid: Prepaid | None,
    ) -> None:
        """`number`: 6 bytes as printed. A meter without languages, which holds nothing but its parts."""
        self.number = self.address = number  # the communication address may be written, the number not
        self.clock = clock
        self.time = time
        self.power = power
        self.voice = voice
        self.registers = registers
        self.load = load
        self.passwords = passwords
        self.teller = teller
        self.store = Store()
        self.freezer = Freezer(time, self.store, teller.say)
        self.languages: list[MeterLanguage] = []
        self.faults: list[Fault] = []  # what goes wrong with the next answers
        self.questions: list[tuple[int, str]] = Asked()  # answered or not
        self.speed_code = 0  # of a speed that was just agreed upon, for the line to take over
        self.speak: Speak = lambda data: None
        self.fall_silent: Callable[[], None] = lambda: None
        self._prepaid = prepaid
        self.ears: Sequence[Ear] = ()  # of its one line, for whoever lets many meters hear alike; none: call `hear`
        self._eye: Hearer = Ears(())

    # --- the line

    def learn(self, language: MeterLanguage) -> None:
        """Speak one language more."""
        self.languages.append(language)
        hearers = [each.ear(self._say) for each in self.languages]
        alike = [ear for ear in hearers if isinstance(ear, Ear)]
        self.ears = alike if len(alike) == len(hearers) else ()
        self._eye = Ears(hearers)

    def line(self, speak: Speak) -> Hearer:
        """An ear for one more line; what is asked on it is answered to `speak`."""
        return Ears([language.ear(speak) for language in self.languages])

    def asked(self, frame: Frame | Frame698, speak: Speak, wake: int) -> None:
        """A question has come behind `wake` times FE, in one of its languages or in none."""
        if isinstance(frame, Frame):
            self.dlt645.asked(frame, speak, wake)
        elif self.dlt698:
            self.dlt698.asked(frame, speak, wake)

    def _say(self, data: bytes) -> None:
        self.speak(data)  # as it is set by then

    def hear(self, byte: int) -> None:
        """One byte has arrived; its stop bit ends now."""
        self._eye.hear(bytes([byte]))

    def cut_power(self) -> None:
        """The supply drops out for a moment: authentications, half-heard bytes and answers, begun or not, are gone."""
        if self._prepaid:
            self._prepaid.esam.reset()
        self._eye.clear()
        self.power.cut()
        self.fall_silent()

    # --- time and place

    def now(self) -> datetime:
        """The time on the meter's own clock."""
        return self.time.now()

    def set_clock(self, when: datetime) -> None:
        """Set the meter's own clock."""
        self.freezer.look()
        self.time.set(when)
        self.freezer.skip()

    def move(self, address: bytes) -> None:
        """Take another communication address (6 bytes as printed)."""
        self.address = address
        self.store.put("2007", "04000401", address[::-1])
        for language in self.languages:
            language.move(address)

    def catch_up(self) -> None:
        """Do what has fallen due since the last look: the load, freezes."""
        self.load.run(self)
        self.freezer.look()

    # --- energy and money

    @property
    def prepaid(self) -> Prepaid:
        """Money, relay and chip of the meter. Raises LookupError where it is no prepaid meter."""
        if self._prepaid is None:
            raise LookupError(f"meter {self.number.hex()} is not prepaid")
        return self._prepaid

    @property
    def is_prepaid(self) -> bool:
        """Whether it has money, relay and chip."""
        return self._prepaid is not None

    @property
    def powered(self) -> bool:
        """Whether the customer has power; always, where there is no relay."""
        return self._prepaid is None or self._prepaid.relay.closed

    def consume(self, kwh: Decimal | str, rate: int) -> Decimal:
        """Let energy run through in tariff rate 1..4; the load ends where the relay trips.

        Returns what was really consumed. Raises RelayOpen if the relay is open, ValueError for a bad amount.
        """
        steps, done = hundredths(kwh), 0
        if rate not in (1, 2, 3, 4):
            raise ValueError(f"tariff rate {rate} is not 1 (sharp), 2 (peak), 3 (flat) or 4 (valley)")
        if not self.powered:
            raise RelayOpen("the relay is open, nothing can be consumed")
        while done < steps and self.powered:
            self.registers.count(rate)
            if self._prepaid:
                self._prepaid.charge(rate)
            done += 1
        return Decimal(done) / 100
