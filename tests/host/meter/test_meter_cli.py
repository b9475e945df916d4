# test_meter_cli.py - `wattkey meter`: options, the file of values, and what is wrong with either

import os
import subprocess
import sys

import pytest
import typer

from wattkey_host.meter import values_file
from wattkey_host.meter.options import fault_of, meter_of
from wattkey_host.meter.prepaid import PERSONALITIES
from wattkey_host.meter.setup import Setup

FILE = """
[meter]
address = "000000000042"
rates = 3
[energy]
peak = "2.00"
flat = "3.00"
valley = "4.00"
[account]
history = ["100.00"]
balance = "-1.50"
[passwords]
02 = "123456"
[values]
voltage-a = "231.5"
02020100 = "absent"
A01F = ["1.0000", "0.1000", "0.2000", "0.3000"]
E001 = "AABB"
"""


@pytest.fixture
def made(tmp_path):
    def make(text, **options):
        path = tmp_path / "values.toml"
        path.write_text(text)
        return meter_of(options, path, 0, [], print)

    return make


def value(meter, code):
    return meter.store.get("2007" if len(code) == 8 else "1997", code)


def test_a_file_of_values(made):
    meter = made(FILE)
    assert meter.number.hex() == "000000000042"
    assert value(meter, "901F").hex() == "00090000" + "00020000" + "00030000" + "00040000"
    assert value(meter, "02010100").hex() == "1523"
    assert value(meter, "B611").hex() == "3202"
    assert value(meter, "02020100") == b"\xff\xff\xff"
    assert value(meter, "A013").hex() == "002000"
    assert value(meter, "E001").hex() == "bbaa"
    assert meter.prepaid.balance == -150
    assert meter.passwords == {2: bytes.fromhex("123456")}


def test_the_command_line_goes_before_the_file(made):
    assert made(FILE, address="000000000043").number.hex() == "000000000043"


@pytest.mark.parametrize(
    "text, words",
    [
        ("[meter", "Expected"),
        ("[mater]", "mater"),
        ("[meter]\nspeed = 3", "speed is none of"),
        ('[meter]\nrates = "3"', "is no int"),
        ('[energy]\npeek = "1.00"', "the rates are"),
        ('[energy]\npeak = "1.001"', "hundredths"),
        ('[energy]\npeak = "1,00"', "no number of kWh"),
        ('[energy]\npeak = "NaN"', "hundredths"),
        ('[energy]\npeak = "1e999999999"', "hundredths"),
        ('[passwords]\n02 = "12345"', "six digits"),
        ('[keys]\nidentity = "00"', "load"),
        ('[values]\nvoltage-z = "1"', "voltage-z"),
        ('[values]\n02010100 = "23150"', "02010100"),
        ('[values]\n02010100 = "high"', "high"),
        ('[values]\n0201FF00 = ["1", "2", "3", "4"]', "0201FF00"),
    ],
)
def test_a_mistake_in_the_file_is_named(made, text, words):
    with pytest.raises(Exception, match=words):
        made(text)


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--listen", "127.0.0.1:0", "--serial", "x"),
        ("--listen", "nowhere"),
        ("--listen", "127.0.0.1:0", "--standard", "1998"),
        ("--listen", "127.0.0.1:0", "--rates", "5"),
        ("--listen", "127.0.0.1:0", "--address", "12"),
        ("--listen", "127.0.0.1:0", "--phases", "2"),
        ("--listen", "127.0.0.1:0", "--fault", "rain"),
        ("--listen", "127.0.0.1:0", "--fault", "drop*x"),
        ("--listen", "127.0.0.1:0", "--values", "missing.toml"),
    ],
)
def test_wrong_usage(wattkey, words):
    assert wattkey("meter", *words).exit_code == 2


def test_a_port_that_is_taken_and_a_line_that_is_not_there(wattkey, served):
    assert wattkey("meter", "--listen", served()[0]).exit_code == 1
    result = wattkey("meter", "--serial", "/dev/nowhere")
    assert result.exit_code == 1
    assert "/dev/nowhere" in result.stderr


def test_faults_by_control_code_and_number():
    fault = fault_of("corrupt@11*2")
    assert (fault.kind, fault.control, fault.times) == ("corrupt", 0x11, 2)


def test_the_program_serves_until_it_is_interrupted():
    # A shell that runs the tests in its background has them ignore Ctrl-C, and what they start as well.
    hears = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    main = hears + "; from wattkey_host import main; main()"
    words = [sys.executable, "-c", main, "meter", "--listen", "127.0.0.1:0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True, env=environment) as program:
        line, insecure = program.stderr.readline(), program.stderr.readline()
        program.send_signal(2)
        rest = program.stderr.read()
    assert "meter 000000123456, DL/T 645-2007 and -1997, 4 rates, on 127.0.0.1:" in line
    assert "INSECURE" in insecure
    assert rest.endswith("wattkey: interrupted. The meter is off, and what it held is gone\n")
    assert program.returncode == 130


def test_the_docs_of_the_file_can_be_loaded(tmp_path):
    text = values_file.__doc__.partition("\n\n")[2].replace('identity = "..."', "").replace("[keys]", "")
    path = tmp_path / "values.toml"
    path.write_text("\n".join(line.strip() for line in text.splitlines()))
    setup = values_file.configured(Setup(), values_file.load(path))
    assert setup.scene == {"history": [10000], "balance": 8765}


def test_a_personality_is_an_option_and_a_line_of_the_file(tmp_path):
    path = tmp_path / "values.toml"
    path.write_text('[meter]\npersonality = "WSD"\n')
    by_file = meter_of({}, path, 0, [], print)
    by_option = meter_of({"personality": "SY"}, path, 0, [], print)
    assert (by_file.prepaid.ways, by_option.prepaid.ways) == (PERSONALITIES["WSD"], PERSONALITIES["SY"])
    path.write_text('[meter]\npersonality = "nobody"\n')
    with pytest.raises(typer.BadParameter, match="none of SY"):
        meter_of({}, path, 0, [], print)
