# test_read_cli.py - `wattkey read`: the value alone on the last line, and what the exit status says

import json
import socketserver
import threading

import pytest


def read(wattkey, where, *more, patience=3):
    """`patience` is short only where nothing may come."""
    return wattkey("read", "--to", f"socket://{where}", "--timeout", patience, *more)


@pytest.mark.parametrize(
    "identifier, value",
    [
        ("00010000", "1160.46"),
        ("9010", "1160.46"),
        ("energy", "1160.46"),
        ("901F", "1160.46 123.45 234.56 345.67 456.78"),
        ("0201FF00", "220.1 absent absent"),
        ("balance", "100.00"),
        ("剩余金额", "100.00"),
    ],
)
def test_a_value_by_number_or_name(served, wattkey, identifier, value):
    where, _ = served()
    result = read(wattkey, where, "--address", "000000123456", "--id", identifier)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [value]
    assert "meter 000000123456, DL/T 645-" in result.stderr


@pytest.mark.parametrize(
    ("identifier", "data", "options", "status", "told"),
    [
        ("00010000", "563412005634", (), 0, "(6 bytes, the standard has 4)"),
        ("00010000", "5634", (), 4, "XXXXXX.XX has 4 bytes, not 2; where a meter is known"),
        ("00010000", "5634", ("--narrow",), 0, "34.56 kWh (2 bytes, the standard has 4)"),
        ("00010000", "ABCD", (), 4, "not 2"),
        ("02010100", "563412", (), 0, "(3 bytes, the standard has 2)"),
        ("040005FF", "00" * 14 + "112233", (), 0, "rest: 332211"),
        ("040005FF", "00" * 14 + "03000000", (), 0, "key-status: 00000003 (key 0 private, key 1 private)"),
        ("040005FF", "00" * 18, (), 0, "key-status: 00000000 (no private key, or not told)"),
    ],
)
def test_what_is_wider_is_read_and_told_and_what_is_narrower_refused(
    served, wattkey, identifier, data, options, status, told
):
    where, meter = served()
    meter.store.put("2007", identifier, bytes.fromhex(data))
    result = read(wattkey, where, "--id", identifier, *options)
    assert (result.exit_code, told in result.stderr) == (status, True), result.stderr


@pytest.mark.parametrize("standard", ["2007", "1997"])
def test_a_name_is_tried_in_both_editions(served, wattkey, standard):
    where, _ = served(standards=(standard,))
    result = read(wattkey, where, "--id", "energy", patience=0.5)
    assert result.stdout.splitlines() == ["1160.46"]
    assert f"DL/T 645-{standard}" in result.stderr


@pytest.mark.parametrize(
    "fault, status, words",
    [
        ("silent", 5, "no answer"),
        ("delay", 5, "no answer"),
        ("foreign", 5, "only meter 000000999999 spoke"),
        ("corrupt", 4, "bad answer"),
        ("cut", 4, "bad answer"),
        ("other", 4, "not what was asked"),
        ("noise", 0, "1160.46 kWh"),
        ("stale", 0, "1160.46 kWh"),
    ],
)
def test_exit_status(served, wattkey, fault, status, words):
    where, _ = served(fault)
    result = read(wattkey, where, "--address", "123456", "--id", "00010000", patience=0.2 if status else 3)
    assert result.exit_code == status
    assert words in result.stderr
    assert bool(result.stdout) == (status == 0)


def test_refused(served, wattkey):
    result = read(wattkey, served()[0], "--id", "00FFFFFF")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "refused: no requested data (error 02)" in result.stderr


def test_another_address_and_a_port_without_anybody(served, wattkey):
    assert read(wattkey, served()[0], "--address", "999", "--id", "9010", patience=0.2).exit_code == 5
    result = read(wattkey, "127.0.0.1:1", "--id", "9010")
    assert result.exit_code == 5
    assert "127.0.0.1:1" in result.stderr


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("/dev/no-such-port", "there is no port /dev/no-such-port"),
        ("COM97", "there is no port COM97"),
        ("192.168.1.20", "192.168.1.20 is a host without a port. Write HOST:PORT, such as 192.168.1.20:2404"),
        ("localhost", "localhost is a host without a port"),
        ("gateway.example.com", "gateway.example.com is a host without a port"),
        ("/dev/null", "/dev/null is no serial port"),
        ("127.0.0.1:1", "nobody listens at socket://127.0.0.1:1"),
        ("socket://127.0.0.1:1", "nobody listens at socket://127.0.0.1:1"),
        ("tcp://127.0.0.1:1", "nobody listens at socket://127.0.0.1:1"),
        ("127.0.0.1:70000", "TCP ports end at 65535"),
    ],
)
def test_a_port_that_cannot_be_opened_is_told_in_words(wattkey, where, says):
    for more in (["--id", "9010"], ["--scan"], ["--search"]):
        result = wattkey("read", "--to", where, *more)
        assert (result.exit_code, result.stdout) == (5, "")
        assert says in result.stderr
        assert "rrno" not in result.stderr
        assert says[:8] != "there is" or "here" in result.stderr.split(says)[1]  # the ports that there are


@pytest.mark.parametrize("words", [("--serial", "/dev/no-such-port"), ("--listen", "192.0.2.1:77")])
def test_a_meter_that_cannot_listen_says_so_in_words(wattkey, words):
    result = wattkey("meter", *words)
    assert result.exit_code == 1
    assert words[1] in result.stderr
    assert "rrno" not in result.stderr


def test_host_and_port_are_enough_and_a_filled_up_address_is_told(served, wattkey):
    result = wattkey("read", "--to", served()[0], "--address", "123456", "--id", "9010")
    assert result.stdout.splitlines() == ["1160.46"]
    assert "--address 123456 has 6 of 12 digits: asking 000000123456" in result.stderr
    whole = wattkey("read", "--to", served()[0], "--address", "000000123456", "--id", "9010")
    assert "12 digits" not in whole.stderr


class Speaks698(socketserver.BaseRequestHandler):
    """Answers every question with a frame of DL/T 698.45 (D.3.1 of the standard)."""

    def handle(self):
        while self.request.recv(100):
            self.request.sendall(bytes.fromhex("68170043050709190516200015600501014001020000C60716"))


def test_a_frame_of_698_45_is_named_instead_of_advice_about_wires(wattkey):
    with socketserver.TCPServer(("127.0.0.1", 0), Speaks698) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        where = f"127.0.0.1:{server.server_address[1]}"
        result = wattkey("read", "--to", where, "--id", "00010000", "--timeout", 0.5)
    assert result.exit_code == 5
    assert "this is DL/T 698.45" in result.stderr
    assert "parity" not in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--id", "nonsense"),
        ("--id", "9010", "--standard", "2007"),
        ("--id", "9010", "--address", "12345678901234"),
        ("--id", "9010", "--address", "12AA56"),
        ("--id", "9010", "--parity", "mark"),
        ("--id", "9010", "--standard", "1996"),
    ],
)
def test_wrong_usage(wattkey, words):
    assert read(wattkey, "127.0.0.1:1", *words).exit_code == 2


def test_json(served, wattkey):
    where, _ = served()
    told = json.loads(read(wattkey, where, "--id", "901F", "--json").stdout.splitlines()[-1])
    assert told["ok"] is True
    assert (told["address"], told["standard"], told["id"]) == ("000000123456", "1997", "901F")
    assert told["value"] == ["1160.46", "123.45", "234.56", "345.67", "456.78"]
    assert [value["key"] for value in told["values"]] == ["total", "sharp", "peak", "flat", "valley"]
    failed = read(wattkey, where, "--id", "00FFFFFF", "--json")
    assert (failed.exit_code, json.loads(failed.stdout)["status"]) == (3, 3)


def test_raw(served, wattkey):
    result = read(wattkey, served()[0], "--id", "00010000", "--raw")
    assert result.stdout.splitlines() == ["46 60 11 00"]
    assert "sent FE FE FE FE 68 AA AA AA AA AA AA 68 11 04 33 33 34 33" in result.stderr


def test_watch_tells_a_failure_and_goes_on(served, wattkey):
    where, meter = served("silent")
    meter.faults[0].times = 2
    result = read(wattkey, where, "--id", "00010000", "--watch", 0, "--times", 3, patience=0.5)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == ["1160.46", "1160.46"]
    assert "no answer" in result.stderr


@pytest.mark.parametrize("standards", [("2007",), ("1997",), ("2007", "1997")])
def test_scan_finds_address_and_editions(served, wattkey, standards):
    where, _ = served(standards=standards, address="112233445566")
    result = read(wattkey, where, "--scan", patience=0.5)
    assert result.stdout.splitlines() == ["112233445566"]
    assert " and -".join(standards) in result.stderr


def test_scan_and_read_in_one(served, wattkey):
    where, _ = served(standards=("1997",))
    assert read(wattkey, where, "--scan", "--id", "9010", patience=0.5).stdout.splitlines() == ["1160.46"]


def test_scan_finds_nobody(served, wattkey):
    assert read(wattkey, served("silent")[0], "--scan", patience=0.1).exit_code == 5


def test_a_value_in_pieces(served, wattkey):
    where, meter = served(room=40)
    result = read(wattkey, where, "--id", "0001FFFF", "--raw")
    assert bytes.fromhex(result.stdout) == meter.store.get("2007", "0001FFFF")
