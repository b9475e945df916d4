# test_pico_box.py - the device's collector on the official CircuitPython: three meters over RS-485, and the heap left
from wattkey_host.box.meters import load
from wattkey_host.pico.boxheap import box_heap
from wattkey_host.pico.figures import GOALS


def test_meters_of_both_editions_are_read_and_enough_heap_is_left(parts):
    """A slice; `wattkey pico --json` reads all 64."""
    meters = [spec for spec in load() if not spec.silent]
    first = {(spec.standard, spec.rates): spec for spec in reversed(meters)}
    figures = box_heap(parts, list(first.values()))
    assert figures["box_read"] == len(first) == 3
    assert figures["heap_box"] >= (GOALS["heap_box"][1] or 0)
