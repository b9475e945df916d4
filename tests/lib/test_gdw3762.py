# test_gdw3762.py - Q/GDW 376.2 frames: the recorded ones, and a stream in any slices
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wattkey.gdw3762 import CONFIRM, F1, F2, FORWARD, Packet, Scanner, decode, encode, forward, forwarded

DATA = Path(__file__).parents[1] / "data" / "frames_public.json"
RECORDED = [row for row in json.loads(DATA.read_text())["entries"] if row["standard"] == "Q/GDW 376.2"]
NODE, ME = bytes.fromhex("043300000000"), bytes.fromhex("888888999904")


@pytest.mark.parametrize("row", RECORDED, ids=lambda row: row["meaning"][:40])
def test_recorded_frames(row):
    packet = decode(bytes.fromhex(row["hex"]))
    said = row["decoded"]
    assert f"{packet.afn:02X}" == said["AFN"]
    assert packet.dt.hex().upper() == said["DT"]
    assert packet.source.hex().upper() == said["A1_source_wire"]
    assert packet.target.hex().upper() == said["A3_dest_wire"]
    assert packet.data[0] == said["protocol"]
    assert packet.data[3] == len(packet.data) - 4
    assert packet.data[4:].hex().upper() == row["inner"]
    assert not packet.up
    assert packet.began


def test_what_we_send_is_the_recorded_frame_but_for_the_route_and_the_protocol():
    recorded = bytes.fromhex(RECORDED[1]["hex"])
    ours = forward(bytes.fromhex(RECORDED[1]["inner"]), NODE, ME, 0x0E)
    differ = [i for i, (a, b) in enumerate(zip(ours, recorded, strict=True)) if a != b]
    assert differ == [4, 6, 25, 45]  # R: route bit, channel; protocol 0 (transparent); checksum


@pytest.mark.parametrize(
    ("data", "content"),
    [(b"\0\3abc", b"abc"), (b"\x0a\0\2\3abc", b"abc"), (b"\2\0", b""), (b"\0\4abc", None), (b"", None)],
    ids=["2009", "2013 with delay", "nothing", "wrong length", "empty"],
)
def test_what_a_node_answered(data, content):
    packet = Packet(FORWARD, F1, data)
    packet.up = True
    assert forwarded(packet) == content


def test_another_packet_is_no_answer():
    packet = Packet(CONFIRM, F2, b"\1")
    packet.up = True
    assert forwarded(packet) is None
    assert forwarded(Packet(FORWARD, F1, b"\0\0")) is None  # our own


@pytest.mark.parametrize("at", range(len(bytes.fromhex(RECORDED[1]["hex"]))))
def test_a_damaged_byte_is_noticed(at):
    frame = bytearray.fromhex(RECORDED[1]["hex"])
    frame[at] ^= 0x10
    with pytest.raises(ValueError, match=r"checksum|not a 376\.2 frame"):
        decode(bytes(frame))


packets = st.builds(Packet, st.integers(0, 255), st.binary(min_size=2, max_size=2), st.binary(max_size=230))


@given(
    st.lists(st.tuples(st.binary(max_size=9).map(lambda b: b.replace(b"\x68", b"h")), packets), max_size=4), st.data()
)
def test_a_stream_in_any_slices(parts, data):
    stream = b"".join(noise + encode(packet) for noise, packet in parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    scanner, found = Scanner(), []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        scanner.feed(stream[start:end])
        while (packet := scanner.next()) is not None:
            found.append((packet.afn, packet.dt, packet.data))
    assert found == [(packet.afn, packet.dt, packet.data) for _, packet in parts]


def test_one_address_without_the_other_is_refused():
    packet = Packet(FORWARD, F1)
    packet.source = NODE
    with pytest.raises(ValueError, match="both addresses"):
        encode(packet)
