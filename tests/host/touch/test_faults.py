# test_faults.py - every fault strikes, what it costs is what the money rules say, and undo puts all back
from pathlib import Path

import pytest

from fakes.touching import buy, load
from wattkey_host.touch.clickfaults import FAULTS
from wattkey_host.touch.pagewords import table as words


def test_cut_at_the_next_byte_then_the_same_key_again(table):
    buy(table)
    table.press("#")
    table.until(lambda: table.seen["flow"]["at"] == "load")
    table.ok("fault.arm", name="cut_byte")
    table.until(lambda: not table.seen["device"]["on"])
    assert table.seen["faults"]["armed"] == []
    table.ok("power", on=True)
    table.sees("100.00")
    load(table)
    assert (table.account["count"], table.account["bought"]) == (1, "100.00")


def test_undo_puts_chip_meter_drive_nvm_and_ledger_back(table):
    buy(table)
    table.ok("fault.arm", name="cut_byte")
    scene = table.engine.scene
    machine = scene.world.machine
    was = (scene.stage.chip.cells, table.account, bytes(machine.nvm), scene.world.drive.files(), scene.counter.sold())
    table.press("#")
    table.until(lambda: not table.seen["device"]["on"])
    table.ok("power", on=True)
    table.sees("100.00")
    load(table)
    table.ok("usb.plug")
    table.go(6)
    table.ok("counter.sell", amount="7.00")
    assert table.account["count"] == 1
    table.ok("fault.undo")
    table.ok("usb.unplug")
    table.go(0.5)
    now = (scene.stage.chip.cells, table.account, bytes(machine.nvm), scene.world.drive.files(), scene.counter.sold())
    assert now == was
    assert not table.do("fault.undo")["ok"]
    table.sees("100.00")
    load(table)
    assert (table.account["count"], table.account["bought"]) == (1, "100.00")


def test_a_torn_write_kills_the_chip_until_it_is_powered_anew(table):
    buy(table)
    table.ok("fault.arm", name="torn")
    table.press("#")
    table.until(lambda: "torn" in [row["sw"] for row in table.seen["chip"]["log"]])
    assert table.account["count"] == 0
    table.go(20)
    table.ok("power", on=False)
    table.ok("power", on=True)
    table.sees("100.00")
    load(table)
    assert table.account["count"] == 1


@pytest.mark.parametrize("name", ["stranger", "glare", "noise"])
def test_what_disturbs_the_light_loses_nothing_and_doubles_nothing(table, name):
    buy(table)
    table.ok("fault.arm", name=name)
    for _ in range(8):
        table.press("#")
        table.go(15)
        if table.account["count"]:
            break
        table.press("*")
    table.engine.scene.faults.clear()
    if not table.account["count"]:
        table.press("*")
        table.press("*")
        table.sees("100.00")
        load(table)
    assert (table.account["count"], table.account["bought"]) == (1, "100.00")


def test_a_host_that_copies_late_and_a_cable_that_is_pulled_too_early(table):
    table.ok("usb.plug")
    table.go(1)
    table.ok("fault.arm", name="late")
    table.ok("drive.put", name="note.txt", data="aGVsbG8=")
    table.go(20)
    assert "/note.txt" not in [file["name"] for file in table.seen["drive"]["files"]]
    table.go(25)
    assert "/note.txt" in [file["name"] for file in table.seen["drive"]["files"]]
    assert table.seen["faults"]["armed"] == []
    table.ok("fault.arm", name="dirty")
    table.ok("drive.put", name="second.txt", data="aGVsbG8=")
    table.go(3)
    assert table.seen["drive"]["dirty"]
    assert not table.seen["device"]["usb"]
    table.ok("usb.plug")
    assert not table.seen["drive"]["dirty"]


def test_the_power_can_be_cut_now(table):
    table.ok("fault.arm", name="cut")
    assert not table.seen["device"]["on"]
    table.ok("fault.undo")
    table.sees("No purchase")


def test_every_fault_has_words_and_a_line_on_the_page():
    page = (Path(__file__).parents[3] / "docs/sim.md").read_text()
    for name in FAULTS:
        assert f"| `{name}` |" in page
        assert all(words()[language][name] for language in words())
