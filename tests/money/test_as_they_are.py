# test_as_they_are.py - what published meter programs do, and what the handheld makes of it
from dataclasses import replace

import pytest

from wattkey.amount import ABSENT
from wattkey_host.meter.fault import REFUSE, Fault
from wattkey_host.meter.prepaid import PERSONALITIES, SERVED, Terms

READ = 0x11


@pytest.fixture
def like(bench):
    """A bench whose meter is like that program, but for what is said."""

    def make(scene, name="", **otherwise):
        made = bench(scene, replace(PERSONALITIES[name], **otherwise))
        made.on()
        return made

    return make


def loads(made):
    return sum(words.startswith(("070101FF", "070102FF")) for _, words in made.meter.questions)


def test_a_load_that_is_answered_mac_wrong_may_be_credited(like):
    made = like("first", opening_answer=4)
    made.press()
    made.check_credited_once()
    assert made.page.lines[0] == "Loaded ¥100.00"
    assert loads(made) == 1


def test_a_load_that_is_answered_mac_wrong_and_not_credited_is_not_tried_again(like):
    made = like("second")
    made.meter.faults.append(Fault(REFUSE, di=0x070102FF, serr=4))
    made.press()
    assert made.page.status == "M54"
    assert (loads(made), made.state, made.meter.prepaid.bought) == (1, "offered", 100_00)


@pytest.mark.parametrize("reason", [1, 2, 4])
def test_a_reading_that_is_refused_is_no_refusal_of_the_load(like, reason):
    """Neither "repeated" nor "MAC wrong", whatever bit of the error byte is set."""
    made = like("second")
    made.meter.faults.append(Fault(REFUSE, READ, 0x04000503, serr=reason))
    made.press()
    made.check_credited_once()
    assert loads(made) == 1


@pytest.mark.parametrize("scene", ["first", "second"])
def test_a_meter_without_records_ends_in_a_state_of_its_own(like, scene):
    made = like(scene, records="none")
    made.press()
    if made.asks_for_ok:
        assert made.page.lines == ("Credited. Turn", "the power on?")
        made.press()
        assert made.meter.prepaid.relay_closed
    assert made.page.status == "M56"
    assert (made.state, loads(made)) == ("offered", 1)
    cells = made.chip.cells
    assert cells.proved_count == cells.count == cells.read_count == made.meter.prepaid.count
    made.press()
    made.press()  # once more, from the menu
    if made.asks_for_ok:
        made.press("*")
    assert made.page.status == "M56"
    assert loads(made) == 1


def test_a_purchase_of_another_channel_is_told_from_ours_without_a_record(like):
    """Nothing was offered: then the count is used, and it was not us."""
    made = like("second", records="none")
    made.meter.prepaid.other_channel_recharge(30_00)
    made.press()
    assert made.page.status == "M53"
    assert (made.state, loads(made)) == ("stored", 0)


@pytest.mark.parametrize("di", [0x00900200, 0x0001FF00, 0x03330601])
def test_one_refused_reading_loses_no_other(like, di):
    made = like("second", records="none" if di == 0x03330601 else "whole")
    made.meter.faults.append(Fault(REFUSE, READ, di, times=9, serr=2))
    made.meter.consume("1.23", 2)
    made.press()
    assert made.chip.cells.read_count == 2
    cells = made.chip.cells
    told = {0x00900200: cells.remaining, 0x0001FF00: int.from_bytes(cells.present[:4], "big"), 0x03330601: cells.bought}
    assert told.pop(di) == ABSENT
    assert {0x00900200: 149_39, 0x0001FF00: 123, 0x03330601: 150_00}.items() >= told.items()


@pytest.mark.parametrize("name", SERVED)
def test_a_suspended_meter_is_told_so(like, name):
    made = like("second", name)
    made.meter.prepaid.esam.mac_failures = 200
    made.press()
    assert made.page.status == "T74"
    assert made.page.lines == ("Meter is locked:", "come tomorrow")
    assert made.meter.prepaid.bought == 100_00
    made.press()
    made.world.clock.advance(25 * 3600 * 1_000_000)
    made.press()
    if made.asks_for_ok:
        made.press()
    assert made.meter.prepaid.bought == 150_00


@pytest.mark.parametrize("name", SERVED)
def test_a_suspended_meter_is_told_so_by_its_relay(like, name):
    made = like("first", name, records="whole")
    made.press()
    assert made.page.lines[0] == "Loaded ¥100.00"
    made.press()
    made.meter.prepaid.esam.mac_failures = 200
    made.press("C")
    assert made.page.status == "T74"
    assert not made.meter.prepaid.relay_closed


def test_a_meter_with_a_newer_chip_is_refused_before_anything_is_sent(like):
    made = like("second", "unserved")
    made.press()
    assert made.page.status == "T76"
    assert (made.state, loads(made), made.meter.prepaid.mac_failures) == ("stored", 0, 0)


def test_a_relay_that_takes_three_seconds_is_waited_for(like):
    made = like("first", closes_late_s=3)
    made.press()
    made.press()
    made.press("C")
    assert made.page.lines[0] == "The power is on"
    assert made.meter.prepaid.relay_closed


def test_where_the_order_does_not_permit_closing_the_meters_own_key_is_named(like):
    made = like("first")
    made.chip.memory.write(close=0)
    made.press()
    assert made.page.lines == ("Loaded ¥100.00", "Left ¥100.00")
    made.press()
    assert made.page.lines == ("Now hold the", "meter's key, 5 s")
    assert made.meter.prepaid.press_key(5)


def test_a_warning_trip_is_lifted_by_our_close(like):
    """The relay is open with credit left; nothing has to be bought."""
    made = like("second", "SY")
    made.meter.prepaid.account.terms = Terms(alarm2=120_00)
    made.press()
    made.press()
    made.meter.consume("70.00", 2)
    assert made.meter.prepaid.account.warned
    made.off_and_on()
    made.press("C")
    if made.page.title == "WattKey":
        made.press("#")
    assert made.meter.prepaid.relay_closed == (made.page.lines[0] == "The power is on")


@pytest.mark.parametrize(("owed", "code", "words"), [(20_00, "T71", "¥-10.00 first"), (5_00, "T75", "see the seller")])
def test_what_is_owed_is_repaid_before_the_hoard_limit_counts(like, owed, code, words):
    made = like("second")
    made.meter.prepaid.account.terms = Terms(hoard_limit=40_00, overdraft_limit=owed)
    made.press()
    assert made.page.status == code
    assert made.page.lines[1] == words
    assert loads(made) == 1


def test_the_page_before_a_load_has_the_meters_number_and_name(like):
    made = like("second")
    drive = made.world.drive
    drive.write("/settings.toml", b'METER_NAME = "Shop"\n' + drive.read("/settings.toml"))
    made.off_and_on()
    made.press()
    pages = [line for line in made.world.machine.console.splitlines() if "Meter Shop" in line]
    assert "'000000123456'" in pages[0]


def test_a_meter_that_answers_to_our_number_and_has_another_gets_nothing_but_the_query(like):
    made = like("second")
    made.meter.prepaid.esam.number = bytes.fromhex("000000777777")
    made.press()
    assert made.page.status == "T43"
    assert {words[:8] for _, words in made.meter.questions} == {"078003FF"}
    assert made.meter.prepaid.mac_failures == 0
