# test_heard.py - ears that share what they heard find what each would have found alone
import random

import pytest

from wattkey.dlt645.frame import Frame, encode
from wattkey.dlt698.link import ASK, Frame698
from wattkey.dlt698.link import encode as encode_698
from wattkey_host.meter.hearing import Ear, heard_alike
from wattkey_host.sim.clock import BYTE_US, VirtualClock

KINDS = [(Frame,), (Frame,), (Frame, Frame698), (Frame698,), (Frame,)]


def parts(chance):
    """What goes over a pair of wires: questions, halves of them, damaged ones and noise."""
    frame = Frame(chance.randbytes(6), 0x11, chance.randbytes(chance.choice((0, 4, 60))))
    whole = chance.choice((encode(frame, chance.randrange(5)), encode_698(Frame698(b"\1" * 6, ASK, b"\5\1\1"), 4)))
    half = whole[: chance.randrange(len(whole))]
    return chance.choice(
        (whole, whole, half, half + whole, chance.randbytes(9), b"\x68" + whole, whole[:-2] + b"\0\x16")
    )


def ears_of(clock, told):
    return [Ear(clock, lambda *found, n=n: told[n].append((clock.now_us, *found)), *k) for n, k in enumerate(KINDS)]


def plain(told):
    return [[(us, frame.address, frame.data, wake) for us, frame, wake in each] for each in told]


@pytest.mark.parametrize("seed", range(20))
def test_alike_they_find_what_each_finds_alone(seed):
    chance, clock = random.Random(seed), VirtualClock()
    told, told_alone = ([[] for _ in KINDS] for _ in range(2))
    together, alone = ears_of(clock, told), ears_of(clock, told_alone)
    for _ in range(60):
        here = [n for n in range(len(KINDS)) if n or chance.random() < 0.7]  # the first one is taken off at times
        if chance.random() < 0.2:
            cut = chance.randrange(len(KINDS))
            together[cut].clear(), alone[cut].clear()
        if chance.random() < 0.1:
            together[1].hear(b"\xfe\x68"), alone[1].hear(b"\xfe\x68")
        together[0].part()
        for value in parts(chance):
            clock.advance(BYTE_US)
            crowd = [together[n] for n in here]
            found = heard_alike(crowd, bytes([value]), clock.now_us)
            for ear in crowd:
                ear.take(ear.heard, found.get(ear.heard, ()))
            for n in here:
                alone[n].hear(bytes([value]))
        clock.advance(chance.choice((0, 100_000, 600_000)))
    assert plain(told) == plain(told_alone)
    assert all(told)


def test_those_that_heard_the_same_are_looked_at_once():
    clock = VirtualClock()
    ears = [Ear(clock, lambda frame, wake: None) for _ in range(64)]
    heard_alike(ears, b"\xfe", clock.now_us)
    assert len({ear.heard for ear in ears}) == 1
    ears[5].clear()
    heard_alike(ears, b"\xfe\x68", clock.now_us)
    heard_alike(ears, b"\x01", clock.now_us)
    assert len({ear.heard for ear in ears}) == 1  # nothing of a frame had been forgotten
    ears[5].clear()
    heard_alike(ears, b"\x01", clock.now_us)
    assert len({ear.heard for ear in ears}) == 2  # this one does not wait for the rest
