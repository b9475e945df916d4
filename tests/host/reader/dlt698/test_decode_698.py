# test_decode_698.py - `wattkey decode` of DL/T 698.45: bare, in 376.2, between frames of 645; what is wrong pointed at

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from wattkey import gdw3762
from wattkey.dlt645.frame import Frame
from wattkey.dlt645.frame import encode as encode_645
from wattkey.dlt698.link import SCRAMBLED, Frame698, encode
from wattkey_host.cli import app

FRAMES = json.loads((Path(__file__).parents[3] / "data" / "frames_698.json").read_text())["frames"]
METER = bytes.fromhex("000000123456")
READ = bytes(encode_645(Frame(METER, 0x91, bytes.fromhex("0000010056341200")), 4))
ENERGY = "01 0105 060001E240 0600002710 0600004E20 0600007530 060000F7E0 0000"


def told(raw):
    result = CliRunner().invoke(app, ["decode", "--json", raw if isinstance(raw, str) else raw.hex()])
    return [json.loads(line) for line in result.stdout.splitlines()]


def said(apdu, control=0xC3):
    """What is told of one APDU from a meter."""
    (one,) = told(encode(Frame698(METER, control, bytes.fromhex(apdu))))
    return one


@pytest.mark.parametrize("entry", FRAMES, ids=lambda entry: entry["means"][:40])
def test_every_recorded_frame_is_told_with_all_its_parts(entry):
    (one,) = told(entry["frame"])
    assert one["standard"] == "698.45"
    assert (one["address"], one["control"]) == (entry["server"], entry["control"])
    assert (one["data"], one["checksum_ok"]) == (entry["apdu"].replace(" ", ""), True)
    assert "problems" not in one


MEANINGS = {
    "GET-Request normal, OAD 40010200": "GET, 40010200 communication address",
    "GET-Request by wildcard address": "to any that fits meter AAAAAAAAAAAA",
    "GET-Response 00100200": "total 1234.56 kWh, sharp 100.00 kWh, peak 200.00 kWh, flat 300.00 kWh, valley 634.56 kWh",
    "GET-Request 00100201, total alone": "GET, 00100201 forward active energy, total",
    "first of two fragments": "first fragment, number 261",
    "CONNECT-Request": "CONNECT, null security",
    "SET-Request": "SET, 40000200 date and time",
    "ACTION-Request": "ACTION, method 00100100",
    "SECURITY-Request": "SECURITY GET, 40010200 communication address, SID and MAC, MAC not checked",
    "GET-Response record": "GET answer (record), 60340200",
    "ACTION-Response": "ACTION answer, method 43004C00",
    "LINK-Request": "from terminal 12345678 (client 00): LINK, login",
}


@pytest.mark.parametrize(("means", "words"), MEANINGS.items())
def test_what_recorded_frames_mean_stands_in_the_text(means, words):
    frames = [entry["frame"] for entry in FRAMES if entry["means"].startswith(means)]
    assert frames
    assert all(words in told(frame)[0]["text"] for frame in frames)


def test_energies_have_names_units_and_decimals():
    values = said("8501000010 0200" + ENERGY)["values"]
    assert [(v["key"], v["value"], v["unit"]) for v in values] == [
        ("total", "1234.56", "kWh"),
        ("sharp", "100.00", "kWh"),
        ("peak", "200.00", "kWh"),
        ("flat", "300.00", "kWh"),
        ("valley", "634.56", "kWh"),
    ]


VALUES = [
    ("00100200", "0103 0600000001 0600000002 0600000003", {"total": "0.01", "rate1": "0.02", "rate2": "0.03"}),
    ("00000200", "0101 05FFFFFF9C", {"total": "-1.00"}),
    ("00300201", "05FFFFFFFF", {"value": "-0.01"}),
    ("00100401", "150000000000BC614E", {"value": "1234.5678"}),
    ("20000200", "0103 1208FC 1208FD 1208FE", {"a": "230.0", "b": "230.1", "c": "230.2"}),
    ("20010200", "0101 05000007D0", {"a": "2.000"}),
    ("20040200", "0102 05000003E8 05000003E8", {"total": "0.1000", "a": "0.1000"}),
    ("200A0200", "0101 1003E8", {"total": "1.000"}),
    ("200F0200", "121388", {"value": "50.00"}),
    ("202C0200", "0202 0600002710 0600000003", {"balance": "100.00", "purchase-count": "3"}),
    ("202D0200", "0600000000", {"value": "0.00"}),
    ("40000200", "1C 07EA 0B 1D 08 1E 00", {"value": "2026-11-29 08:30:00"}),
    ("40010200", "0906 000000123456", {"value": "000000123456"}),
    ("41030200", "0A04 57414C4C", {"value": "WALL"}),
    ("00100200", "0102 0600000001 00", {"total": "0.01", "rate1": None}),
]


@pytest.mark.parametrize(("oad", "data", "values"), VALUES)
def test_a_value_is_told_in_the_unit_of_645(oad, data, values):
    one = said(f"850101{oad}01{data}0000")
    assert {v["key"]: v["value"] for v in one["values"]} == values
    assert "problems" not in one


def test_bit_0_of_a_state_word_is_the_top_bit_of_its_first_byte():
    one = said("850101 20140203 01 0410 0800 0000")
    assert one["values"][0]["value"] == "0010"
    assert "relay open" in one["values"][0]["note"]


def test_all_seven_state_words():
    one = said("850101 20140200 01 0107" + "04100000" * 7 + "0000")
    assert [v["key"] for v in one["values"]] == [f"status-{n}" for n in range(1, 8)]


def test_a_list_names_each_value_and_each_refusal():
    one = said("850201 02 00100201 01 0600000064 20000200 000F 0000")
    assert {v["key"]: (v["value"], v.get("note")) for v in one["values"]} == {
        "energy": ("1.00", None),
        "voltage-block.dar": ("15", "wrong password or not authorised"),
    }


SAID = {
    "850101 00100200 0014 0000": "refused: security does not fit (DAR 20)",
    "9002 0F 00": "SECURITY answer, refused: wrong password or not authorised (DAR 15)",
    "9000 12 850101001002010106000000640000000000 0100 04 11223344": "MAC not checked",
    "9001 04 11223344 00": "ciphered: only with its key could it be read",
    "EE01 01 0000": "ERROR answer: APDU not understood",
    "EE01 02 0000": "service not supported",
    "8301 00 0000": "RELEASE answer",
    "850501 00 0000 01 01 00100201 01 0600000064 0000": "block 0, more follows",
    "850501 01 0001 01 01 00100201 01 0600000064 0000": "block 1, the last",
}


@pytest.mark.parametrize(("apdu", "words"), SAID.items())
def test_services_of_a_meter_in_words(apdu, words):
    assert words in said(apdu)["text"]


ASKED = {
    "050501 0003 00": "3 came",
    "1000 08 0501014001020000 01 10" + "55" * 16: "random",
    "0301 00": "RELEASE",
    "0503 01 50040200 01 20210200 1C07EA0B1D000000 02 00 20210200 00 00100200 00": "20210200 00100200",
}


@pytest.mark.parametrize(("apdu", "words"), ASKED.items())
def test_services_of_a_client_in_words(apdu, words):
    raw = encode(Frame698(METER, 0x43, bytes.fromhex(apdu)))
    assert words in CliRunner().invoke(app, ["decode", raw.hex()]).stdout


def test_a_follow_report_and_a_time_tag_are_told():
    apdu = "850141 00100201 01 0600000064 01 01 01 20000201 01 1208FC 01 07EA0B1D081E00 01 0005"
    shown = CliRunner().invoke(app, ["decode", encode(Frame698(METER, 0xC3, bytes.fromhex(apdu))).hex()])
    assert all(words in shown.stdout for words in ("events wait", "voltage-a 230.0 V", "5 min"))
    assert shown.exit_code == 0


def test_a_scrambled_frame_is_told_as_it_was_meant():
    (one,) = told(encode(Frame698(METER, 0xC3 | SCRAMBLED, bytes.fromhex("850100001002 00" + ENERGY))))
    assert one["data"].startswith("8501") and "1234.56" in one["text"] and "scrambled" in one["text"]


def test_what_is_not_known_is_hex_and_nothing_is_lost():
    raw = encode(Frame698(METER, 0xC3, bytes.fromhex("850101 F1010200 01 7F0102 0000")))
    (one,) = told(raw)
    assert "type 7F" in one["problems"][0]
    assert "01 02 00 00" in CliRunner().invoke(app, ["decode", raw.hex()]).stdout.splitlines()[-2]


def test_a_recording_of_both_languages():
    raw = READ + b"\x00\xff" + encode(Frame698(METER, 0xC3, bytes.fromhex("8501000010 0200" + ENERGY))) + READ
    assert [one["standard"] for one in told(raw)] == ["2007", "698.45", "2007"]


def test_a_698_frame_that_begins_like_one_of_645():
    (one,) = told("68 17 00 43 05 50 00 68 93 00 12 16 BA E8 05 01 01 00 10 02 00 00 FE 19 16")
    assert (one["standard"], one["address"], one["checksum_ok"]) == ("698.45", "120093680050", True)


def forwarded(content):
    packet = gdw3762.Packet(gdw3762.FORWARD, gdw3762.F1, bytes([3, len(content)]) + content, 9)
    packet.up, packet.source, packet.target = True, METER[::-1], METER[::-1]
    return bytes(gdw3762.encode(packet))


def test_inside_376_2_with_protocol_3():
    inner = bytes(encode(Frame698(METER, 0xC3, bytes.fromhex("8501000010 0200" + ENERGY)), 0))
    outer, one = told(forwarded(inner))
    assert (outer["standard"], one["standard"]) == ("Q/GDW 376.2", "698.45")
    assert one["values"][0]["value"] == "1234.56"
    spoilt = inner[:-3] + bytes([inner[-3] ^ 1]) + inner[-2:]
    outer, one = told(forwarded(spoilt))
    assert (one["standard"], one["checksum_ok"]) == ("698.45", False)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (-2, ["check of the frame (FCS): bytes 51 and 52"]),
        (12, ["check of the head (HCS): bytes 12 and 13"]),
        (6, ["HCS"]),  # a digit of the address
        (20, ["FCS"]),
        (-1, ["end: byte 53 is 17, should be 16"]),
    ],
)
def test_a_wrong_bit_is_pointed_at(at, words):
    raw = bytearray(encode(Frame698(METER, 0xC3, bytes.fromhex("8501000010 0200" + ENERGY)), 0))
    raw[at] ^= 1
    (one,) = told(bytes(raw))
    assert (one["standard"], one["checksum_ok"]) == ("698.45", False)
    assert all(part in one["text"] for part in words)


def test_a_cut_frame_says_how_much_came_and_never_costs_its_neighbour():
    raw = bytes(encode(Frame698(METER, 0xC3, bytes.fromhex("8501000010 0200" + ENERGY)), 0))
    cut, whole = told(raw[:30] + READ.lstrip(b"\xfe"))
    assert "cut: L says 54 bytes, and 30 came" in cut["text"]
    assert (whole["standard"], whole["checksum_ok"]) == ("2007", True)


def test_fragments_are_put_together_with_the_last_of_them():
    apdu = bytes.fromhex("8501000010 0200" + ENERGY)
    heads = (b"\x00\x00", b"\x01\xc0", b"\x02\x40")
    pieces = [apdu[at : at + 20] for at in (0, 20, 40)]
    frames = [encode(Frame698(METER, 0xE3, head + piece)) for head, piece in zip(heads, pieces, strict=True)]
    heard = encode(Frame698(METER, 0x63, b"\x00\x80"))
    *rest, last = told(frames[0] + heard + frames[1] + frames[1] + frames[2])
    assert all("whole_values" not in one for one in rest)
    assert [v["value"] for v in last["whole_values"]] == ["1234.56", "100.00", "200.00", "300.00", "634.56"]
    assert all("whole_values" not in one for one in told(frames[0] + frames[2]))
