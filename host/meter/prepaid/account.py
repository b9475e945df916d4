# account.py - the money of the meter: wallet, overdraft, tariff, purchase records
"""All money is in cents. `remaining` and `overdraft` are never both above zero; balance = remaining - overdraft.

The wallet is the ESAM's (amount and count, binary); its amount follows `remaining` at every recharge, and at every
consumption unless the personality lets it lag. One call is one all-or-nothing change.
"""

from dataclasses import dataclass, field
from datetime import datetime

from wattkey_host.meter.prepaid.esam import Wallet
from wattkey_host.meter.prepaid.personality import NAMELESS, Personality

RECORDS = 10  # purchases that the meter remembers
FULL = 99_999_999  # XXXXXX.XX
CENT = 10_000  # one hundredth of a kWh at a price in 1/10000 yuan costs 1/10000 of a cent times the price


@dataclass(frozen=True)
class Terms:
    """What the utility set: limits and alarms in cents (0: no limit), prices in 1/10000 yuan per kWh."""

    overdraft_limit: int = 0  # 04001003; reached with nothing remaining: arrears
    hoard_limit: int = 0  # 04001004; more than this may not remain after a recharge
    close_allow: int = 0  # 04001005; after an arrears trip at least this must remain to close again
    alarm1: int = 0  # 04001001
    alarm2: int = 0  # 04001002
    prices: tuple[int, int, int, int] = (5000, 5000, 5000, 5000)  # sharp, peak, flat, valley


@dataclass(frozen=True)
class Purchase:
    """One purchase record; `before` and `after` are the remaining amounts, `cumulative` all ever bought."""

    when: datetime
    count: int
    amount: int
    before: int
    after: int
    cumulative: int


@dataclass
class Account:
    """Running money on top of the ESAM's wallet."""

    wallet: Wallet
    terms: Terms
    ways: Personality = NAMELESS
    remaining: int = 0
    overdraft: int = 0
    bought: int = 0
    arrears: bool = False  # stays until a recharge lifts it
    warned: bool = False  # tripped with power to be had: by key, card or command
    opened: bool = False
    records: list[Purchase] = field(default_factory=list)  # the latest first
    _fraction: int = 0  # of a cent, consumed but not yet taken

    def start(self, balance: int) -> None:
        """Set the running balance of a scene: negative is overdraft. No purchase is recorded."""
        self._hold(max(balance, 0), max(-balance, 0))
        self.settle()
        self.arrears = self._beyond()

    def charge(self, rate: int) -> None:
        """Take the price of one hundredth of a kWh in tariff rate 1..4."""
        before = self.remaining
        cents, self._fraction = divmod(self._fraction + self.terms.prices[rate - 1], CENT)
        paid = min(cents, self.remaining)
        self._hold(self.remaining - paid, self.overdraft + cents - paid)
        self.arrears = self.arrears or self._beyond()
        self._warn(before)

    def _warn(self, before: int) -> None:
        """A warning at alarm amount 2, and another one at zero: each once, until a purchase arms them again."""
        at = 0 if not self.remaining else self.terms.alarm2
        if self.ways.warns and before > at >= self.remaining:
            self.warned = not self.arrears

    def too_much(self, amount: int) -> bool:
        """Whether a recharge would leave more than the hoard limit, or more than the meter can count."""
        after = self.remaining + max(amount - self.overdraft, 0)
        return after > FULL or 0 < self.terms.hoard_limit < after

    def settle(self) -> None:
        """The chip's amount is brought up to the running one."""
        self.wallet.amount = self.remaining

    def credit(self, amount: int, when: datetime) -> None:
        """One purchase: overdraft is repaid first, the count goes up by one, the record is written."""
        repaid = min(amount, self.overdraft)
        before = self.remaining
        self.wallet.count += 1
        self._hold(before + amount - repaid, self.overdraft - repaid)
        self.bought += amount
        record = Purchase(when, self.wallet.count, amount, before, self.remaining, self.bought)
        self.records = [record, *self.records][:RECORDS]
        self.settle()
        if not self._beyond() and self.remaining >= self.terms.close_allow + self.ways.close_needs_more:
            # What is lifted so low is a warning again.
            self.warned = self.ways.warns and self.arrears and self.remaining <= self.terms.alarm2
            self.arrears = False
        elif not self.arrears:
            self.warned = False

    def alarmed(self) -> bool:
        """Whether the balance has come down to the first alarm amount; 0 is none."""
        return self.terms.alarm1 > 0 and self.remaining <= self.terms.alarm1

    def _beyond(self) -> bool:
        return not self.remaining and self.overdraft >= self.terms.overdraft_limit

    def _hold(self, remaining: int, overdraft: int) -> None:
        self.remaining, self.overdraft = remaining, overdraft
        if not self.ways.lag_minutes:
            self.settle()
