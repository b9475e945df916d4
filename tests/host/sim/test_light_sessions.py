# test_light_sessions.py - the light that was seen, cut into sessions and measured
"""A session ends at a silence; its floor is what its own bytes need."""

import pytest

from wattkey.dlt645.frame import Frame, encode
from wattkey_host.sim.air import AirByte
from wattkey_host.sim.clock import BYTE_US
from wattkey_host.sim.sessions import sessions


def log_of(direction, data, start_us):
    return [
        AirByte(start_us + round(n * BYTE_US), start_us + round((n + 1) * BYTE_US), direction, value)
        for n, value in enumerate(data)
    ]


def test_sessions_are_cut_at_silence_and_measured():
    meter = bytes.fromhex("000000000001")
    question, answer = bytes(encode(Frame(meter, 0x11, b"\0\0\1\0"))), bytes(encode(Frame(meter, 0x91, bytes(8)), 0))
    log = log_of("out", question, 1_000_000)
    reply_us = log[-1].end_us + 20_000
    log += log_of("in", answer, reply_us)
    log += log_of("out", question, 9_000_000)
    first, second = sessions(log)
    assert (first.pairs, first.bytes_out, first.bytes_in) == (1, len(question), len(answer))
    assert [(seen.direction, seen.frame.control) for seen in first.frames] == [("out", 0x11), ("in", 0x91)]
    assert first.floor_s == pytest.approx((len(question) + len(answer)) * 11 / 1200 + 0.020)
    assert first.ratio == pytest.approx(1, abs=1e-4)
    assert (second.pairs, second.bytes_in, second.start_us) == (1, 0, 9_000_000)


def test_no_light_no_session():
    assert sessions([]) == []
