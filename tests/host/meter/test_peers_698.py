# test_peers_698.py - DL/T 698.45 by another hand: PyPI dlt698 as our meter's client, and as our reader's meter
"""Its address is in wire order. `local_preset` asks at once; `local_public` connects first, and both release."""

import pytest

dlt698 = pytest.importorskip("dlt698")
from dlt698 import (  # noqa: E402 only where it is there
    Client,
    ClientOptions,
    ConnectionProfile,
    Data,
    DataType,
    Device,
    DeviceLayout,
    DeviceOptions,
    Oad,
    Server,
    ServerOptions,
    SessionOptions,
    Wiring,
)
from dlt698.codec import encode_data  # noqa: E402
from dlt698.protocol.link import ServerAddress  # noqa: E402
from dlt698.service import AttributeSchema, ObjectSchema  # noqa: E402

from wattkey_host.reader.dlt698.axdr import Cursor  # noqa: E402

METER = bytes.fromhex("000000123456")
ENERGY = Oad(oi=0x0010, attribute=2, index=0)
BOTH = ("2007", "698.45")


def session():
    return SessionOptions(server=ServerAddress(bytes=METER[::-1]), client_address=16, request_timeout=5.0)


def client_of():
    return Client(ClientOptions(protocol=session()))


def said(result):
    """The value of an answer of theirs, or the values of its parts."""
    datum = Cursor(encode_data(result.require_data())).datum()
    return [part.value for part in datum.parts] or datum.value


@pytest.fixture
def over_tcp(served):
    """A client of theirs with a meter of ours: over_tcp(profile, **setup)."""
    clients = []

    def start(profile=ConnectionProfile.local_preset, **setup):
        where, meter = served(**{"standards": ("698.45",), **setup})
        host, _, port = where.rpartition(":")
        clients.append(client_of())
        clients[-1].connect_tcp(host.removeprefix("socket://"), int(port), profile)
        return clients[-1], meter

    yield start
    for client in clients:
        client.close()  # raises where RELEASE is not answered


def test_their_client_reads_energies_voltage_clock_money_and_numbers(over_tcp):
    client, meter = over_tcp()
    assert said(client.get(ENERGY)) == [116046, 12345, 23456, 34567, 45678]
    assert said(client.get(Oad(oi=0x0010, attribute=2, index=3))) == 23456
    assert said(client.get(Oad(oi=0x2000, attribute=2, index=0))) == [2201]
    assert said(client.get(Oad(oi=0x2004, attribute=2, index=0))) == [10982, 10982]
    assert said(client.get(Oad(oi=0x202C, attribute=2, index=0))) == [10000, 1]
    assert said(client.get(Oad(oi=0x4001, attribute=2, index=0))) == METER.hex()
    assert len(said(client.get(Oad(oi=0x2014, attribute=2, index=0)))) == 7


def test_three_phases_and_three_rates(over_tcp):
    client, _ = over_tcp(phases=3, rates=3)
    assert len(said(client.get(ENERGY))) == 4
    assert said(client.get(Oad(oi=0x2000, attribute=2, index=0))) == [2201, 2204, 2198]
    assert len(said(client.get(Oad(oi=0x200A, attribute=2, index=0)))) == 4


def test_a_list_and_a_list_in_blocks(over_tcp):
    oads = [Oad(oi=oi, attribute=2, index=0) for oi in (0x0010, 0x0020, 0x0050, 0x2000, 0x4002, 0x9999)]
    results = over_tcp()[0].get_list(oads).attributes
    small = over_tcp(room=40)[0].get_list(oads).attributes
    assert [one.attribute.oi for one in results] == [oad.oi for oad in oads]
    assert [one.result if isinstance(one.result, int) else 0 for one in small] == [0, 0, 0, 0, 0, 4]


def test_connected_first_it_is_the_same_meter(over_tcp):
    client, _ = over_tcp(ConnectionProfile.local_public)
    assert said(client.get(ENERGY))[0] == 116046


def test_what_is_not_there_or_not_shown_has_its_reason(over_tcp):
    client, _ = over_tcp(strict=True)
    assert client.get(Oad(oi=0x2000, attribute=2, index=0)).dar == 15
    assert client.get(Oad(oi=0x0010, attribute=2, index=9)).dar == 8
    assert client.get(Oad(oi=0x0099, attribute=2, index=0)).dar == 4
    assert client.get(ENERGY).dar is None


def test_over_a_serial_line_beside_645(pair, our_meter_on):
    ours, theirs = pair
    our_meter_on(ours, standards=BOTH)
    client = client_of()
    client.open_serial(theirs, 9600, ConnectionProfile.local_preset)
    try:
        assert said(client.get(ENERGY))[0] == 116046
    finally:
        client.close()


@pytest.fixture
def their_meter():
    """A meter of theirs with four rates: their_meter(start) has it started by `start(server)`."""
    device = Device(DeviceOptions(layout=DeviceLayout(tariff_count=4, wiring=Wiring.single_phase)))
    wallet = AttributeSchema(number=2, readable=True, type=DataType.structure)
    device.define(ObjectSchema(oi=0x202C, attributes=[wallet]))
    server = Server(device, ServerOptions(protocol=session()))
    server.set(ENERGY, Data.array([Data.uint32(value) for value in (123456, 10000, 20000, 30000, 63456)]))
    server.set(Oad(oi=0x2000, attribute=2, index=0), Data.array([Data.uint16(2315)]))
    server.set(Oad(oi=0x202C, attribute=2, index=0), Data.structure([Data.uint32(8765), Data.uint32(3)]))
    yield server
    server.stop()


READ = [
    (("--id", "energy-block"), 0, "1234.56 100.00 200.00 300.00 634.56"),
    (("--id", "forward active energy"), 0, "1234.56"),
    (("--id", "voltage-a"), 0, "231.5"),
    (("--id", "wallet"), 0, "87.65 3"),
    (("--id", "balance"), 0, "87.65"),
    (("--id", "F1010200"), 3, ""),
]


def read_theirs(wattkey, to, *more):
    for words, status, out in READ:
        where = ("--to", to, "--address", "000000123456", "--standard", "698", "--timeout", "3", *more)
        result = wattkey("read", *where, *words)
        assert (result.exit_code, result.stdout.strip()) == (status, out), result.stderr


def test_our_reader_reads_their_meter_over_tcp(wattkey, their_meter):
    their_meter.start_tcp("127.0.0.1", 0, ConnectionProfile.local_preset)
    read_theirs(wattkey, f"socket://127.0.0.1:{their_meter.local_port}")


def test_our_reader_reads_their_meter_over_a_serial_line(wattkey, their_meter, pair):
    ours, theirs = pair
    their_meter.start_serial(theirs, 9600, ConnectionProfile.local_preset)
    read_theirs(wattkey, ours, "--baud", "9600")
