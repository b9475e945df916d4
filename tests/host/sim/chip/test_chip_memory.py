# test_chip_memory.py - the chip's memory: whole writes, tears, the file
"""Every write is there or not; what a file held before a tear it holds after."""

import json

import pytest

from wattkey_host.sim.chip.factory import new_chip, open_chip
from wattkey_host.sim.chip.memory import Cells, Memory, Torn


def test_a_write_changes_all_its_cells_and_is_counted():
    memory = Memory(Cells(b"serial00", b"k" * 16))
    memory.write(order=5, meter=b"\1" * 6)
    assert (memory.cells.order, memory.cells.meter, memory.writes) == (5, b"\1" * 6, 1)


def test_the_nth_write_from_now_is_torn_and_leaves_the_cells():
    memory = Memory(Cells(b"serial00", b"k" * 16))
    memory.tear_at(2)
    memory.write(order=1)
    with pytest.raises(Torn):
        memory.write(order=2, count=2)
    assert (memory.cells.order, memory.cells.count, memory.writes) == (1, 0, 1)
    memory.write(order=3)
    assert memory.cells.order == 3


def test_writes_are_counted_from_one():
    with pytest.raises(ValueError, match="from 1"):
        Memory(Cells(bytes(8), bytes(16))).tear_at(0)


def test_the_file_keeps_what_was_written(tmp_path):
    path = tmp_path / "chip.json"
    memory = Memory(Cells(b"serial00", b"k" * 16), path)
    memory.write(state=2, card=bytes(range(8)))
    assert Memory.load(path).cells == memory.cells
    assert json.loads(path.read_text())["card"] == "0001020304050607"
    assert [p.name for p in tmp_path.iterdir()] == ["chip.json"]


def test_a_torn_write_leaves_the_file(tmp_path):
    path = tmp_path / "chip.json"
    memory = Memory(Cells(b"serial00", b"k" * 16), path)
    before = path.read_bytes()
    memory.tear_at(1)
    with pytest.raises(Torn):
        memory.write(state=2)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "text", ["", "[]", '{"serial": "00"}', None, ("state", -1), ("state", True), ("serial", "00"), ("serial", "zz" * 8)]
)
def test_a_file_that_is_no_memory_is_refused(tmp_path, text):
    path = tmp_path / "chip.json"
    Memory(Cells(b"serial00", b"k" * 16), path)
    doc = json.loads(path.read_text())
    if isinstance(text, tuple):
        doc[text[0]] = text[1]
    else:
        doc["more"] = 1
    path.write_text(text if isinstance(text, str) else json.dumps(doc))
    with pytest.raises(ValueError):
        open_chip(path)


def test_a_loaded_memory_goes_on_writing_to_its_file(make_bench, tmp_path):
    path = tmp_path / "chip.json"
    bench = make_bench(path=path)
    bench.take(amount=777)
    bench.chip = open_chip(path)
    bench.offer()
    assert open_chip(path).cells.state == 2
    assert open_chip(path).cells.amount == 777


def test_the_factory_never_overwrites_a_chip(tmp_path):
    path = tmp_path / "chip.json"
    new_chip("0102030405060708", path)
    with pytest.raises(FileExistsError):
        new_chip("0102030405060708", path)


@pytest.mark.parametrize("serial", ["", "0102", "010203040506070809", "zz02030405060708", "01 2030405060708"])
def test_a_serial_has_16_hex_digits(serial):
    with pytest.raises(ValueError):
        new_chip(serial)


def test_a_factory_key_has_16_bytes():
    with pytest.raises(ValueError, match="16 bytes"):
        new_chip("0102030405060708", factory_key=b"short")
