# esam.py - the meter's own secure element: wallet, files, randoms, who has proved who he is
"""Behaves as a State Grid ESAM does towards its meter; headers and IVs as docs/esam.md fixes them.

Times are virtual. Two proofs: infrared authentication (070003FF, 30 minutes) and identity
authentication (070000FF, 5 minutes). What ends them, and how wrong MACs are counted, is the personality's.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from hmac import compare_digest

from wattkey_host.crypto import (
    CONTROL_HEADER,
    CUSTOMER_HEADER,
    LOAD_HEADER,
    READ_HEADER,
    cipher8,
    decipher,
    mac4,
    meter_factor,
)  # fmt: skip
from wattkey_host.meter.prepaid.personality import NAMELESS, Personality
from wattkey_host.sim.clock import VirtualClock

MINUTE_US = 60_000_000
DAY_US = 24 * 60 * MINUTE_US

NO_TIME = -1
PRIVATE_KEYS = bytes.fromhex("00000001")  # bit n: key n is private


@dataclass(frozen=True)
class MeterKeys:
    """16-byte keys, already dispersed for this meter."""

    identity: bytes
    load: bytes
    control: bytes


@dataclass
class Wallet:
    """Records 1 and 3 of the wallet file: amount in cents, purchase count."""

    amount: int = 0
    count: int = 0


class Esam:
    """The chip in the meter. `number` and `customer` are 6 BCD bytes."""

    def __init__(
        self,
        number: bytes,
        customer: bytes,
        keys: MeterKeys,
        clock: VirtualClock,
        seed: int,
        ways: Personality = NAMELESS,
    ) -> None:
        """A chip as delivered: nothing in the wallet, serial and randoms drawn from `seed`."""
        self.ways = ways
        self.key_info = PRIVATE_KEYS if ways.key_bits else bytes(4)
        self.number = number
        self.customer = customer
        self.wallet = Wallet()
        self.mac_failures = 0  # ever
        self._forgiven = 0  # of them: they are counted by the day
        self._failed_us = 0  # when the last one was
        self.keys = keys
        self._clock = clock
        self._rng = random.Random(seed)
        self.serial = self._rng.randbytes(8)
        self.reset()

    def reset(self) -> None:
        """Power: both authentications and every random are gone; files stay."""
        self._challenge = b""  # 8 bytes, good for one infrared answer
        self._infrared_until = NO_TIME
        self.end_identity()

    @property
    def infrared_open(self) -> bool:
        """Whether an infrared authentication is valid now."""
        return self._clock.now_us < self._infrared_until

    @property
    def identified(self) -> bool:
        """Whether an identity authentication is valid now."""
        return self._clock.now_us < self._identity_until

    @property
    def suspended(self) -> bool:
        """Whether too many wrong MACs have ended remote setting: until the date changes, or for 24 hours."""
        self._forgive()
        return self.mac_failures - self._forgiven >= self.ways.mac_limit

    def infrared_query(self, random1: bytes) -> tuple[bytes, bytes]:
        """078003FF: (cipher of random1, random2). Enciphers for anyone."""
        if self.ways.query_ends_infrared:
            self._infrared_until = NO_TIME
        if self.ways.query_ends_identity:
            self.end_identity()
        self._challenge = self._rng.randbytes(8)
        return cipher8(self.keys.identity, random1), self._challenge

    def infrared_answer(self, cipher: bytes) -> bool:
        """070003FF: external authentication with the cipher of random2. Right or wrong, random2 is used up."""
        right = self._challenge != b"" and compare_digest(cipher, cipher8(self.keys.identity, self._challenge))
        self._challenge = b""
        self._infrared_until = self._clock.now_us + self.ways.infrared_minutes * MINUTE_US if right else NO_TIME
        return right

    def own_factor(self, factor: bytes) -> bool:
        """Whether a dispersion factor is that of this meter."""
        return factor == meter_factor(self.number)

    def identify(self, cipher1: bytes, random1: bytes) -> bytes | None:
        """070000FF: random2 (4 bytes) if cipher1 is that of random1, else None (and nothing changes)."""
        if not compare_digest(cipher1, cipher8(self.keys.identity, random1)):
            return None
        self._random1, self._random2 = random1, self._rng.randbytes(4)
        self._identity_until = self._clock.now_us + self.ways.identity_minutes * MINUTE_US
        return self._random2

    def end_identity(self) -> None:
        """070002FF, or what else ends a login."""
        self._identity_until = NO_TIME
        self._random1 = self._random2 = b""

    def read_mac(self, offset: int, data: bytes) -> bytes:
        """The MAC of a secure read: IV is the high half of random1, Lc counts data, MAC and dispersion factor."""
        return self._read_mac(bytes([offset, len(data) + 12]), data)

    def wallet_mac(self) -> bytes:
        """What a newer chip proves its wallet with: one MAC over amount, count and customer. No meter that we know was
        seen to do so; what counts is that it is none of ours."""
        amount, count = self.wallet.amount.to_bytes(4, "big"), self.wallet.count.to_bytes(4, "big")
        return self._read_mac(b"\0\x1a", amount + count + self.customer)

    def _read_mac(self, place: bytes, data: bytes) -> bytes:
        return mac4(self.keys.load, self._random1[:4], READ_HEADER + place, data)

    def load_allowed(self, amount: bytes, count: bytes, mac: bytes) -> bool:
        """MAC1 of a purchase; the caller credits the account, which writes the wallet."""
        return self._check(self.keys.load, LOAD_HEADER, amount + count, mac, counted=self.ways.counts_mac1)

    def write_customer(self, customer: bytes, mac: bytes) -> bool:
        """Write the customer number if MAC2 is right."""
        if not self._check(self.keys.load, CUSTOMER_HEADER, customer, mac):
            return False
        self.customer = customer
        return True

    def relay_command(self, cipher: bytes, mac: bytes) -> bytes | None:
        """The 16 plain bytes of a relay command, or None if its MAC is wrong."""
        if not self._check(self.keys.control, CONTROL_HEADER, cipher, mac):
            return None
        return decipher(self.keys.control, cipher)

    def _check(self, key: bytes, header: bytes, data: bytes, mac: bytes, counted: bool = True) -> bool:
        right = compare_digest(mac, mac4(key, self._random2, header, data))
        if not right and counted:
            self._forgive()
            self.mac_failures += 1
            self._failed_us = self._clock.now_us
        return right

    def _forgive(self) -> None:
        """Begin to count anew, once it is time."""
        now_us, then_us = self._clock.now_us, self._failed_us
        whole_day, new_date = now_us - then_us >= DAY_US, self._day(now_us) != self._day(then_us)
        if whole_day if self.ways.suspended_for_24_h else new_date:
            self._forgiven = self.mac_failures

    def _day(self, us: int) -> date:
        return (self._clock.start + timedelta(microseconds=us)).date()
