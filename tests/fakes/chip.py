# chip.py - the simulated chip on a bench: its seller, a small model meter, commands by name
"""Nothing of the code under test helps to build documents or MACs here except the ciphers of wattkey_host.crypto,
which have their own tests."""

import random

from wattkey_host.crypto import FACTORY_KEY, cipher8, cmac, disperse, encipher, mac4, pad
from wattkey_host.sim.chip.factory import new_chip

SERIAL = "0102030405060708"
CARD = bytes.fromhex("6001000000000042")
CUSTOMER = bytes.fromhex("000000778899")
METER = bytes.fromhex("000000123456")
KEYS = {name: bytes([i]) * 16 for i, name in enumerate(("order", "report", "identity", "load", "control"), 0xA1)}
INS = {
    "INFO": 0x02,
    "IMPORT": 0x04,
    "TAKE": 0x06,
    "REKEY": 0x08,
    "CANCEL": 0x0A,
    "SETTLE": 0x0C,
    "UNLOCK": 0x0E,
    "IR_RANDOM": 0x10,
    "IR_ANSWER": 0x12,
    "LOGIN": 0x14,
    "LOGGED": 0x16,
    "STATUS": 0x18,
    "PROOF": 0x1A,
    "RELEASE": 0x1C,
    "CONFIRM": 0x1E,
    "CLOSE": 0x20,
    "USAGE": 0x22,
    "REPORT": 0x24,
    "PIN": 0x26,
    "NEW PIN": 0x28,
    "RECEIPT": 0x2A,
    "SELLER_HELLO": 0x30,
    "SELLER_PROVE": 0x32,
    "SELLER_HEARD": 0x34,
    "SELLER_SEALED": 0x36,
    "SELLER_REPORT": 0x38,
    "SELLER_LEAVE": 0x3A,
}


def u4(value):
    """Four bytes, most significant first."""
    return value.to_bytes(4, "big")


def cbc(key, data):
    """SM4-CBC with IV zero, block by block."""
    out, last = b"", bytes(16)
    for i in range(0, len(data), 16):
        last = encipher(key, bytes(a ^ b for a, b in zip(last, data[i : i + 16], strict=True)))
        out += last
    return out


class Seller:
    """Makes the documents that the vending host makes."""

    def issue(
        self, serial=SERIAL, number=1, card=CARD, meter=METER, order=0, count=0, doc_type=3, transport=None, **secret
    ):
        """A packed issue document, 147 bytes; `secret`: customer, keys."""
        middle = card + meter + u4(order) + u4(count)
        return self._to_chip(bytes([doc_type]), serial, u4(number) + middle, transport, **secret)

    def rekey(self, serial=SERIAL, number=2, card=CARD, meter=METER, transport=None, **secret):
        """A packed rekey document, 139 bytes."""
        return self._to_chip(b"\7", serial, u4(number) + card + meter, transport, **secret)

    def _to_chip(self, doc_type, serial, middle, transport, customer=CUSTOMER, keys=KEYS):
        serial = bytes.fromhex(serial)
        transport = transport or disperse(FACTORY_KEY, serial)
        head = doc_type + serial + middle
        head += cbc(encipher(transport, b"\1" * 16), customer + bytes(10) + b"".join(keys.values()))
        return head + cmac(encipher(transport, b"\2" * 16), head)

    def cancel(self, order=1, last=None, count=1, **more):
        """A packed cancel order, 37 bytes."""
        return self._to_card(5, order, u4(last or order) + u4(count), **more)

    def settle(self, order=1, gone=0, **more):
        """A packed settle order, 30 bytes."""
        return self._to_card(6, order, bytes([gone]), **more)

    def unlock(self, reset=1, **more):
        """A packed unlock order, 29 bytes."""
        return self._to_card(8, reset, b"", **more)

    def _to_card(self, doc_type, number, rest, card=CARD, customer=CUSTOMER, key=KEYS["order"]):
        head = bytes([doc_type]) + card + u4(number)
        return head + rest + cmac(key, head + customer + rest)

    def order(self, order=1, count=1, amount=10000, close=1, card=CARD, meter=METER, customer=CUSTOMER, doc_type=1):
        """A packed purchase order with its MAC, 47 bytes."""
        a = bytes([doc_type]) + card + u4(order)
        b = meter + u4(count) + u4(amount) + bytes.fromhex("261120") + bytes([close])
        return a + b + cmac(KEYS["order"], a + customer + b)


class ModelMeter:
    """The meter's ESAM as far as money goes: identity, status, run file, load."""

    def __init__(self, count=0, remaining=0):
        self.count, self.remaining = count, remaining
        self.number, self.run_number = METER, METER
        self.random1 = self.random2 = None
        self.credits = []  # (count, amount)
        self._randoms = random.Random(7)

    def identify(self, cipher1, random1, factor):
        """070000FF: random2."""
        assert factor == b"\0\0" + self.number and cipher1 == cipher8(KEYS["identity"], random1)
        self.random1, self.random2 = random1, self._randoms.randbytes(4)
        return self.random2

    def mac(self, value):
        """The status MAC of any 4-byte value that this meter shows."""
        return mac4(KEYS["load"], self.random1[:4], bytes.fromhex("04D6860010"), value)

    def status(self):
        """078102FF: remaining, MAC, count, MAC."""
        r, n = u4(self.remaining), u4(self.count)
        return r + self.mac(r) + n + self.mac(n)

    def run_file(self):
        """078001FF, 43 bytes from offset 4 and their MAC."""
        run = bytes(7) + self.run_number + CUSTOMER + u4(self.remaining) + u4(self.count) + bytes(16)
        return run + mac4(KEYS["load"], self.random1[:4], bytes.fromhex("04D6860437"), run)

    def load(self, answer):
        """070102FF with the answer of RELEASE: whether it was credited."""
        amount, count, mac1, customer, mac2 = answer[:4], answer[4:8], answer[8:12], answer[12:18], answer[18:]
        if self.random2 is None or mac1 != mac4(KEYS["load"], self.random2, b"\x84\x32\x01\x0c\x0c", amount + count):
            return False
        if mac2 != mac4(KEYS["load"], self.random2, b"\x04\xd6\x82\x24\x0a", customer) or customer != CUSTOMER:
            return False
        if int.from_bytes(count, "big") != self.count + 1:
            return False
        self.count += 1
        self.remaining += int.from_bytes(amount, "big")
        self.credits.append((self.count, int.from_bytes(amount, "big")))
        return True


class ChipBench:
    """A chip, its seller, its meter, and short words for what is done with them."""

    u4, METER, CARD, CUSTOMER, KEYS, INS, SERIAL = staticmethod(u4), METER, CARD, CUSTOMER, KEYS, INS, SERIAL

    def __init__(self, issued=True, count=0, remaining=0, path=None, seed=1):
        self.seller = Seller()
        self.chip = new_chip(SERIAL, path, random.Random(seed).randbytes)
        self.meter = ModelMeter(count, remaining)
        if issued:
            self.ok("IMPORT", self.seller.issue(count=count))

    def call(self, name, data=b""):
        """(data, status word) of the command of this name."""
        return self.chip.apdu(bytes([0x90, INS[name], 0, 0]) + data)

    def ok(self, name, data=b""):
        """The data of a command that must succeed."""
        answer, sw = self.call(name, data)
        assert sw == 0x9000, f"{name}: {sw:04X}"
        return answer

    def sw(self, name, data=b""):
        """The status word; a refusal must not carry data."""
        answer, sw = self.call(name, data)
        assert sw == 0x9000 or answer == b""
        return sw

    def take(self, **values):
        """TAKE an order made from these values."""
        return self.ok("TAKE", self.seller.order(**values))

    def login(self):
        """A login of the chip at the meter."""
        a = self.ok("LOGIN")
        self.ok("LOGGED", self.meter.identify(a[:8], a[8:16], a[16:]))

    def status(self):
        """(verdict, state) of the meter's status."""
        return tuple(self.ok("STATUS", self.meter.status()))

    def proof(self):
        """(verdict, state) of the meter's run file."""
        return tuple(self.ok("PROOF", self.meter.run_file()))

    def offer(self):
        """Login, status, release: the load MACs of the purchase held."""
        self.login()
        assert self.status()[0] == 1
        return self.ok("RELEASE")

    def deliver(self):
        """The whole way of the purchase held."""
        assert self.meter.load(self.offer())
        assert (self.status()[0], self.proof()[0]) == (4, 2)
        assert self.ok("CONFIRM", u4(self.meter.count) + u4(self.amount)) == b"\4"

    def claim(self, count, remaining):
        """A STATUS of values of the processor's choice, each with the MAC that the meter gives for it."""
        r, n = u4(remaining), u4(count)
        return tuple(self.ok("STATUS", r + self.meter.mac(r) + n + self.meter.mac(n)))

    @property
    def state(self):
        """State as INFO tells it."""
        return self.ok("INFO")[40]

    @property
    def amount(self):
        """Amount as INFO tells it."""
        return int.from_bytes(self.ok("INFO")[35:39], "big")

    def cmac(self, key_name, data):
        """SM4-CMAC under one of the card's keys."""
        return cmac(KEYS[key_name], data)

    def relay_cipher(self, kind, deadline):
        """What CLOSE must encipher."""
        return encipher(KEYS["control"], pad(bytes([kind, 0]) + deadline))

    def relay_mac(self, random2, cipher):
        """And its MAC."""
        return mac4(KEYS["control"], random2, bytes.fromhex("04D6880014"), cipher)
