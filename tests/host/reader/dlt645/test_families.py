# test_families.py - frames of other protocols are named as what they are, and a right 645 frame inside is found

import json

import pytest
from typer.testing import CliRunner

from wattkey.dlt645.frame import Frame, encode
from wattkey.dlt698.link import Frame698
from wattkey.dlt698.link import encode as encode_698
from wattkey_host.cli import app

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
