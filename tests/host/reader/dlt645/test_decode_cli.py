# test_decode_cli.py - `wattkey decode`: words, a capture, standard input; lines of JSON; exit status

import json

import pytest
from typer.testing import CliRunner

from wattkey.dlt645.frame import Frame, encode
from wattkey_host.cli import app

BLOCK = "6889674523010068811252C389674533AB893733BC9A3833BC3C3533F816"
ASK = "6889674523010068010252C34116"
WRAPPED = "682F004A040028000068100000001000307075210101130100020000106830707521010168110435343337ED164F16"


def decode(*arguments, stdin=None):
    return CliRunner().invoke(app, ["decode", *arguments], input=stdin)


def lines(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_the_object_of_a_frame():
    result = decode("--json", BLOCK)
    (frame,) = lines(result)
    assert result.exit_code == 0
    rates = {v["key"]: (v["value"], v["unit"]) for v in frame.pop("values")}
    assert rates["total"] == ("1234.56", "kWh") and list(rates) == ["total", "peak", "flat", "valley"]
    assert "peak 456.78 kWh" in frame.pop("text")
    assert frame == {
        "address": "000123456789",
        "control": "81",
        "data": "1F9056341200785604008967050089090200",
        "checksum_ok": True,
        "standard": "1997",
    }


@pytest.mark.parametrize(
    "words",
    [
        [BLOCK, ASK],
        [BLOCK + ASK],
        [*bytes.fromhex(BLOCK + ASK).hex(" ").split()],
        [bytes.fromhex(BLOCK + ASK).hex(" ")],
        ["FE FE FE FE " + BLOCK.lower(), "fefefefe" + ASK],
        [", ".join(f"0x{b:02X}" for b in bytes.fromhex(BLOCK + ASK))],
        [":".join(f"{b:02X}" for b in bytes.fromhex(BLOCK + ASK))],
    ],
)
def test_hex_in_any_dress(words):
    assert [frame["control"] for frame in lines(decode("--json", *words))] == ["81", "01"]


def test_a_capture_a_recording_and_standard_input(tmp_path):
    text = tmp_path / "capture.log"
    half = len(BLOCK) // 2
    text.write_text(f"2026-11-20 08:30:00.123 TX: {ASK}\n[08:30:01] RX {BLOCK[:half]}\n[08:30:01] RX {BLOCK[half:]}\n")
    assert [frame["control"] for frame in lines(decode("--json", str(text)))] == ["01", "81"]
    raw = tmp_path / "capture.bin"
    raw.write_bytes(bytes.fromhex(ASK + BLOCK))
    assert [frame["control"] for frame in lines(decode("--json", str(raw)))] == ["01", "81"]
    assert [frame["control"] for frame in lines(decode("--json", "-", stdin=ASK))] == ["01"]
    assert [frame["control"] for frame in lines(decode("--json", stdin=bytes.fromhex(BLOCK)))] == ["81"]


def test_field_by_field():
    text = decode(BLOCK).stdout
    for line in (
        "identifier  1F 90  901F forward active energy, block",
        "forward active energy, peak  78 56 04 00  456.78 kWh",
    ):
        name, rest = line.split("  ", 1)
        assert any(row.strip().startswith(name) and row.endswith(rest) for row in text.splitlines()), line


def test_a_bad_checksum_is_pointed_at_and_the_rest_is_read_all_the_same():
    result = decode("--json", BLOCK[:-4] + "0016")
    (frame,) = lines(result)
    assert result.exit_code == 1
    assert not frame["checksum_ok"]
    assert "checksum: byte 28 is 00, should be F8" in frame["text"]
    assert frame["values"][0]["value"] == "1234.56"
    assert "WRONG  checksum: byte 28 is 00, should be F8" in decode(BLOCK[:-4] + "0016").stdout


def test_a_wrapped_frame_and_what_is_inside():
    result = decode("--json", WRAPPED)
    outer, inner = lines(result)
    assert (outer["standard"], outer["address"], outer["checksum_ok"]) == ("Q/GDW 376.2", "010121757030", True)
    assert outer["data"].lower() in WRAPPED.lower()
    assert (inner["standard"], inner["control"], inner["checksum_ok"]) == ("2007", "11", False)
    assert result.exit_code == 1


def sent(control, data):
    return bytes(encode(Frame(bytes.fromhex("000000123456"), control, bytes.fromhex(data)), 0)).hex()


@pytest.mark.parametrize(
    "frames",
    [
        [(0xA1, "1f90" + "56341200"), (0x82, "1f90" + "78560400" + "89670500" + "89900200")],
        [(0xB1, "00ff0100" + "5634"), (0xB2, "00ff0100" + "1200" + "01"), (0x92, "00ff0100" + "78560400" * 4 + "02")],
    ],
)
def test_an_answer_in_several_frames_is_put_together(frames):
    hexes = [sent(*frame) for frame in frames]
    result = decode("--json", *hexes)
    assert result.exit_code == 0
    assert all("whole_values" not in line for line in lines(result)[:-1])
    whole = {v["key"]: v["value"] for v in lines(result)[-1]["whole_values"]}
    assert (whole["total"], whole["peak"], len(whole)) == ("1234.56", "456.78", 4 if len(frames) == 2 else 5)
    assert "WHOLE  with the frames before: total 1234.56 kWh" in decode(*hexes).stdout
    assert "whole_values" not in lines(decode("--json", *hexes[1:]))[-1]


def test_noise_around_a_right_frame_is_told_and_is_no_error():
    result = decode("--json", "112233" + ASK + "00")
    assert result.exit_code == 0
    assert len(lines(result)) == 1
    assert "3 bytes that are no frame: 11 22 33" in result.stderr


@pytest.mark.parametrize(("word", "why"), [("6G", 'letter 2 is "G"'), ("681", "has 3 digits"), ("no/such.log", '"n"')])
def test_wrong_use(word, why):
    result = decode(word)
    assert (result.exit_code, result.stdout) == (2, "")
    assert why in result.stderr


@pytest.mark.parametrize("given", ["00112233", ""])
def test_nothing_found(given):
    result = decode(given)
    assert result.exit_code == 1
    assert "no frame in" in result.stderr
