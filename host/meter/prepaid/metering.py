# metering.py - the meter without its eye: energy, money, relay and chip, and what happens around them
"""The part of a meter that stories push and tests look at. Money is in cents, time is virtual."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from wattkey_host.meter.prepaid.account import Account, Purchase, Terms
from wattkey_host.meter.prepaid.esam import Esam, MeterKeys
from wattkey_host.meter.prepaid.registers import Registers, hundredths
from wattkey_host.meter.prepaid.relay import Relay, RelayOpen
from wattkey_host.sim.clock import VirtualClock


class Metering:
    """One meter's inside. Numbers are 12 digits as printed."""

    def __init__(
        self,
        number: str,
        customer: str,
        keys: MeterKeys,
        clock: VirtualClock,
        seed: int = 0,
        *,
        terms: Terms | None = None,
        balance: int | None = None,
        opened: bool = False,
        history: Sequence[int] = (),
        trip_delay_min: int = 0,
        ahead_s: float = 0,
    ) -> None:
        """A meter in a scene.

        `customer` is what its ESAM holds now. `history`: amounts bought before (these open the account);
        `balance`: the running balance now, negative for overdraft, if not what the history leaves. A balance
        that has used up the overdraft limit means a relay open for arrears: so it is with zero and no limit.
        `ahead_s`: how much the meter's clock is ahead.
        """
        self.clock = clock
        self.esam = Esam(_digits(number), _digits(customer), keys, clock, seed)
        self.account = Account(self.esam.wallet, terms or Terms(), opened=opened or bool(history))
        self.registers = Registers()
        self._ahead = timedelta(seconds=ahead_s)
        for amount in history:
            self.account.credit(amount, self.now())
        if balance is not None or not history:
            self.account.start(balance or 0)
        self.relay = Relay(clock, lambda: self.account.arrears, trip_delay_min)

    def now(self) -> datetime:
        """The time on the meter's own clock."""
        return self.clock.date() + self._ahead

    def consume(self, kwh: Decimal | str, rate: int) -> Decimal:
        """Let energy run through in tariff rate 1..4; the load ends where the relay trips.

        Returns what was really consumed. Raises RelayOpen if the relay is open, ValueError for a bad amount.
        """
        steps = hundredths(kwh)
        if rate not in (1, 2, 3, 4):
            raise ValueError(f"tariff rate {rate} is not 1 (sharp), 2 (peak), 3 (flat) or 4 (valley)")
        if not self.relay.closed:
            raise RelayOpen("the relay is open, nothing can be consumed")
        done = 0
        while done < steps and self.relay.closed:
            self.registers.count(rate)
            self.account.charge(rate)
            self.relay.judge()
            done += 1
        return Decimal(done) / 100

    def press_key(self) -> bool:
        """The customer presses the meter's key: closes where that is allowed. Returns `relay_closed`."""
        self.relay.press_key()
        return self.relay.closed

    def remote_trip(self) -> bool:
        """The utility trips over its own channel; False under keep power."""
        return self.relay.trip()

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
        self.esam.customer = _digits(customer)
        self.account.opened = True

    def take_purchase(self, cents: int) -> None:
        """Book an authorised purchase under the next count and let the relay know."""
        self.account.credit(cents, self.now())
        self.relay.bought()

    @property
    def relay_closed(self) -> bool:
        """Whether the customer has power."""
        return self.relay.closed

    @property
    def close_allowed(self) -> bool:
        """Whether the relay waits for the customer's key."""
        return self.relay.waiting

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
        """Wrong MACs in the meter's lifetime; 200 suspend remote setting."""
        return self.esam.mac_failures


def _digits(number: str) -> bytes:
    """12 digits as 6 BCD bytes. Raises ValueError."""
    if len(number) != 12 or not number.isascii() or not number.isdigit():
        raise ValueError(f"{number!r} is not a number of 12 digits")
    return bytes.fromhex(number)
