# test_pico_box.py - the device's collector on the official CircuitPython: meters over RS-485, and the heap left
import os

import pytest

from wattkey_host.box.meters import load
from wattkey_host.pico.boxheap import box_heap
from wattkey_host.pico.figures import GOALS

ALL = bool(os.environ.get("WATTKEY_ALL_METERS"))  # all 64 (minutes) instead of one of each kind


@pytest.mark.skipif(not (ALL or os.environ.get("WATTKEY_BOX_ON_PICO")), reason="half a minute: WATTKEY_BOX_ON_PICO=1")
def test_meters_of_both_editions_are_read_and_enough_heap_is_left(parts):
    answering = [spec for spec in load() if not spec.silent]
    first = {(spec.standard, spec.rates): spec for spec in reversed(answering)}
    meters = answering if ALL else list(first.values())
    figures = box_heap(parts, meters)
    assert len(first) == 3
    assert figures["box_read"] == len(meters)
    assert figures["heap_box"] >= (GOALS["heap_box"][1] or 0)
