# test_master.py - one question, the one right answer, over a link that says awkward things

import asyncio

import pytest

from wattkey.dlt645.frame import Frame, encode
from wattkey.dlt645.master import Master, NoAnswer, Refused
from wattkey.ports import Clock, Link

ADDRESS = bytes.fromhex("000000123456")
OTHER = bytes.fromhex("000000999999")
DI = 0x00900200
VALUE = bytes.fromhex("00000100")


class FakeClock(Clock):
    def __init__(self):
        self.now = 0

    def ticks_ms(self):
        return self.now

    async def sleep_ms(self, n):
        self.now += n


class Script(Link):
    """Answers each question with the next list of slices; b"" is silence."""

    def __init__(self, clock, *replies):
        self.clock, self.replies, self.sent, self.slices = clock, list(replies), [], []

    async def send(self, data):
        self.sent.append(bytes(data))
        self.slices = list(self.replies.pop(0)) if self.replies else []

    async def receive(self, limit_ms):
        self.clock.now += 10
        if self.slices:
            return self.slices.pop(0)
        self.clock.now += limit_ms
        return b""


def answer(control=0x91, di=DI, data=VALUE, address=ADDRESS, preamble=4):
    return bytes(encode(Frame(address, control, di.to_bytes(4, "little") + data), preamble))


def ask(*replies):
    clock = FakeClock()
    link = Script(clock, *replies)
    return asyncio.run(Master(link, clock).read(ADDRESS, DI)), link


def test_the_plain_case():
    value, link = ask([answer()])
    assert value == VALUE
    assert link.sent == [bytes(encode(Frame(ADDRESS, 0x11, DI.to_bytes(4, "little"))))]


@pytest.mark.parametrize(
    "slices",
    [
        [bytes([b]) for b in answer()],
        [b"\x00\xff\x16" + answer()],
        [bytes(encode(Frame(ADDRESS, 0x11, DI.to_bytes(4, "little")))) + answer()],  # the own echo
        [answer(address=OTHER, data=bytes(4)), answer()],
        [answer(di=0x00900201, data=bytes(4)), answer()],  # late, to an earlier question
        [answer(control=0x83, data=bytes(4)), answer()],
        [answer()[:-2], b"\x68", answer()],  # cut off, then whole
        [b"\x68\x01\x02\x03\x04\x05\x06\x68\x91\xc0" + answer()],  # a header that lies
    ],
    ids=["dribbled", "garbage", "echo", "foreign", "stale", "other function", "cut", "false header"],
)
def test_awkward_conversations(slices):
    assert ask(slices)[0] == VALUE


def test_a_lost_answer_to_a_read_is_asked_for_once_more():
    value, link = ask([], [answer()])
    assert value == VALUE
    assert len(link.sent) == 2


def test_silence_is_no_answer():
    with pytest.raises(NoAnswer) as error:
        ask([], [])
    assert error.value.code == "T41"


@pytest.mark.parametrize("noise", [b"\x55" * 20, answer(address=OTHER)], ids=["noise", "another meter"])
def test_endless_babble_ends(noise):
    with pytest.raises(NoAnswer):
        ask([noise] * 2000, [])


def test_a_value_of_another_length_is_an_error():
    clock = FakeClock()
    link = Script(clock, [answer(data=bytes(5))])
    with pytest.raises(ValueError, match="5 bytes instead of 4"):
        asyncio.run(Master(link, clock).read(ADDRESS, DI, 4))


def test_an_error_carries_its_reason():
    with pytest.raises(Refused) as error:
        ask([bytes(encode(Frame(ADDRESS, 0xD1, b"\x02")))])
    assert error.value.reason == 2


def test_a_security_command_is_never_repeated_and_its_fields_are_reversed_one_by_one():
    clock = FakeClock()
    link = Script(clock, [])
    with pytest.raises(NoAnswer):
        asyncio.run(Master(link, clock).security(ADDRESS, 0x070102FF, b"\x01\x02", b"\x03"))
    (sent,) = link.sent
    data = bytes((b - 0x33) & 0xFF for b in sent[14:-2])
    assert data == bytes.fromhex("ff020107" + "00000000" + "0201" + "03")


def test_relay_control_reverses_cipher_and_mac_as_one():
    clock = FakeClock()
    link = Script(clock, [bytes(encode(Frame(ADDRESS, 0x9C)))])
    asyncio.run(Master(link, clock).control(ADDRESS, bytes(range(20))))
    data = bytes((b - 0x33) & 0xFF for b in link.sent[0][14:-2])
    assert data == b"\x98\0\0\1" + bytes(4) + bytes(reversed(range(20)))
