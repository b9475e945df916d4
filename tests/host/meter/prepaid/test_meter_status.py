# test_meter_status.py - 078102FF and 078001FF: values, MACs, slices of the run file
import pytest

from wattkey_host.crypto import mac4
from wattkey_host.meter.prepaid import Terms

LOAD = b"L" * 16
RANDOM1 = bytes.fromhex("2122232425262728")
OTHER = 0x0001


def request(file, offset, length, folder=0xDF01):
    return b"".join(value.to_bytes(2, "big") for value in (folder, file, offset, length))


def test_status_macs_cover_amount_and_count_under_random1(bench):
    b = bench(history=[9876]).enter()
    reply = b.secure(0x078102FF)
    amount, mac_a, count, mac_c = (reply[i : i + 4][::-1] for i in (0, 4, 8, 12))
    assert (int.from_bytes(amount, "big"), int.from_bytes(count, "big")) == (9876, 1)
    header = bytes.fromhex("04D6860010")
    assert mac_a == mac4(LOAD, RANDOM1[:4], header, amount)
    assert mac_c == mac4(LOAD, RANDOM1[:4], header, count)
    assert reply[16:22] == bytes.fromhex("000012345678")[::-1]
    assert len(reply) == 26


def test_a_new_login_gives_new_macs(bench):
    b = bench(history=[9876]).enter()
    first = b.secure(0x078102FF)
    b.login(random1=b"\x99" * 8)
    assert b.secure(0x078102FF)[4:8] != first[4:8]


def test_the_run_file_under_one_mac(bench):
    b = bench(opened=True, balance=-1234, terms=Terms(overdraft_limit=5000)).enter()
    asked = request(0x0086, 4, 43)
    reply = b.secure(0x078001FF, asked)
    assert reply[:8] == asked[::-1]
    data, mac = reply[8:51][::-1], reply[51:][::-1]
    assert mac == mac4(LOAD, RANDOM1[:4], bytes.fromhex("04D6860437"), data)
    assert data[7:13].hex() == "000000123456"
    assert data[13:19].hex() == "000012345678"
    assert data[19:27] == bytes(8)
    assert data[27:31].hex() == "00001234"
    assert data[38:43].hex() == "2611200900"


def test_the_whole_run_file_has_the_2013_form(bench):
    reply = bench(history=[77]).enter().secure(0x078001FF, request(0x0006, 0, 50))
    file = reply[8:58][::-1]
    assert file[:4].hex() == "6811002c"
    assert int.from_bytes(file[23:27], "big") == 77
    assert int.from_bytes(file[27:31], "big") == 1
    assert file[-1] == 0x16 and file[-2] == sum(file[1:-2]) & 0xFF


def test_the_wallet_by_read_back_reuses_the_status_macs(bench):
    b = bench(history=[77]).enter()
    asked = request(0x0001, 0, 4)
    assert b.secure(0x078001FF, asked) == asked[::-1] + b.secure(0x078102FF)[:16]


@pytest.mark.parametrize(
    "asked",
    [
        request(0x0086, 4, 47),
        request(0x0086, 50, 1),
        request(0x0086, 0, 0),
        request(0x0083, 0, 10),
        request(0x0086, 4, 43, folder=0xDF02),
    ],
)
def test_other_files_and_slices_are_refused(bench, asked):
    assert bench().enter().secure(0x078001FF, asked) == OTHER
