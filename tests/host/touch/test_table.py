# test_table.py - what a page can do, through the messages it sends: buy, load, be cut off, and come back
import asyncio
import base64

import pytest

from fakes.touching import buy, load
from wattkey_host.story.verbs import highlighted

FILE = "WK-0000000000000001-1.json"


def test_a_purchase_goes_from_the_sale_to_the_lit_relay(table):
    buy(table)
    load(table)
    assert (table.account["balance"], table.account["count"], table.meter["powered"]) == ("100.00", 1, False)
    assert table.account["waiting"]
    table.go(2)
    table.press("#")
    table.sees("C switches the")
    table.press("C")
    table.sees("The power is on")
    assert table.meter["powered"]
    table.go(2)
    table.press("#")
    table.go(12)  # it publishes its report
    table.ok("usb.plug")
    table.go(6)
    assert not table.do("usb.plug", host="yes")["ok"]
    table.ok("counter.receive")
    (sold,) = table.seen["counter"]["purchases"]
    assert (sold["state"], sold["proved"], sold["file"]) == ("delivered", True, FILE)
    assert table.seen["counter"]["told_zh"][0] == "第1单，100.00元，购电次数1：已充入，电表已证实。"


def test_the_relay_also_closes_by_the_meter_s_own_key_and_the_load_is_counted_and_paid(table):
    buy(table)
    load(table)
    before = table.meter["lcd"]
    table.ok("meter.key", meter=0)
    assert table.meter["powered"]
    assert table.meter["lcd"] != before
    table.ok("meter.load", meter=0, kw=10)
    table.ok("time.speed", speed=60)
    table.go(6)
    assert table.meter["rates"][0] >= 0.9
    assert float(table.account["balance"]) < 100


def test_faster_than_sixty_only_with_the_device_off(table):
    assert "switched off" in table.do("time.speed", speed=600)["why"]
    table.ok("power", on=False)
    table.ok("time.speed", speed=600)
    before = table.seen["time"]["date"]
    table.go(6)
    assert table.seen["time"]["date"][:16] >= before[:11] + "09:59"


def test_what_goes_over_the_light_is_told_field_by_field_and_money_is_marked(table):
    buy(table)
    load(table)
    table.go(3)
    money = [row for row in table.wire if row["money"]]
    assert [row["dir"] for row in money] == ["out", "in"]
    assert "open the account" in money[0]["title"]
    assert any(part["says"].startswith("100.00") for part in money[0]["parts"])
    assert all(row["title_zh"] for row in table.wire)
    assert all(part["name_zh"] for row in table.wire for part in row["parts"])
    assert table.seen["wires"]["sessions"][-1]["what"] == "open account"
    assert 1 <= table.seen["wires"]["sessions"][-1]["ratio"] < 1.05
    assert [row["n"] for row in table.wire] == sorted({row["n"] for row in table.wire})


def test_the_table_of_the_flow_is_lit_step_by_step_and_the_chip_tells_its_states(table):
    buy(table)
    table.press("#")
    steps = set()
    table.until(lambda: steps.add(table.seen["flow"]["at"]) or "Loaded" in table.words)
    assert table.seen["flow"]["name"] == "recharge"
    assert {"login", "compare", "load"} <= steps
    assert {"pending", "unlock", "login", "compare", "load", "usage"} <= set(table.seen["flow"]["visits"])
    changes = [(one["was"], one["is"]) for one in table.seen["chip"]["log"] if one["was"] != one["is"]]
    assert changes == [("none", "stored"), ("stored", "offered"), ("offered", "delivered")]


def test_out_of_reach_nothing_is_heard_and_closer_it_goes_in(table):
    buy(table)
    table.ok("beam.hold", distance=5, angle=0)
    assert table.seen["beam"]["reach"] == "dark"
    table.press("#")
    table.sees("point again")
    assert table.account["count"] == 0
    table.ok("beam.hold", distance=0.3, angle=10)
    load(table)
    assert table.account["bought"] == "100.00"


def test_a_neighbour_s_meter_is_not_ours(table):
    table.ok("meter.add", standard="1997", rates=3)
    table.ok("meter.add", phases=3)
    assert [meter["standard"] for meter in table.seen["meters"]] == ["2007", "1997", "2007"]
    buy(table)
    table.ok("beam.point", meter=2)
    table.press("#")
    table.go(15)
    assert [meter["prepaid"] and meter["prepaid"]["count"] for meter in table.seen["meters"]] == [0, None, 1]
    assert "Loaded" not in table.words
    table.press("*")
    table.press("*")
    table.ok("beam.point", meter=0)
    table.go(10)  # it saves its report, and a key would be lost
    load(table)
    assert table.account["count"] == 1


def test_an_empty_battery_begins_no_session_and_a_full_one_does(table):
    buy(table)
    table.ok("battery", volts=3.0)
    table.press("#")
    table.sees("P13")
    assert table.wire == []
    table.ok("battery", volts=3.9)
    table.go(3)
    table.press("*")
    table.go(3)
    load(table)
    assert table.seen["device"]["volts"] == 3.9


def test_left_alone_it_dims_is_dark_and_off_and_the_switch_brings_it_back(table):
    table.go(0.5)
    bright = table.seen["device"]["contrast"]
    table.go(25)
    assert table.seen["device"]["contrast"] < bright
    table.go(40)
    assert not table.seen["device"]["lit"]
    table.until(lambda: not table.seen["device"]["on"], limit=320)
    table.ok("power", on=True)
    table.sees("No purchase")


def test_a_box_by_hand_is_read_meter_by_meter(table):
    table.ok("box.hang", meters=8)
    assert not table.do("box.hang")["ok"]
    table.sees("No purchase")
    assert [meter["state"] for meter in table.seen["box"]] == ["unread"] * 8
    table.go(10)
    table.press("D")
    for entry in ("Installer", "Read the box"):
        for _ in range(12):
            if entry in highlighted(table.engine.scene.stage):
                break
            table.press("A")
        table.press("#")
    table.until(lambda: all(meter["right"] for meter in table.seen["box"]))
    assert {meter["state"] for meter in table.seen["box"]} == {"read"}
    assert [row for row in table.wire if row["line"] == "bus"]


def test_two_keys_at_once_and_a_page_that_goes_lets_go_of_its_keys(table):
    other = table.join()
    table.ok("key.down", key="A")
    table.do("key.down", other, key="A")
    table.do("key.down", other, key="5")
    table.go(0.2)
    assert table.seen["device"]["keys"] == ["5", "A"]
    table.engine.leave(other)
    table.go(0.2)
    assert table.seen["device"]["keys"] == ["A"]
    table.ok("key.up", key="A")
    assert table.seen["device"]["keys"] == []


def test_two_pages_see_the_same_device(table):
    other = table.join()
    table.press("D")
    last = table.engine.hub._screen
    seen = table._loop.run_until_complete(table.look(other))
    assert seen["screen"] == last == table.screen
    assert seen["state"]["device"]["words"][0].startswith("Menu")


def test_without_a_page_time_stands(table):
    table.engine.leave(table.page)
    before = table.engine.scene.world.clock.now_us

    async def a_while():
        running = asyncio.create_task(table.engine.run())
        await asyncio.sleep(0.05)
        running.cancel()

    table._loop.run_until_complete(a_while())
    assert table.engine.scene.world.clock.now_us == before


def test_the_drive_is_full_at_some_time(table):
    table.ok("usb.plug")
    table.go(1)
    big = base64.b64encode(bytes(1 << 20)).decode()
    assert "no room" in table.do("drive.put", name="big.bin", data=big)["why"]
    assert "no host" in (table.ok("usb.unplug") or table.do("drive.put", name="a.json", data="")["why"])


@pytest.mark.parametrize("personality", ["SY", "harshest"])
def test_a_meter_of_another_program_is_recharged_by_hand_too(table, personality):
    table.ok("scene.new", personality=personality)
    table.go(0.5)
    assert table.meter["personality"] == personality
    buy(table)
    table.press("#")
    table.sees("Loaded" if personality == "SY" else "Credited")  # the other one tells nothing of its records
    assert (table.account["count"], table.account["bought"]) == (1, "100.00")


def test_a_new_scene_in_chinese(table):
    table.ok("scene.new", language="zh")
    table.go(0.5)
    assert table.seen["device"]["language"] == "zh"
    assert "没有" in table.words or "购电" in table.words
