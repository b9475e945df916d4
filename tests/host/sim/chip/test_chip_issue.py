# test_chip_issue.py - INFO, IMPORT, the command table, the answer to reset
"""What the chip says of itself, and how it becomes somebody's card, once."""

import pytest

from wattkey.info import STATES
from wattkey_host.crypto import FACTORY_KEY, disperse
from wattkey_host.sim.chip.cos import COMMANDS
from wattkey_host.sim.chip.factory import new_chip
from wattkey_host.sim.chip.memory import Torn


def test_info_before_issue_is_the_serial_and_zeros(make_bench):
    bench = make_bench(issued=False)
    assert bench.ok("INFO") == b"\3" + bytes.fromhex(bench.SERIAL) + bytes(37) + b"\5"


def test_info_layout_with_a_purchase(bench):
    bench.take(order=1, count=1, amount=0x2345, close=1)
    want = b"\3" + bytes.fromhex(bench.SERIAL) + bench.u4(1) + bench.CARD + bench.METER
    want += bench.u4(1) + bench.u4(1) + bench.u4(0x2345) + b"\1" + b"\1" + bench.u4(0) + b"\0\5"
    assert bench.ok("INFO") == want
    assert len(want) == 47


def test_atr_begins_3b_and_carries_the_serial(bench):
    atr = bench.chip.power_on()
    assert (atr[0], atr[5:13].hex()) == (0x3B, bench.SERIAL)


def test_import_takes_card_meter_and_last_numbers(make_bench):
    bench = make_bench(issued=False)
    doc = bench.seller.issue(order=4, count=7)
    assert len(doc) == 147
    assert bench.call("IMPORT", doc) == (b"", 0x9000)
    info = bench.ok("INFO")
    assert info[9:27] == bench.u4(1) + bench.CARD + bench.METER
    assert info[27:] == bench.u4(4) + bench.u4(7) + bytes(11) + b"\5"
    assert bench.chip.memory.writes == 1
    bench.take(order=5, count=8)  # its order key is the one enciphered in the document


def test_a_document_is_imported_once(bench):
    assert bench.sw("IMPORT", bench.seller.issue(count=99)) == 0x6A84


def test_import_for_another_chip(make_bench):
    bench = make_bench(issued=False)
    foreign = bench.seller.issue(serial="FF02030405060708")
    assert bench.sw("IMPORT", foreign) == 0x6A82
    assert bench.sw("IMPORT", b"\3" + bytes.fromhex(bench.SERIAL) + foreign[9:]) == 0x6988


def test_import_of_another_type(make_bench):
    bench = make_bench(issued=False)
    assert bench.sw("IMPORT", bench.seller.issue(doc_type=1)) == 0x6A80


@pytest.mark.parametrize("at", range(9, 147))
def test_import_with_any_byte_changed(make_bench, at):
    bench = make_bench(issued=False)
    doc = bytearray(bench.seller.issue())
    doc[at] ^= 1
    assert bench.sw("IMPORT", bytes(doc)) == 0x6988
    assert bench.ok("INFO")[9:13] == bytes(4)


def test_import_under_another_factory_key(make_bench):
    bench = make_bench(issued=False)
    bench.chip = new_chip(bench.SERIAL, factory_key=b"another factory!")
    assert bench.sw("IMPORT", bench.seller.issue()) == 0x6988
    other = disperse(b"another factory!", bytes.fromhex(bench.SERIAL))
    assert other != disperse(FACTORY_KEY, bytes.fromhex(bench.SERIAL))
    bench.ok("IMPORT", bench.seller.issue(transport=other))


def test_a_torn_import_leaves_an_unissued_chip(make_bench):
    bench = make_bench(issued=False)
    bench.chip.memory.tear_at(1)
    with pytest.raises(Torn):
        bench.call("IMPORT", bench.seller.issue())
    with pytest.raises(Torn):
        bench.call("INFO")
    bench.chip.power_on()
    assert bench.ok("INFO")[9:13] == bytes(4)
    bench.ok("IMPORT", bench.seller.issue())


def test_before_issue_only_info_import_and_the_sellers_session_answer(make_bench):
    bench = make_bench(issued=False)
    blank = ("INFO", "IMPORT", "SELLER_HELLO", "SELLER_PROVE", "SELLER_HEARD", "SELLER_SEALED", "SELLER_LEAVE")
    for ins, row in COMMANDS.items():
        if row.name not in blank:
            assert bench.chip.apdu(bytes([0x90, ins, 0, 0]) + bytes(row.length)) == (b"", 0x6B00), row.name


def test_the_table_is_that_of_the_specification(bench):
    assert {row.name: ins for ins, row in COMMANDS.items()} == bench.INS


def test_every_command_refuses_every_other_length(bench):
    for ins, row in COMMANDS.items():
        for length in range(160):
            if not row.length <= length <= (row.most or row.length):
                assert bench.chip.apdu(bytes([0x90, ins, 0, 0]) + bytes(length)) == (b"", 0x6700), row.name
    assert bench.chip.memory.writes == 1  # the import


def test_unknown_commands(bench):
    known = set(COMMANDS)
    for ins in set(range(256)) - known:
        assert bench.chip.apdu(bytes([0x90, ins, 0, 0])) == (b"", 0x6D00)
    for head in ("00020000", "90020100", "90020001", "80240000"):
        assert bench.chip.apdu(bytes.fromhex(head)) == (b"", 0x6D00)
    assert bench.chip.apdu(b"\x90\x02") == (b"", 0x6700)
    assert bench.chip.apdu(b"") == (b"", 0x6700)


def test_states_are_those_of_the_documents():
    assert STATES == ("none", "stored", "offered", "not credited", "delivered", "disputed", "cancelled", "settled")
