# conftest.py - a bench for the simulated meter: a master that paces bytes and holds the meter's keys
"""`bench(...)` builds a meter in a scene and a master in front of its eye, both on one virtual clock."""

from datetime import timedelta

import pytest

from fakes.meterbench import MeterBench
from wattkey_host.crypto import cipher8, encipher, mac4, meter_factor, pad
from wattkey_host.meter.making import local_meter
from wattkey_host.meter.prepaid import MeterKeys
from wattkey_host.sim.clock import VirtualClock

NUMBER, CUSTOMER = "000000123456", "000012345678"
KEYS = MeterKeys(identity=b"I" * 16, load=b"L" * 16, control=b"C" * 16)
RANDOM1 = bytes.fromhex("2122232425262728")
NOBODY = bytes(4)


class PrepaidBench(MeterBench):
    """The simulated prepaid meter, and a master that holds its keys."""

    def __init__(self, **scene):
        clock = VirtualClock()
        self.customer = scene.pop("customer", CUSTOMER)
        super().__init__(local_meter(NUMBER, self.customer, KEYS, clock, seed=7, **scene), clock, NUMBER)
        self.random2 = b""

    def number(self, di):
        return int(self.read(di)[::-1].hex())

    def word3(self):
        return int.from_bytes(self.read(0x04000503), "little")

    def secure(self, di, *fields, **more):
        """Reply fields as one run of wire bytes, the error word as a number, or None for silence."""
        data = di.to_bytes(4, "little") + NOBODY + b"".join(field[::-1] for field in fields)
        answer = self.ask(0x03, data, **more)
        if answer is None:
            return None
        if answer.is_error():
            assert answer.control == 0xC3 and len(answer.data) == 2
            return int.from_bytes(answer.data, "little")
        assert answer.control == 0x83 and answer.data[:4] == di.to_bytes(4, "little")
        return answer.data[4:]

    def unlock(self):
        reply = self.secure(0x078003FF, RANDOM1)
        assert self.secure(0x070003FF, cipher8(KEYS.identity, reply[22:30][::-1])) == b""

    def login(self, random1=RANDOM1):
        factor = meter_factor(bytes.fromhex(NUMBER))
        reply = self.secure(0x070000FF, cipher8(KEYS.identity, random1), random1, factor)
        if isinstance(reply, bytes):
            self.random2 = reply[:4][::-1]
        return reply

    def enter(self):
        self.unlock()
        assert isinstance(self.login(), bytes)
        return self

    def load(self, di, cents, count, customer=None, bad1=False, bad2=False):
        amount, number = cents.to_bytes(4, "big"), count.to_bytes(4, "big")
        who = bytes.fromhex(customer or CUSTOMER)
        mac1 = mac4(KEYS.load, self.random2, bytes.fromhex("8432010C0C"), amount + number)
        mac2 = mac4(KEYS.load, self.random2, bytes.fromhex("04D682240A"), who)
        return self.secure(di, amount, number, _spoilt(mac1, bad1), who, _spoilt(mac2, bad2))

    def recharge(self, cents, count, **more):
        return self.load(0x070102FF, cents, count, **more)

    def open_account(self, cents, count, **more):
        return self.load(0x070101FF, cents, count, **more)

    def control(self, kind, minutes=5, word=False, bad=False, deadline=None):
        """1C with PA=98; the answer's (control code, DATA)."""
        until = deadline or bytes.fromhex((self.meter.now() + timedelta(minutes=minutes)).strftime("%y%m%d%H%M%S"))
        cipher = encipher(KEYS.control, pad(bytes([kind, 0]) + until))
        mac = mac4(KEYS.control, self.random2, bytes.fromhex("04D6880014"), cipher)
        head = bytes([0x98, 0, 0, 1 if word else 0]) + NOBODY
        answer = self.ask(0x1C, head + (cipher + _spoilt(mac, bad))[::-1])
        return answer and (answer.control, answer.data)


def _spoilt(mac, bad):
    return bytes([mac[0] ^ 1]) + mac[1:] if bad else mac


@pytest.fixture
def bench():
    return PrepaidBench
