# test_outbox.py - which published file is out of date, and how often publishing it is tried
import asyncio
import json

import pytest

from wattkey import VERSION, orders
from wattkey.ports import Drive

CARD, REPORT, READINGS = Drive.CARD, Drive.REPORT, Drive.READINGS


def test_outdated_names_one_file_at_a_time_until_all_say_what_the_chip_says(make_desk):
    desk = make_desk()
    owner = desk.info.serial + b"\0\0\0\1" + desk.info.card + desk.info.meter
    card = orders.unpack("card", b"\4" + owner + bytes([0, 0, 0, 4, 0, 0, 0, 7, 0, 1, 0]))
    assert card["firmware"] == VERSION
    kind, packed = asyncio.run(desk.out.outdated())
    assert kind == REPORT
    desk.drive.drop("/mail/report.json", json.dumps(orders.unpack("report", packed)).encode())
    assert asyncio.run(desk.out.outdated())[0] == CARD
    desk.drive.drop("/mail/card.json", json.dumps(card).encode() + b" " * 999)
    assert asyncio.run(desk.out.outdated()) is None


def test_a_blank_chip_publishes_its_serial_and_no_report(make_desk, monkeypatch):
    desk = make_desk()
    for name, value in {
        "issued": False,
        "issue": 0,
        "card": bytes(8),
        "meter": bytes(6),
        "order": 0,
        "count": 0,
    }.items():
        monkeypatch.setattr(desk.info, name, value)
    kind, packed = asyncio.run(desk.out.outdated())
    assert kind == CARD
    card = orders.unpack("card", packed)
    assert (card["serial"], card["issue"], card["card"]) == ("0102030405060708", 0, "0" * 16)
    desk.drive.drop("/mail/card.json", json.dumps(card).encode())
    assert asyncio.run(desk.out.outdated()) is None


def test_a_report_that_arrived_may_be_published_again_while_the_card_file_waits(make_desk):
    """Three orders in a minute: the report changes each time, and card.json never gets its turn."""
    desk = make_desk()
    for _ in range(3):
        kind, packed = asyncio.run(desk.out.outdated())
        assert kind == REPORT
        assert desk.out.may_publish(kind, packed)
        desk.out.publish(kind, packed)
        desk.drive.drop("/mail/report.json", json.dumps(orders.unpack("report", packed)).encode())
        assert asyncio.run(desk.out.outdated())[0] == CARD
        desk.drive.drop("/mail/report.json", b" " * 4096)


def test_readings_of_a_box_come_before_report_and_card(make_desk):
    """A reset for those would cost the readings, which are in memory only; what was bought is in the chip."""
    desk = make_desk()
    desk.drive.waiting = b"\x09 readings"
    assert asyncio.run(desk.out.outdated()) == (READINGS, b"\x09 readings")

    desk.drive.waiting = b""  # as after the reset
    for path, name, kind in (("/mail/report.json", "report", REPORT), ("/mail/card.json", "card", CARD)):
        found, packed = asyncio.run(desk.out.outdated())
        assert found == kind
        desk.drive.drop(path, json.dumps(orders.unpack(name, packed)).encode())
    assert asyncio.run(desk.out.outdated()) is None


def test_both_files_are_published_in_one_go_and_readings_alone(make_desk):
    desk = make_desk()
    kind, packed = asyncio.run(desk.out.outdated())
    desk.out.publish(kind, packed)
    assert desk.drive.behind[0] == CARD
    assert orders.unpack("card", desk.drive.behind[1])["firmware"] == VERSION
    assert desk.drive.asked == {REPORT: 1}
    desk.drive.waiting = b"\x09 readings"
    desk.out.publish(*asyncio.run(desk.out.outdated()))
    assert desk.drive.behind == (0, b"")


def test_publishing_is_tried_twice(make_desk):
    desk = make_desk()
    for _ in range(2):
        assert desk.out.may_publish(CARD, b"x")
        desk.out.publish(CARD, b"x")
    assert not desk.out.may_publish(CARD, b"x")
    assert desk.out.may_publish(REPORT, b"x")


@pytest.mark.parametrize("cable", [False, True])
def test_the_memory_for_choices_is_made_room_in_on_a_cable_and_never_on_battery(make_desk, monkeypatch, cable):
    """A power cut in the middle costs what it holds."""
    desk = make_desk()
    monkeypatch.setattr(desk.drive, "attached", lambda: cable)
    asyncio.run(desk.out.outdated())
    assert desk.wallet.tidied == cable
