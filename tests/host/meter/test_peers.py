# test_peers.py - an independent implementation, both ways: PyPI dlt645 as our meter's client and as our reader's meter
"""It knows the 2007 edition only, and takes addresses byte-reversed. Over TCP, and over a pseudo terminal."""

import socket

import pytest
import serial

from wattkey.dlt645.frame import Frame, encode

REVERSED = "563412000000"


@pytest.fixture
def dlt645():
    """The package; half a second of import, so only where a test needs it."""
    return pytest.importorskip("dlt645")


def ask_everything(client):
    """What their client reads from a meter, by identifier."""
    client.set_address(REVERSED)
    assert client.read_address().value == REVERSED
    return {
        "energy": client.read_00(0x00010000).value,
        "rate": client.read_00(0x00010200).value,
        "demand": client.read_01(0x01010000).value.value,
        "voltage": client.read_02(0x02010100).value,
        "power": client.read_02(0x02030000).value,
        "address": client.read_04(0x04000401).value,
    }


EVERYTHING = {
    "energy": 1160.46,
    "rate": 234.56,
    "demand": 1.095,
    "voltage": 220.1,
    "power": 1.0982,
    "address": "000000123456",
}


def test_their_client_reads_our_meter_over_tcp(dlt645, served):
    where, _ = served()
    host, _, port = where.rpartition(":")
    client = dlt645.MeterClientService.new_tcp_client(host, int(port), timeout=5.0)
    try:
        assert ask_everything(client) == pytest.approx(EVERYTHING)
    finally:
        client.disconnect()


def test_their_client_writes_and_our_meter_obeys(dlt645, served):
    where, meter = served()
    host, _, port = where.rpartition(":")
    client = dlt645.MeterClientService.new_tcp_client(host, int(port), timeout=5.0)
    client.set_address(REVERSED)
    try:
        client.write_04(0x04000103, "30", "04000000")
        assert client.read_04(0x04000103).value in (30, "30")
        client.write_04(0x04000103, "45", "04111111")
        assert client.read_04(0x04000103).value in (30, "30")
        assert client.freeze(99, 99, 99, 99) is not None
    finally:
        client.disconnect()
    assert len(meter.store.get("2007", "05010101")) == 20


def test_their_client_reads_our_meter_over_a_serial_line(dlt645, pair, our_meter_on):
    ours, theirs = pair
    our_meter_on(ours)
    client = dlt645.MeterClientService.new_rtu_client(theirs, 1200, 8, 1, "N", 5.0)
    client.connect()
    try:
        assert ask_everything(client) == pytest.approx(EVERYTHING)
    finally:
        client.disconnect()


def test_a_speed_that_was_agreed_upon_is_in_force_behind_the_answer(pair, our_meter_on):
    ours, theirs = pair
    port = our_meter_on(ours)
    with serial.Serial(theirs, 1200, timeout=10) as line:
        line.write(encode(Frame(bytes.fromhex("000000123456"), 0x17, b"\x08"), 1))
        assert line.read(17)[-4:-2] == b"\x01\x3b"  # behind four FE: length, speed with 33H added
        line.write(encode(Frame(bytes.fromhex("000000123456"), 0x13), 1))
        assert len(line.read(22)) == 22
    assert port.baudrate == 2400


@pytest.fixture
def their_meter():
    """Their meter with two values: their_meter(service) fills it, starts it, stops it at the end."""
    started = []

    def start(meter):
        meter.set_address(REVERSED)
        meter.set_00(0x00010000, 1234.56)
        meter.set_02(0x02010100, 231.5)
        assert meter.start() is not False
        started.append(meter)

    yield start
    for meter in started:
        meter.stop()


def read_theirs(wattkey, to, *more):
    def read(identifier):
        words = ("read", "--to", to, "--address", "000000123456", "--id", identifier, "--timeout", 3, *more)
        result = wattkey(*words)
        return result.exit_code, result.stdout.strip()

    assert read("00010000") == (0, "1234.56")
    assert read("02010100") == (0, "231.5")
    assert read("00FFFFFF") == (3, "")


def test_our_reader_reads_their_meter_over_tcp(dlt645, wattkey, their_meter):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    their_meter(dlt645.MeterServerService.new_tcp_server("127.0.0.1", port, timeout=5.0))
    read_theirs(wattkey, f"socket://127.0.0.1:{port}")


def test_our_reader_reads_their_meter_over_a_serial_line(dlt645, wattkey, their_meter, pair):
    ours, theirs = pair
    their_meter(dlt645.MeterServerService.new_rtu_server(theirs, 8, 1, 1200, "N", 5.0))
    read_theirs(wattkey, ours, "--parity", "none")
