# prepaid.py - the prepaid part of a meter: account, relay and chip, and what happens between them
"""What stories push and tests look at. Money is in cents, time is virtual."""

from collections.abc import Sequence

from wattkey_host.meter.bcd import number
from wattkey_host.meter.meterclock import MeterClock
from wattkey_host.meter.prepaid.account import Account, Purchase, Terms
from wattkey_host.meter.prepaid.esam import MINUTE_US, Esam
from wattkey_host.meter.prepaid.events import UTILITY, Events
from wattkey_host.meter.prepaid.relay import Relay
from wattkey_host.meter.supply import Supply
from wattkey_host.sim.clock import VirtualClock

WEEKEND = (5, 6)


class Prepaid:
    """What makes a State Grid meter a local prepaid one."""

    def __init__(
        self,
        esam: Esam,
        clock: VirtualClock,
        time: MeterClock,
        power: Supply,
        *,
        terms: Terms | None = None,
        balance: int | None = None,
        opened: bool = False,
        history: Sequence[int] = (),
        trip_delay_min: int = 0,
    ) -> None:
        """A meter in a scene.

        `history`: amounts bought before (these open the account); `balance`: the running balance now, negative for
        overdraft, if not what the history leaves. A balance that has used up the overdraft limit means a relay open
        for arrears: so it is with zero and no limit.
        """
        self.esam = esam
        self.power = power
        self.time = time
        self.ways = esam.ways
        self._clock = clock
        self._settled_us: int | None = None  # when the chip's amount was settled for a question
        self.account = Account(esam.wallet, terms or Terms(), self.ways, opened=opened or bool(history))
        for amount in history:
            self.account.credit(amount, time.now())
        if balance is not None or not history:
            self.account.start(balance or 0)
        self.events = Events(time.now)
        self.relay = Relay(clock, self._held_open, trip_delay_min, self.ways)
        self.relay.moved = self.events.note

    def _held_open(self) -> bool:
        """Whether the account forbids current."""
        if self.account.arrears:
            return not (self.ways.weekend_closes and self.time.now().weekday() in WEEKEND)
        return self.account.warned

    def settle(self) -> None:
        """The chip is about to prove its amount: it is settled unless that was done lately."""
        now_us, lag_us = self._clock.now_us, self.ways.lag_minutes * MINUTE_US
        if self._settled_us is None or now_us - self._settled_us >= lag_us:
            self._settled_us = now_us if lag_us else None
            self.account.settle()

    def charge(self, rate: int) -> None:
        """One hundredth of a kWh has run through in tariff rate 1..4."""
        self.account.charge(rate)
        self.relay.judge()

    def press_key(self, seconds: float = 5) -> bool:
        """The customer holds the meter's key so long: closes where that is allowed, and may lift a warning. Returns
        `relay_closed`."""
        if 0 < self.ways.key_s <= seconds:
            self.account.warned = False
        self.relay.press_key()
        return self.relay.closed

    def remote_trip(self) -> bool:
        """The utility trips over its own channel; False under keep power."""
        with self.events.ordered_by(UTILITY):
            return self.relay.trip()

    def close(self) -> None:
        """1C: lifts a trip order, and a warning where the program has it so."""
        if self.ways.command_lifts:
            self.account.warned = False
        self.relay.close()

    def raise_alarm(self) -> None:
        """The utility warns of a trip to come (2A)."""
        self.relay.alarm = True

    def keep_power(self, on: bool = True) -> None:
        """The utility keeps the power on whatever happens, or ends that."""
        if on:
            self.relay.keep()
        else:
            self.relay.release()

    def other_channel_recharge(self, cents: int) -> int:
        """The utility recharges over its own channel; returns the count used. Raises ValueError above the hoard."""
        if cents < 0 or self.account.too_much(cents):
            raise ValueError(f"{cents} cents cannot be added to {self.balance}")
        self.take_purchase(cents)
        self.account.opened = True
        return self.count

    def open_remotely(self, customer: str) -> None:
        """The utility opens the account over its own channel, without money: customer number, and marked as opened."""
        self.esam.customer = number(customer)
        self.account.opened = True

    def take_purchase(self, cents: int) -> None:
        """Book an authorised purchase under the next count and let the relay know."""
        self.account.credit(cents, self.time.now())
        self.relay.bought()

    @property
    def relay_closed(self) -> bool:
        """Whether the customer has power."""
        return self.relay.closed

    @property
    def balance(self) -> int:
        """Cents: remaining minus overdraft."""
        return self.account.remaining - self.account.overdraft

    @property
    def count(self) -> int:
        """The purchase count that the ESAM holds."""
        return self.esam.wallet.count

    @property
    def bought(self) -> int:
        """Cents ever bought (03330601)."""
        return self.account.bought

    @property
    def records(self) -> list[Purchase]:
        """The last ten purchases, the latest first."""
        return list(self.account.records)

    @property
    def opened(self) -> bool:
        """Whether the account has been opened."""
        return self.account.opened

    @property
    def mac_failures(self) -> int:
        """Wrong MACs ever; 200 of one day suspend remote setting."""
        return self.esam.mac_failures
