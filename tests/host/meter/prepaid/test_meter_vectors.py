# test_meter_vectors.py - the constructed frames of the protocol facts against a meter of their number
"""The frames are whole and unchanged. Their ciphers and MACs are examples (11 12 13.., C1 C2 C3 C4, ..):

here the ciphers are replaced by ones that produce just these examples, so that every byte order on
the wire is held against the frames, the real ciphers being tested elsewhere.
"""

import pytest

from fakes.meterbench import MeterBench
from wattkey_host.meter.making import local_meter
from wattkey_host.meter.prepaid import MeterKeys, Personality, esam
from wattkey_host.sim.clock import VirtualClock

KEYS = MeterKeys(identity=b"I" * 16, load=b"L" * 16, control=b"C" * 16)
OWN = "000123456789"
HEAD = "6889674523010068"

QUERY = HEAD + "03103236B33A373635345B5A5958575655542316"
UNLOCK = HEAD + "03103236333A373635348B8A8988878685842316"
UNLOCKED = HEAD + "83043236333A8516"
LOGIN = HEAD + "03203233333A373635344B4A4948474645445B5A595857565554BC9A785634333333DD16"
STATUS = HEAD + "03083235B43A373635345F16"
STATUS_IS = HEAD + "831E3235B43AC7593333F7F6F5F43533333307060504AB8967453333333333337116"
OPEN = HEAD + "031E3234343A37363534435A333334333333F7F6F5F4AB896745333307060504F616"
RECHARGE = HEAD + "031E3235343A37363534435A333335333333F7F6F5F4AB896745333307060504F816"
RECHARGED = HEAD + "83043235343A8516"
OPENED = HEAD + "83043234343A8416"  # by analogy, no such frame was given
REPEATED = HEAD + "C30235335616"
WRONG_COUNT = HEAD + "C30253337416"
ALLOW_PASSWORD = HEAD + "1C1035444444373635344E333333333434631116"
ALLOW_98 = HEAD + "1C1CCB3333333736353417161514A2A1A09F9E9D9C9B9A999897969594939916"
DONE_1C = HEAD + "9C00"
NO_DATA = HEAD + "D101353016"

RANDOM1 = bytes.fromhex("2122232425262728")
CIPHERS = {RANDOM1: bytes.fromhex("1112131415161718")}
ANY_RANDOM = bytes.fromhex("5152535455565758")
MACS = {
    "8432010C0C": "C1C2C3C4",
    "04D682240A": "D1D2D3D4",
    "04D6880014": "E1E2E3E4",
    "04D68600100000" + "2694": "C1C2C3C4",
    "04D68600100000" + "0002": "D1D2D3D4",
}
AMOUNT_AND_COUNT = ("0000271000000001", "0000271000000002")
CIPHER_98 = bytes.fromhex("606162636465666768696A6B6C6D6E6F")


def example_mac(key, random4, header, data):
    if header.hex().upper() == "8432010C0C":
        assert data.hex() in AMOUNT_AND_COUNT
    if header.hex().upper() == "04D6880014":
        assert data == CIPHER_98
    status = header.hex().upper() + data.hex().upper()
    return bytes.fromhex(MACS.get(status) or MACS[header.hex().upper()])


def example_plain(key, data):
    assert data == CIPHER_98
    return bytes.fromhex("1B00") + bytes.fromhex("301231235959")


@pytest.fixture
def site(monkeypatch):
    """A meter of the frames' number, asked with whole frames in hex; the answer comes back in hex."""
    monkeypatch.setattr(esam, "cipher8", lambda key, value: CIPHERS.get(value, ANY_RANDOM))
    monkeypatch.setattr(esam, "mac4", example_mac)
    monkeypatch.setattr(esam, "decipher", example_plain)
    return Site


class Site(MeterBench):
    def __init__(self, **scene):
        clock = VirtualClock()
        super().__init__(local_meter(OWN, "000012345678", KEYS, clock, preamble=0, **scene), clock, OWN)
        self.meter.prepaid.esam.key_info = bytes(4)

    def ask(self, frame):
        """A whole frame in hex; so is what comes."""
        self.raw.clear()
        self.say(bytes.fromhex(frame))
        self.clock.advance(50_000)
        return self.raw[0][1].hex().upper() if self.raw else None

    def enter(self):
        assert len(self.ask(QUERY)) == 2 * (12 + 0x22)
        assert self.ask(UNLOCK) == UNLOCKED
        assert len(self.ask(LOGIN)) == 2 * (12 + 0x10)
        return self


def test_login_frames(site):
    meter = site()
    assert meter.ask(QUERY).startswith(HEAD + "83223236B33ABC9A78563433")
    assert meter.ask(UNLOCK) == UNLOCKED
    assert meter.ask(LOGIN).startswith(HEAD + "83103233333A")
    assert meter.meter.prepaid.esam.identified


def test_status_frame(site):
    meter = site(history=[1, 9875]).enter()
    assert meter.ask(STATUS) == STATUS_IS


def test_recharge_frame_its_answer_and_the_repeat(site):
    meter = site(history=[100]).enter()
    assert meter.ask(RECHARGE) == RECHARGED
    assert (meter.meter.prepaid.balance, meter.meter.prepaid.count) == (10100, 2)
    assert meter.ask(RECHARGE) == REPEATED
    assert meter.meter.prepaid.balance == 10100


def test_recharge_with_a_count_too_far(site):
    assert site(opened=True).enter().ask(RECHARGE) == WRONG_COUNT


def test_open_account_frame(site):
    meter = site().enter()
    assert meter.ask(OPEN) == OPENED
    assert (meter.meter.prepaid.balance, meter.meter.prepaid.count, meter.meter.prepaid.opened) == (10000, 1, True)


def test_allow_close_with_a_password(site):
    meter = site(balance=500, password="111111")
    meter.meter.prepaid.remote_trip()
    assert meter.ask(ALLOW_PASSWORD).startswith(DONE_1C)
    assert meter.meter.prepaid.relay.waiting


def test_allow_close_enciphered(site):
    meter = site(balance=500).enter()
    meter.meter.prepaid.remote_trip()
    assert meter.ask(ALLOW_98).startswith(DONE_1C)
    assert meter.meter.prepaid.relay.waiting


def test_no_requested_data(site):
    meter = site(ways=Personality(records="parts")).enter()
    question = bytes.fromhex(HEAD + "110434326636")
    assert meter.ask((question + bytes([sum(question) & 0xFF, 0x16])).hex()) == NO_DATA
