# test_pico_box.py - flows collect and uplink on the official CircuitPython: meters over RS-485, whoever asks above them
"""Half a minute each; a whole pass over the box, ten minutes: WATTKEY_ALL_METERS=1."""

import os

from fakes.minutes import minutes
from wattkey_host.meter.boxmeters import load
from wattkey_lab.pico.boxflow import collect, right
from wattkey_lab.pico.figures import GOALS
from wattkey_lab.pico.probe import least_free
from wattkey_lab.pico.upflow import ask, kinds

ALL = bool(os.environ.get("WATTKEY_ALL_METERS"))
pytestmark = minutes


def test_a_pass_reads_every_kind_of_meter_and_boot_py_keeps_it(parts):
    """Nothing is known but the numbers. One is silent, one hears nothing without FE bytes."""
    box = load()
    odd = [spec for spec in box if spec.silent or spec.needs_fe]
    specs = box if ALL else kinds(box) + odd[:1] + [spec for spec in odd if spec.silent]
    found = collect(parts, specs, limit_s=900)
    assert right(specs, found.slots) == len(specs) - 1
    (silent,) = (n for n, spec in enumerate(specs) if spec.silent)
    assert found.slots[silent].state == "silent"
    assert found.resets == 2 * -(-len(specs) // 8)  # one by code.py, one by boot.py
    assert len(found.screen[1:]) == 3


def test_the_last_of_64_meters_are_read_with_enough_heap_left(parts):
    """The list is full, and everything that an earlier pass has read is in the file."""
    found = collect(parts, load(), tried=62, probe="heap")
    assert right(load(), found.slots) == 63
    assert found.resets == 2
    assert {there.pass_number for there in found.slots} == {2}
    assert least_free(found.probe, *found.span) >= (GOALS["heap_box"][1] or 0)


def test_a_question_from_above_is_answered_by_a_meter_below(parts):
    """Both links are open: a UART to the module, a UART and a PIO program to the pair."""
    asked = ask(parts, load(), kinds(load()))
    assert asked.found == {"meters": 3, "read_right": 3, "wrong": 0, "silent": 0}
    assert {byte.direction for byte in asked.above} == {byte.direction for byte in asked.below} == {"in", "out"}
