# test_vectors.py - every recorded frame says what its source states
"""tests/data: frames_public.json are real frames, each with the public source it was found in; frames_constructed.json
are built from the layouts of the standards where no public recording is known. The round trip to the byte is tested
with the codec (tests/lib/test_frame.py)."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from wattkey.dlt645.frame import Scanner, encode
from wattkey_host.reader.dlt645.explain import explain
from wattkey_host.reader.dlt645.gdw376 import unwrap
from wattkey_host.reader.dlt645.sightings import sightings

DATA = Path(__file__).parents[3] / "data"
ENTRIES = [
    entry
    for name in ("frames_public.json", "frames_constructed.json")
    for entry in json.loads((DATA / name).read_text())["entries"]
]
FRAMES = [entry for entry in ENTRIES if entry["standard"] != "Q/GDW 376.2"]
WRAPPED = [entry for entry in ENTRIES if entry["standard"] == "Q/GDW 376.2"]
# what an entry states -> the key of our value, where that is not the same word
KEYS = {
    "error_byte": "error", "SERR": "error", "PA": "level", "N1": "command", "N2": "n2", "Ua": "a", "Ub": "b", "Uc": "c",
    "remaining_cents": "remaining", "amount_cents": "amount", "esam_sn": "serial", "operator_wire": "operator",
    "order_no_wire": "order", "meter_no_wire": "meter",
}  # fmt: skip
NOT_VALUES = {"di", "rates", "unit", "anomaly", "note", "vendor_variant", "ok", "deadline_wire", "week"}


def shown(frame):
    """key -> text (None if absent) of every value in the frame; the only value also goes by the words for one."""
    values = [v for v in explain(frame).values if v.key not in ("level", "password", "operator")]
    found = {v.key: None if v.value is None else v.text for v in explain(frame).values}
    if len(values) == 1:
        found |= dict.fromkeys(("value", "total", "date", "time"), found[values[0].key])
    return found


def same(stated, ours, key):
    """Whether our text says what the source stated, which writes some things its own way."""
    if stated is None or ours is None:
        return stated is ours
    if key.endswith("_wire"):
        return bytes.fromhex(ours)[::-1].hex() == stated.lower()
    if key.endswith("_cents"):
        return Decimal(ours) == Decimal(stated) / 100
    if key == "deadline":  # a two-digit year, or no date at all
        return ours.endswith(stated) or ours.replace("-", "").replace(" ", "").replace(":", "") == stated
    if key in ("date", "time"):
        return ours.startswith(str(stated))
    if key == "speed":
        return (f"({stated} bps)" in ours) if stated else True
    return ours.upper() == str(stated).upper() or Decimal(ours) == Decimal(str(stated))


@pytest.mark.parametrize("entry", FRAMES, ids=lambda e: e["hex"][:40])
def test_a_frame_says_what_its_source_states(entry):
    scanner = Scanner()
    scanner.feed(bytes.fromhex(entry["hex"]))
    frame = scanner.next()
    told = explain(frame)
    assert told.standard == entry["standard"]
    stated = dict(entry["decoded"])
    if "di" in stated:
        assert stated["di"] in told.title
    if "rates" in stated:
        assert len(told.values) == stated["rates"] + 1
    if "unit" in stated:
        assert {v.unit for v in told.values} == {stated["unit"]}
    if "week" in stated:
        assert told.values[0].text.endswith(("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")[stated["week"]])
    ours = shown(frame)
    if stated.pop("speed", 0):
        assert told.values[0].note == f"{entry['decoded']['speed']} bps"
    if stated.get("value") == "19070606":  # the digits as they stand in the format, YYMMDDWW
        stated["value"] = "2019-07-06 Sat"
    if entry["decoded"].get("di") == "04600101":  # in no table: plain bytes, which the source gives in wire order
        stated["value"] = "003C"
    stated.setdefault("ok", True)
    for key, value in stated.items():
        if key not in NOT_VALUES and key != "speed":
            assert same(value, ours[KEYS.get(key, key)], key), f"{key}: stated {value}, ours {ours}"


@pytest.mark.parametrize("entry", FRAMES, ids=lambda e: e["hex"][:40])
def test_what_is_odd_is_said_and_only_that(entry):
    scanner = Scanner()
    scanner.feed(bytes.fromhex(entry["hex"]))
    told = explain(scanner.next())
    odd = "anomaly" in entry["decoded"] or entry["decoded"].get("vendor_variant", False)
    odd = odd or entry["hex"].startswith("6812005105032668C301")  # one byte of error
    assert bool(told.remarks) == odd, told.remarks


def test_every_byte_of_data_belongs_to_a_part():
    for entry in FRAMES:
        scanner = Scanner()
        scanner.feed(bytes.fromhex(entry["hex"]))
        frame = scanner.next()
        parts = b"".join(part.data for part in explain(frame).parts)
        assert frame.data.startswith(parts)
        assert frame.data[len(parts) :] in (b"", b"\xaa")  # the end mark of a block


@pytest.mark.parametrize("entry", WRAPPED, ids=lambda e: e["hex"][:40])
def test_frames_in_a_power_line_frame(entry):
    (outer,) = sightings(bytes.fromhex(entry["hex"]))
    stated = entry["decoded"]
    wrapped = outer.wrapped
    assert outer.checksum_ok == entry["checksum_verified"]
    assert f"{wrapped.control:02X}" == stated["C"]
    packet = unwrap(bytes.fromhex(entry["hex"]))
    assert (packet.afn, packet.function, packet.protocol) == (0x13, 1, stated["protocol"])
    assert packet.source[::-1].hex() == stated["A1_source_wire"]
    assert wrapped.target[::-1].hex() == stated["A3_dest_wire"]
    assert wrapped.content.hex() == entry["inner"].lower()
    (inner,) = sightings(wrapped.content)
    assert inner.checksum_ok == (entry["inner_frame_check"] == "ok")
    assert stated["inner_di"] in explain(inner.frame).title
    if not inner.checksum_ok:
        assert inner.wrong == ["checksum: byte 14 is ED, should be F0"]
        right = bytes.fromhex(entry["inner"][:-4]) + b"\xf0\x16"
        assert encode(inner.frame, 0) == right


def test_the_set_is_whole():
    assert len(ENTRIES) == 90
    assert all(entry["source"] for entry in ENTRIES if not entry.get("constructed"))
