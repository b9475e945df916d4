# test_families.py - frames of other protocols are named as what they are, and a right 645 frame inside is found

import json
import random

import pytest
from typer.testing import CliRunner

from wattkey.dlt645.frame import Frame, encode
from wattkey.dlt698.link import Frame698
from wattkey.dlt698.link import encode as encode_698
from wattkey_host.cli import app
from wattkey_host.reader.dlt645.sightings import sightings

ASK = bytes(encode(Frame(bytes.fromhex("000000123456"), 0x11, bytes.fromhex("00000100")), 0))
NODE = bytes.fromhex("563412000000")


def closed(head, body):
    return head + body + bytes([sum(body) & 0xFF, 0x16])


def csg(afn, identifier, data, addresses=b"", control=0x40):
    body = bytes([control | (0x20 if addresses else 0)]) + addresses + bytes([afn, 7])
    body += bytes.fromhex(identifier)[::-1] + data
    return closed(b"\x68" + (len(body) + 5).to_bytes(2, "little"), body)


def gdw3761(content):
    body = bytes.fromhex("4B 1144 0100 02 10 60 0000 0100".replace(" ", "")) + content
    size = (len(body) << 2 | 2).to_bytes(2, "little")
    return closed(b"\x68" + size + size + b"\x68", body)


def cjt188(kind="10", control="01", data="1F9000"):
    raw = bytes.fromhex(f"68{kind}01000005080000{control}{len(data) // 2:02X}{data}")
    return raw + bytes([sum(raw) & 0xFF, 0x16])


def dlt698(content, scrambled=False):
    return bytes(encode_698(Frame698(bytes(reversed(NODE)), 0x4B if scrambled else 0x43, content), 0))


GET = bytes.fromhex("0501010010020000")
FRAMES = [
    (csg(2, "E8020201", b"\x01\x00" + ASK), "Q/CSG local module", "DI E8020201", True),
    (csg(5, "E8050505", ASK, NODE + NODE, control=0xC0), "Q/CSG local module", "node 000000123456", True),
    (csg(3, "E8000301", b""), "Q/CSG local module", "AFN 03", False),
    (gdw3761(ASK), "Q/GDW 376.1", "terminal 44110001", True),
    (gdw3761(b""), "Q/GDW 376.1", "forward data", False),
    (cjt188(), "CJ/T 188", "cold water meter 00000805000001: read", False),
    (cjt188("30", "81", "1F90001234"), "CJ/T 188", "from gas meter", False),
    (dlt698(GET), "698.45", "to meter 000000123456 (client 10): GET, 00100200 forward", False),
    (dlt698(GET, scrambled=True), "698.45", "scrambled): GET, 00100200 forward", False),
    (dlt698(b"\x09\x07\x01" + ASK), "698.45", "PROXY", True),
]


def decode(*words):
    return CliRunner().invoke(app, ["decode", *words])


@pytest.mark.parametrize(("raw", "standard", "words", "within"), FRAMES)
def test_a_foreign_frame_is_named_and_what_is_inside_is_found(raw, standard, words, within):
    result = decode("--json", raw.hex())
    outer, *inner = [json.loads(line) for line in result.stdout.splitlines()]
    assert (outer["standard"], outer["checksum_ok"], result.exit_code) == (standard, True, 0)
    assert words in outer["text"]
    assert [(one["standard"], one["address"]) for one in inner] == [("2007", "000000123456")] * within
    assert ("inside it:" in decode(raw.hex()).stdout) == within


@pytest.mark.parametrize(("raw", "standard", "words", "within"), FRAMES)
def test_one_wrong_bit_and_it_is_none_of_them_but_what_is_inside_stays(raw, standard, words, within):
    spoilt = raw[:-2] + bytes([raw[-2] ^ 1]) + raw[-1:]
    found = [json.loads(line)["standard"] for line in decode("--json", spoilt.hex()).stdout.splitlines()]
    named = [standard] * (standard == "698.45")  # its head has a check of its own
    assert found == named + ["2007"] * within


def test_a_sum_that_fits_does_not_make_a_376_2():
    raw = closed(b"\x68\x14\x00", bytes.fromhex("2A0102030405060708090A0B0C0D0E"))
    result = decode(raw.hex())
    assert "376.2" not in result.stdout
    assert result.exit_code == 1


def forwarded(protocol, inner):
    body = bytes.fromhex("41040028000001") + NODE + NODE + bytes.fromhex("130100")
    body += bytes([protocol, 0, 0, len(inner)]) + inner
    return closed(b"\x68" + (len(body) + 5).to_bytes(2, "little"), body)


def test_where_no_frame_is_inside_none_is_promised():
    assert "inside it" in decode(forwarded(2, ASK).hex()).stdout
    assert "inside it" not in decode(forwarded(2, b"\x01\x02\x03").hex()).stdout


def test_what_the_envelope_calls_698_is_not_judged_as_645():
    raw = forwarded(3, dlt698(GET))
    found = [json.loads(line)["standard"] for line in decode("--json", raw.hex()).stdout.splitlines()]
    assert found == ["Q/GDW 376.2", "698.45"]


STRANGERS = [  # as they stand in manuals and threads
    ("01 03 00 00 00 02 C4 0B", "Modbus RTU", "slave 1: read holding registers"),
    ("01 83 02 C0 F1", "Modbus RTU", "refused"),
    ("00 01 00 00 00 06 01 03 00 00 00 0A", "Modbus TCP", "unit 1: read holding registers"),
    ("7E A0 07 03 21 93 0F 01 7E", "DLMS/HDLC", "SNRM"),
    (
        "7E A0 2B 03 21 10 FB AF E6 E6 00 60 1D A1 09 06 07 60 85 74 05 08 01 01 BE 10 04 0E 01 00 00 00"
        " 06 5F 1F 04 00 00 1E 1D FF FF C5 E4 7E",
        "DLMS/HDLC",
        "AARQ",
    ),
    (
        "00 01 00 01 00 10 00 1F 60 1D A1 09 06 07 60 85 74 05 08 01 01 BE 10 04 0E 01 00 00 00 06 5F 1F 04"
        " 00 00 1E 1D FF FF",
        "DLMS/TCP",
        "AARQ",
    ),
    ("2F 3F 21 0D 0A", "IEC 62056-21", "sign-on"),
    ("AF 3F 21 8D 0A", "IEC 62056-21", "sign-on"),  # with parity bits, as 7E1 is seen by 8N1
    ("06 30 35 30 0D 0A", "IEC 62056-21", "option"),
    ("02 31 2E 38 2E 30 28 30 30 31 32 33 2E 34 35 2A 6B 57 68 29 0D 0A 21 0D 0A 03 2C", "IEC 62056-21", "00123.45"),
    ("10 5B FE 59 16", "M-Bus", "address 254: REQ_UD2"),
    (
        "68 1F 1F 68 08 02 72 78 56 34 12 24 40 01 07 55 00 00 00 03 13 15 31 00 DA 02 3B 13 01 8B 60 04 37 18"
        " 02 18 16",
        "M-Bus",
        "CI 72",
    ),
    ("10 49 01 4A 16", "IEC 60870-5-101", "control 49"),
    ("68 09 09 68 73 01 64 01 06 01 00 00 14 F4 16", "IEC 60870-5-101", "type 100"),
    ("68 04 07 00 00 00", "IEC 60870-5-104", "STARTDT"),
    ("68 04 01 00 02 00", "IEC 60870-5-104", "received so far"),
    ("68 0E 00 00 00 00 64 01 06 00 01 00 00 00 00 14", "IEC 60870-5-104", "type 100, station 1"),
    ("FE FE FE FE 68 20 AA AA AA AA AA AA AA 33 00 61 16", "CJ/T 188", "heat meter AAAAAAAAAAAAAA: control 33"),
    ("1B 1B 1B 1B 01 01 01 01 76 05 1B 1B 1B 1B 1A 00 50 A0", "SML", "SML"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "standard", "words"), STRANGERS)
def test_a_family_that_carries_no_645_is_named(text, standard, words):
    result = decode("--json", text)
    (told,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert (told["standard"], result.exit_code) == (standard, 0)
    assert words in told["text"]


@pytest.mark.parametrize(("text", "standard", "words"), STRANGERS)
def test_a_645_frame_beside_it_is_found_and_keeps_its_name(text, standard, words):
    raw = bytes.fromhex(text)
    for stream, names in ((raw + ASK, [standard, "2007"]), (ASK + raw + ASK, ["2007", standard, "2007"])):
        assert [json.loads(line)["standard"] for line in decode("--json", stream.hex()).stdout.splitlines()] == names


CHECKED = ("Modbus RTU", "DLMS/HDLC", "M-Bus", "IEC 60870-5-101")


@pytest.mark.parametrize("text", [text for text, standard, _ in STRANGERS if standard in CHECKED and len(text) > 15])
def test_with_a_wrong_check_it_is_no_frame_but_what_it_is_like_is_said(text):
    raw = bytearray.fromhex(text)
    raw[-2] ^= 1  # in the check of each of them, but for a flag behind it
    raw[-3] ^= raw[0] == 0x7E
    result = decode(raw.hex())
    assert result.exit_code == 1
    assert "(like " in result.output
    assert "not DL/T 645" not in result.output


def test_noise_is_called_nothing():
    rng = random.Random(645)
    for _ in range(200):
        noise = rng.randbytes(40)
        assert not [one for one in sightings(noise) if one.is_frame], noise.hex()
