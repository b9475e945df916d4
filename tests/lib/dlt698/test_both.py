# test_both.py - one stream of bytes, two languages: what the one scanner believes, and when

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wattkey.dlt645 import frame as dlt645
from wattkey.dlt645.frame import Frame
from wattkey.dlt698 import both
from wattkey.dlt698.both import Scanner
from wattkey.dlt698.link import Frame698, check, crc, encode

# Right in 698.45, client address 16; its first twelve bytes are a whole frame of 645.
LIKE_645 = bytes.fromhex("681700430550006893001216BAE80501010010020000FE1916")
OWN = bytes.fromhex("000000123456")
GET = Frame698(OWN, 0xC3, bytes.fromhex("8501000010020001010506") + bytes(23))
READ = Frame(OWN, 0x91, bytes.fromhex("00ff0100") + bytes(20))


def raw(frame, preamble=0):
    return (encode if isinstance(frame, Frame698) else dlt645.encode)(frame, preamble)


def found(stream, cuts=(), idle=False):
    scanner, out, at = Scanner(), [], 0
    for cut in [*sorted(c % (len(stream) + 1) for c in cuts), len(stream)]:
        scanner.feed(stream[at:cut])
        at = cut
        while frame := scanner.next():
            out.append(raw(frame))
    while idle and (frame := scanner.next(idle=True)):
        out.append(raw(frame))
    return out


def test_a_645_frame_in_the_head_of_a_698_frame_is_not_believed_before_its_check_has_come():
    scanner = Scanner()
    for size in range(len(LIKE_645) - 1):
        scanner.feed(LIKE_645[size : size + 1])
        assert scanner.next() is None, size
    scanner.feed(LIKE_645[-1:])
    assert raw(scanner.next()) == LIKE_645


def test_it_is_one_once_the_line_is_silent_and_nothing_more_came():
    assert found(LIKE_645[:12], idle=True) == [LIKE_645[:12]]


def test_it_is_one_where_the_check_of_the_head_is_wrong():
    wrong = LIKE_645[:12] + b"\0\0" + LIKE_645[14:]
    assert found(wrong) == [LIKE_645[:12]]


def test_a_right_head_is_judged_once_and_not_anew_for_each_byte(monkeypatch):
    counted, right = [], both.crc
    monkeypatch.setattr(both, "crc", lambda data, *value: counted.append(len(data)) or right(data, *value))
    scanner = Scanner()
    for byte in raw(GET):
        scanner.feed(bytes([byte]))
        last = scanner.next()
    assert last is not None
    assert sum(counted) == len(raw(GET)) - 4  # every byte between the first 68 and FCS, once


def test_a_short_answer_of_645_does_not_wait_for_more():
    refusal = Frame(OWN, 0xD1, b"\x02")
    assert found(raw(refusal)) == [raw(refusal)]


frames = st.one_of(
    st.builds(Frame, st.binary(min_size=6, max_size=6), st.integers(0, 255), st.binary(max_size=60)),
    st.builds(
        Frame698, st.binary(min_size=1, max_size=16), st.sampled_from((0x43, 0xC3, 0x8B)), st.binary(max_size=60)
    ),
)
spoilt = st.builds(lambda frame, at: raw(frame)[: at % 30], frames, st.integers(0, 29))
pieces = st.one_of(st.builds(raw, frames, st.integers(0, 4)), spoilt, st.binary(max_size=20), st.just(b"\x68" * 9))


@given(st.lists(frames, min_size=1, max_size=5), st.binary(max_size=9), st.lists(st.integers(0, 500), max_size=9))
def test_any_mixture_comes_out_in_order_in_any_slices(several, noise, cuts):
    noise = noise.replace(b"\x68", b"")
    stream = b"".join(noise + raw(frame, 4) for frame in several)
    assert found(stream, cuts, idle=True) == [raw(frame) for frame in several]


@given(st.lists(pieces, max_size=6), st.lists(st.integers(0, 700), max_size=12))
def test_any_slicing_of_any_stream_gives_the_same_frames(several, cuts):
    stream = b"".join(several)
    assert found(stream, cuts, True) == found(stream, (), True) == found(stream, range(len(stream)), True)


def plainly_698(part):
    """The frame of 698.45 that `part` begins with, by the rules of the standard."""
    size = int.from_bytes(part[1:3], "little") + 2
    end = 7 + (part[4] & 15) if len(part) > 9 else 0
    if not end or not end + 5 <= size <= min(2050, len(part)) or part[3] & 0x17 not in (1, 3) or part[size - 1] != 0x16:
        return b""
    checks = [(part[at : at + 2], check(crc(part[1:at]))) for at in (end, size - 3)]
    return part[:size] if all(there == right for there, right in checks) else b""


def plainly_645(part):
    """The frame of 645 that it begins with."""
    size = 12 + part[9] if len(part) > 9 and part[9] <= 200 else len(part) + 1
    whole = len(part) >= size and part[7] == 0x68 and part[size - 1] == 0x16
    return part[:size] if whole and sum(part[: size - 2]) & 0xFF == part[size - 2] else b""


@given(st.lists(pieces, max_size=6))
def test_what_is_found_once_the_line_is_silent_is_what_the_rules_say(several):
    stream, at, expected = b"".join(several), 0, []
    while (at := stream.find(b"\x68", at)) >= 0:
        right = plainly_698(stream[at:]) or plainly_645(stream[at:])
        expected += [right] if right else []
        at += len(right) or 1
    scanner = Scanner()
    scanner.feed(stream)
    assert [raw(frame) for frame in iter(lambda: scanner.next(idle=True), None)] == expected


@pytest.mark.parametrize("size", range(1, len(raw(GET))))
def test_a_cut_698_frame_never_costs_the_frame_behind_it(size):
    assert raw(READ) in found(raw(GET)[:size] + raw(READ), idle=True)


def test_a_damaged_698_frame_is_none_and_the_645_frame_behind_it_is_found():
    for at in range(1, len(raw(GET)) - 1):
        bad = bytearray(raw(GET))
        bad[at] ^= 0x10
        assert found(bytes(bad) + raw(READ), idle=True) == [raw(READ)]
