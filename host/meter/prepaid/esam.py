# esam.py - the meter's own secure element: wallet, files, randoms, who has proved who he is
"""Behaves as a State Grid ESAM does towards its meter; headers and IVs as docs/esam.md fixes them.

Times are virtual. Two proofs: infrared authentication (070003FF, 30 minutes) and identity
authentication (070000FF, 5 minutes). A new infrared query ends both, a right infrared answer ends identity.
"""

import random
from dataclasses import dataclass

from wattkey_host.crypto import cipher8, decipher, mac4, meter_factor
from wattkey_host.sim.clock import VirtualClock

MINUTE_US = 60_000_000
INFRARED_MINUTES = 30
IDENTITY_MINUTES = 5
MAC_FAILURES = 200  # in a lifetime; then remote setting is suspended [3JIL, SY]

LOAD = bytes.fromhex("8432010C0C")  # amount and count into the wallet
CUSTOMER = bytes.fromhex("04D682240A")  # customer number at offset 36 of file 82
CONTROL = bytes.fromhex("04D6880014")  # relay command into file 88
READ_HEADER = bytes.fromhex("04D686")  # secure read: offset and Lc follow
NO_TIME = -1


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

    key_info = bytes.fromhex("00000001")  # private keys are in

    def __init__(self, number: bytes, customer: bytes, keys: MeterKeys, clock: VirtualClock, seed: int) -> None:
        """A chip as delivered: nothing in the wallet, serial and randoms drawn from `seed`."""
        self.number = number
        self.customer = customer
        self.wallet = Wallet()
        self.mac_failures = 0
        self.keys = keys
        self._clock = clock
        self._rng = random.Random(seed)
        self.serial = self._rng.randbytes(8)
        self.reset()

    def reset(self) -> None:
        """Power: both authentications and every random are gone; files stay."""
        self._challenge = b""  # 8 bytes, good for one infrared answer
        self._random1 = self._random2 = b""
        self._infrared_until = self._identity_until = NO_TIME

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
        """Whether too many wrong MACs have ended remote setting for good."""
        return self.mac_failures >= MAC_FAILURES

    def infrared_query(self, random1: bytes) -> tuple[bytes, bytes]:
        """078003FF: (cipher of random1, random2). Enciphers for anyone; ends both authentications."""
        self.reset()
        self._challenge = self._rng.randbytes(8)
        return cipher8(self.keys.identity, random1), self._challenge

    def infrared_answer(self, cipher: bytes) -> bool:
        """070003FF: external authentication with the cipher of random2. Right or wrong, random2 is used up."""
        right = self._challenge != b"" and cipher == cipher8(self.keys.identity, self._challenge)
        self.reset()
        if right:
            self._infrared_until = self._clock.now_us + INFRARED_MINUTES * MINUTE_US
        return right

    def own_factor(self, factor: bytes) -> bool:
        """Whether a dispersion factor is that of this meter."""
        return factor == meter_factor(self.number)

    def identify(self, cipher1: bytes, random1: bytes) -> bytes | None:
        """070000FF: random2 (4 bytes) if cipher1 is that of random1, else None (and nothing changes)."""
        if cipher1 != cipher8(self.keys.identity, random1):
            return None
        self._random1, self._random2 = random1, self._rng.randbytes(4)
        self._identity_until = self._clock.now_us + IDENTITY_MINUTES * MINUTE_US
        return self._random2

    def end_identity(self) -> None:
        """070002FF, or what else ends a login."""
        self._identity_until = NO_TIME
        self._random1 = self._random2 = b""

    def read_mac(self, offset: int, data: bytes) -> bytes:
        """The MAC of a secure read: IV is the high half of random1, Lc counts data, MAC and dispersion factor."""
        header = READ_HEADER + bytes([offset, len(data) + 12])
        return mac4(self.keys.load, self._random1[:4], header, data)

    def load_allowed(self, amount: bytes, count: bytes, mac: bytes) -> bool:
        """MAC1 of a purchase; the caller credits the account, which writes the wallet."""
        return self._check(self.keys.load, LOAD, amount + count, mac)

    def write_customer(self, customer: bytes, mac: bytes) -> bool:
        """Write the customer number if MAC2 is right."""
        if not self._check(self.keys.load, CUSTOMER, customer, mac):
            return False
        self.customer = customer
        return True

    def relay_command(self, cipher: bytes, mac: bytes) -> bytes | None:
        """The 16 plain bytes of a relay command, or None if its MAC is wrong."""
        if not self._check(self.keys.control, CONTROL, cipher, mac):
            return None
        return decipher(self.keys.control, cipher)

    def _check(self, key: bytes, header: bytes, data: bytes, mac: bytes) -> bool:
        right = mac == mac4(key, self._random2, header, data)
        if not right:
            self.mac_failures = min(self.mac_failures + 1, MAC_FAILURES)
        return right
