# test_frame.py - the frame codec: real frames, and streams as bad as they come

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wattkey.dlt645.frame import MAX_DATA, Frame, Scanner, encode

DATA = Path(__file__).parents[1] / "data"
FRAMES = [
    entry
    for name in ("frames_public.json", "frames_constructed.json")
    for entry in json.loads((DATA / name).read_text())["entries"]
    if entry["standard"] in ("1997", "2007")
]
GOOD = Frame(bytes.fromhex("012345678967"), 0x91, bytes.fromhex("00ff0100") + bytes(20))


def found(stream: bytes, cuts=()) -> list[tuple]:
    """What a scanner makes of a stream that arrives in slices."""
    scanner, out, at = Scanner(), [], 0
    for cut in [*sorted(c % (len(stream) + 1) for c in cuts), len(stream)]:
        scanner.feed(stream[at:cut])
        at = cut
        while frame := scanner.next():
            out.append((frame.address, frame.control, frame.data))
    return out


frames = st.builds(Frame, st.binary(min_size=6, max_size=6), st.integers(0, 255), st.binary(max_size=MAX_DATA))


@pytest.mark.parametrize("entry", FRAMES, ids=lambda e: e["hex"][:40])
def test_every_recorded_frame_decodes_and_encodes_back(entry):
    raw = bytes.fromhex(entry["hex"])
    scanner = Scanner()
    scanner.feed(raw)
    frame = scanner.next()
    assert frame is not None
    if "control" in entry:
        assert f"{frame.control:02X}" == entry["control"]
        assert frame.address.hex() == entry["addr_display_order"].lower()
        assert frame.data.hex() == entry["data_after_minus33"].lower()
    preamble = len(raw) - len(raw.lstrip(b"\xfe"))
    assert encode(frame, preamble) == raw


@given(frames, st.integers(0, 8), st.binary(max_size=30), st.lists(st.integers(0, 300), max_size=8))
def test_a_frame_is_found_behind_noise_in_any_slices(frame, preamble, noise, cuts):
    noise = noise.replace(b"\x68", b"")
    assert found(noise + encode(frame, preamble), cuts) == [(frame.address, frame.control, frame.data)]


spoilt = st.builds(lambda frame, at: bytes(encode(frame, 0))[: at % 30], frames, st.integers(0, 29))
pieces = st.one_of(st.builds(encode, frames, st.integers(0, 4)), spoilt, st.binary(max_size=20), st.just(b"\x68" * 9))


@given(st.lists(pieces, max_size=6), st.lists(st.integers(0, 700), max_size=12))
def test_any_slicing_of_any_stream_gives_the_same_frames(several, cuts):
    stream = b"".join(several)
    assert found(stream, cuts) == found(stream) == found(stream, range(len(stream)))


@given(st.lists(pieces, max_size=6))
def test_what_is_found_once_the_line_is_idle_is_what_the_rules_say(several):
    stream, at, expected = b"".join(several), 0, []
    while at < len(stream):  # the standard's rules, one byte after the other
        size = 12 + stream[at + 9] if len(stream) > at + 9 else len(stream)
        raw = stream[at : at + size]
        right = len(raw) == size >= 12 and raw[0] == raw[7] == 0x68 and raw[9] <= MAX_DATA and raw[-1] == 0x16
        right = right and sum(raw[:-2]) % 256 == raw[-2]
        if right:
            expected.append((raw[6:0:-1], raw[8], bytes((b - 0x33) % 256 for b in raw[10:-2])))
        at += size if right else 1
    scanner, out = Scanner(), []
    scanner.feed(stream)
    while frame := scanner.next(idle=True):
        out.append((frame.address, frame.control, frame.data))
    assert out == expected


@given(frames)
def test_any_single_wrong_byte_is_not_accepted(frame):
    raw = bytes(encode(frame, 0))
    for at in range(len(raw)):
        damaged = raw[:at] + bytes([raw[at] ^ 0x01]) + raw[at + 1 :]
        assert (frame.address, frame.control, frame.data) not in found(damaged)


def test_a_false_header_costs_one_byte_not_the_frame_behind_it():
    false = bytes.fromhex("68010203040506" + "68" + "91" + "04")
    assert found(false + bytes(encode(GOOD, 0)))[-1][2] == GOOD.data


def test_a_false_header_that_waits_for_more_gives_way_when_the_line_is_idle():
    scanner = Scanner()
    scanner.feed(bytes.fromhex("6801020304050668" + "91" + "c0") + bytes(encode(GOOD, 0)))
    assert scanner.next() is None
    frame = scanner.next(idle=True)
    assert frame is not None
    assert frame.data == GOOD.data


def test_good_frame_right_behind_a_bad_one():
    bad = bytearray(encode(GOOD, 0))
    bad[-2] ^= 0xFF
    assert found(bytes(bad) + bytes(encode(GOOD, 0))) == [(GOOD.address, GOOD.control, GOOD.data)]


def test_what_cannot_be_sent_is_refused():
    with pytest.raises(ValueError, match="at most 200"):
        encode(Frame(bytes(6), 0x11, bytes(201)))
    with pytest.raises(ValueError, match="6 address bytes"):
        encode(Frame(bytes(5), 0x11))


@given(st.lists(frames, max_size=4), st.binary(max_size=40))
def test_once_the_line_is_idle_nothing_old_is_left(several, noise):
    scanner = Scanner()
    for frame in several:
        scanner.feed(noise + bytes(encode(frame, 2)))
    while scanner.next(idle=True):
        pass
    scanner.feed(encode(GOOD, 0))
    found = scanner.next()
    assert found is not None
    assert found.data == GOOD.data
