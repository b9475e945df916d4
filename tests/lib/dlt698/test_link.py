# test_link.py - the link frame of DL/T 698.45: real frames to the byte, every kind of address, both ways to its sum

import binascii
import importlib.util
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wattkey.dlt698 import link
from wattkey.dlt698.both import Scanner
from wattkey.dlt698.link import EXTENDED, SCRAMBLED, Frame698, crc, encode

DATA = Path(__file__).parents[2] / "data" / "frames_698.json"
FRAMES = json.loads(DATA.read_text())["frames"]


def scanned(raw):
    scanner = Scanner()
    scanner.feed(raw)
    return scanner.next()


@pytest.mark.parametrize("entry", FRAMES, ids=lambda entry: entry["frame"][:40])
def test_every_recorded_frame_decodes_and_encodes_back(entry):
    raw = bytes.fromhex(entry["frame"])
    frame = scanned(raw)
    assert (frame.address.hex().upper(), f"{frame.client:02X}") == (entry["server"], entry["client"])
    assert (f"{frame.control:02X}", frame.data.hex(" ").upper()) == (entry["control"], entry["apdu"])
    assert encode(frame, 0) == raw


frames = st.builds(
    Frame698,
    st.binary(min_size=1, max_size=15),
    st.sampled_from((0x43, 0xC3, 0x83, 0x4B, 0xCB, 0x63, 0x81)),
    st.binary(max_size=80),
    st.integers(0, 255),
    st.sampled_from((0, 0x40, 0x80, 0xC0, EXTENDED, 0x60)),
    st.integers(0, 1),
)


def parts(frame):
    return [getattr(frame, name) for name in Frame698.__slots__]


@given(frames)
def test_what_is_encoded_decodes_to_every_part(frame):
    assert parts(scanned(encode(frame, 4))) == parts(frame)


def test_an_extended_logical_address_is_one_more_byte_in_front():
    raw = encode(Frame698(bytes.fromhex("000000123456"), 0x43, b"\x05", flags=EXTENDED, logical=7), 0)
    assert (raw[4], raw[5]) == (0x26, 7)
    assert scanned(raw).logical == 7


def test_a_scrambled_frame_travels_with_33h_added():
    plain = Frame698(b"\1\2\3\4\5\6", 0x43, b"\0\xff\x10")
    raw = encode(Frame698(plain.address, 0x43 | SCRAMBLED, plain.data), 0)
    assert raw[14:17] == b"\x33\x32\x43"
    assert scanned(raw).data == plain.data


@pytest.mark.parametrize(
    "frame", [Frame698(b"", 0x43), Frame698(bytes(17), 0x43), Frame698(bytes(6), 0x43, bytes(16384))]
)
def test_what_cannot_be_sent_is_said(frame):
    with pytest.raises(ValueError, match="address bytes"):
        encode(frame)


@pytest.fixture
def boards_own(monkeypatch):
    """The module as the board has it, without the sum that Python brings."""
    spec = importlib.util.spec_from_file_location("link_of_the_board", link.__file__)
    module = importlib.util.module_from_spec(spec)
    with monkeypatch.context() as board:
        board.delattr(binascii, "crc_hqx")
        spec.loader.exec_module(module)
    return module


def test_the_sum_of_the_board_is_that_of_the_pc(boards_own):
    for size in range(70):
        data = bytes(range(7, 7 + size))
        assert boards_own.crc(data) == crc(data)
        assert boards_own.crc(data, 0x1234) == crc(data, 0x1234)
    assert boards_own.check(boards_own.crc(b"123456789")) == b"\x6e\x90"  # the check value of CRC-16/X-25
