# test_sightings.py - what is wrong with a frame is pointed at; nothing that is right is lost

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wattkey.dlt645.frame import MAX_DATA, Frame, Scanner, encode
from wattkey_host.reader.dlt645.sightings import sightings

GOOD = bytes(encode(Frame(bytes.fromhex("000000123456"), 0x91, bytes.fromhex("0002900056980100")), 0))
WRAPPED = bytes.fromhex(
    "682F00410500C800000E888888999904043300000000130100020000106804330000000068110434343445FD165716"
)
frames = st.builds(Frame, st.binary(min_size=6, max_size=6), st.integers(0, 255), st.binary(max_size=MAX_DATA))


def put(raw, **bytes_at):
    """The same bytes but for those at the places named: put(raw, at9=5)."""
    out = bytearray(raw)
    for place, value in bytes_at.items():
        out[int(place[2:])] = value
    return bytes(out)


@pytest.mark.parametrize(
    ("raw", "wrong", "checksum_ok"),
    [
        (put(GOOD, at18=0xC4), "checksum: byte 18 is C4, should be 1E", False),
        (put(GOOD, at19=0x17), "end: byte 19 is 17, should be 16", True),
        (GOOD[:-4], "cut: L says 8 bytes of data; the line ends 4 bytes too early", False),
        (put(GOOD, at9=5), "length: byte 9 is 05, should be 08: with that the frame ends well", True),
        (GOOD[:14] + GOOD, "cut: L says 8 bytes of data, but at byte 14 another frame begins", False),
        (put(WRAPPED, at45=0x58), "checksum: byte 45 is 58, should be 57", False),
    ],
)
def test_what_is_wrong_is_pointed_at(raw, wrong, checksum_ok):
    first = next(sightings(raw))
    assert first.wrong == [wrong]
    assert first.checksum_ok == checksum_ok


def test_several_faults_are_all_named():
    (found,) = sightings(put(GOOD, at18=0xC4, at19=0x17))
    assert found.wrong == ["end: byte 19 is 17, should be 16", "checksum: byte 18 is C4, should be 1E"]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"\x11\x22", "2 bytes that are no frame: 11 22 (no 68 in them)"),
        (put(GOOD, at7=0x69), "byte 7 should be the second 68 and is 69"),
        (GOOD[:5], "68 at byte 0, then the line ends"),
    ],
)
def test_what_is_no_frame_says_why(raw, why):
    (found,) = sightings(raw)
    assert why in found.wrong[0]
    assert found.frame is None


def test_wake_up_bytes_are_no_fault():
    assert [s.wrong for s in sightings(b"\xfe" * 4 + GOOD + b"\xfe" * 4 + GOOD)] == [[], []]


def test_a_header_of_a_bad_frame_does_not_swallow_the_good_one_behind_it():
    found = list(sightings(put(GOOD, at9=0xC8)[:12] + GOOD))
    assert [bool(s.frame) and s.checksum_ok for s in found] == [False, True]


@given(st.lists(st.tuples(frames, st.binary(max_size=20)), max_size=4))
def test_frames_that_the_scanner_finds_are_all_seen_and_no_others(several):
    stream = b"".join(noise.replace(b"\x68", b"") + encode(frame, 2) for frame, noise in several)
    scanner = Scanner()
    scanner.feed(stream)
    right = []
    while frame := scanner.next(idle=True):
        right.append(frame.data)
    assert [s.frame.data for s in sightings(stream) if s.frame and not s.wrong] == right == [f.data for f, _ in several]


@given(st.binary(max_size=120))
def test_every_byte_of_any_stream_is_accounted_for(stream):
    at, passed = 0, b""
    for found in sightings(stream):
        passed += stream[at : found.at]
        assert stream[found.at : found.at + len(found.raw)] == found.raw
        assert found.raw
        at = found.at + len(found.raw)
    assert set(passed + stream[at:]) <= {0xFE}
