# test_menus.py - the menus on the device: language, self-test, what is shown of chip and drive
import re

import pytest

from wattkey_host.sim.chosen import choose
from wattkey_host.story.stage import SERIAL, Stage
from wattkey_host.story.verbs import VERBS

SETTINGS, ABOUT, INSTALLER, SELFTEST = "Settings", "About", "Installer", "Self-test"


class Hands:
    """A person who reads the English screen and looks for an entry."""

    def __init__(self, folder, issued=True):
        self.stage = Stage(folder)
        self.stage.put_up_meter()
        if issued:
            self.stage.issue()

    def on(self):
        self.stage.world.power_on()
        self.stage.world.run_for(6)
        return self

    def restart(self):
        self.stage.world.cut_power()
        return self.on()

    def press(self, *keys):
        for key in keys:
            VERBS["press"](self.stage, key)
        return self.rows

    @property
    def rows(self):
        assert self.stage.world.machine.crash == ""
        return [row.strip() for row in self.stage.screen()]

    def open(self, *labels):
        """Walk from the first page to an entry and start it."""
        self.press("menu")
        for label in labels:
            for _ in range(12):
                if self.chosen() == label:
                    break
                self.press("down")
            assert self.chosen() == label, self.rows
            self.press("ok")
        self.stage.world.run_for(1)
        return self.rows

    def chosen(self):
        """The label in inverse video below the title."""
        pixels = self.stage.world.oled.pixels()
        for row in (1, 2, 3):
            if sum(map(sum, pixels[16 * row : 16 * row + 16])) > 1024:
                return self.rows[row]
        return ""


@pytest.fixture
def hands(tmp_path):
    made = []

    def make(**how):
        made.append(Hands(tmp_path / str(len(made)), **how))
        return made[-1].on()

    yield make
    for one in made:
        one.stage.world.close()


def test_a_language_is_spoken_at_once_and_after_a_power_cut(hands):
    person = hands()
    assert person.open(SETTINGS, "Language")[1:3] == ["中文", "English"]
    assert person.press("up", "ok")[1:3] == ["语言已设为", "中文"]
    person.press("ok")
    assert person.restart().rows[1] == "没有待充的购电"
    assert person.stage.world.drive.read("/settings.toml").count(b'"en"') == 2  # the setting itself is as it was


def test_a_choice_that_cannot_be_kept_says_so_and_holds_until_the_power_goes(hands):
    person = hands()
    person.stage.world.machine.nvm[:] = bytes(4096)
    person.restart().open(SETTINGS, "Language")
    rows = person.press("up", "ok")
    assert rows[0].endswith("T61")
    assert rows[1:3] == ["断电后会忘记", "请插线重设"]
    person.press("ok")
    assert person.restart().rows[1] == "No purchase"


def test_with_the_cable_in_room_is_made_for_the_choice(hands):
    person = hands()
    person.stage.world.machine.nvm[:] = bytes(4096)
    person.stage.world.cable.plug()
    person.restart().open(SETTINGS, "Language")
    assert person.press("up", "ok")[2] == "中文"
    person.press("ok")
    assert person.restart().rows[1] == "没有待充的购电"


def test_a_language_that_this_firmware_lacks_is_english(hands):
    person = hands()
    person.open(SETTINGS, "Language")
    person.press("up", "ok", "ok")
    person.stage.world.cut_power()
    person.stage.world.drive.delete("/lib/wattkey/texts/zh.txt")
    assert person.on().rows[1] == "No purchase"


def self_test(person, answer="ok", keys="1 2 3 up 4 5 6 down 7 8 9 close back 0 ok menu"):
    person.open(INSTALLER, SELFTEST)
    assert person.stage.world.run_until(lambda: "All lit? #=y *=n" in person.rows, 5), person.rows
    person.press(answer)
    for key in keys.split():
        assert "Press every key," in person.rows
        person.press(key)
    shown = person.rows[1:]
    for _ in range(9):
        shown += [row for row in person.press("down")[1:] if row not in shown]
    return shown


def test_every_part_is_well_and_the_chip_was_really_asked(hands):
    person = hands()
    frames = []
    person.stage.world.hooks.append(lambda name, *_: frames.append(name) if name == "spi" else None)
    before = list(person.stage.world.air.log)
    person.open(ABOUT)
    person.press("back", "menu")
    frames.clear()
    asked = []
    apdu = person.stage.chip.apdu
    person.stage.chip.apdu = lambda command: asked.append(command[1]) or apdu(command)
    shown = self_test(person)
    assert shown[:5] == ["Chip ok", SERIAL, "Chip ATR -", "Infrared ok", "Drive ok"]  # reset to publish: no ATR heard
    assert shown[5] == "Battery -"  # none that is measured
    assert re.fullmatch(r"Free \d+ KB", shown[6])
    assert shown[7:] == ["Flash 2048 KB", "LED pads 12 mA", "Screen ok", "Keys ok"]
    assert asked[: asked.index(0x10) + 3][-4:] == [0x02, 0x10, 0x10, 0x12]  # INFO, two randoms, a wrong cipher
    assert len(frames) >= 2 * 3
    light = person.stage.world.air.log[len(before) :]
    assert bytes(byte.value for byte in light) == b"\xfe\x55\xaa\xfe"


def test_a_battery_that_is_measured_is_shown_with_its_charge(hands):
    person = hands()
    choose(person.stage.world.drive, POWER="battery")
    person.restart()
    (row,) = (row for row in self_test(person, keys="1 1") if row.startswith("Battery"))
    assert re.fullmatch(r"Battery \d+%", row)


def test_a_part_that_fails_is_shown_with_its_code(hands):
    person = hands()
    person.press("menu")
    person.stage.world.air.echo = False
    person.stage.world.drive.delete("/mail/report.json")
    person.press("menu")
    shown = self_test(person, answer="back", keys="1 2 2")
    assert shown[3:5] == ["Infrared P03", "Drive P06"]
    assert shown[-3:] == ["Screen P07", "Keys P04", "3A456B789C*0#D"]
    person.press("back")
    assert person.press("ok", "ok")[-1] == "X 03 06 07 04"


def test_a_dead_chip_is_found_and_the_other_parts_are_tested_all_the_same(hands):
    person = hands()
    person.press("menu")
    person.press("down", "down", "down", "ok")
    assert person.chosen() == SELFTEST
    person.stage.esam.power_off()
    person.press("ok")
    assert person.stage.world.run_until(lambda: "All lit? #=y *=n" in person.rows, 15), person.rows
    person.press("ok", "1", "1")
    assert person.rows[1:] == ["Chip P01", "Infrared ok", "Drive ok"]


def test_about_a_device_that_is_not_issued(hands):
    person = hands(issued=False)
    assert person.rows[1] == "Not issued yet"
    assert person.open(ABOUT)[1:] == ["Not issued yet", "ask the seller", "Chip number"]
    assert person.press("ok")[1:3] == [SERIAL, "Firmware 0.1.0"]


def test_a_menu_that_nobody_looks_at_gives_way_to_the_first_page(hands):
    person = hands()
    person.open(SETTINGS)
    assert person.chosen() == "Language"
    person.stage.world.run_for(62)
    assert person.rows[1] == "No purchase"


def test_orders_on_the_drive_wait_behind_the_one_in_the_chip(hands):
    person = hands()
    sold = [person.stage.sell(cents) for cents in (100_00, 50_00, 20_00)]
    for purchase in sold:
        person.stage.world.drive.write(*person.stage.order_file(purchase))
    person.restart()
    assert person.open("Purchases")[1:] == ["¥20.00 next", "No.3 11-20", "¥50.00 next"]
    assert person.press("down")[2:] == ["¥50.00 next", "No.2 11-20"]
    assert person.press("down", "down", "down")[1:3] == ["¥100.00 ready", "No.1"]


def test_ok_while_received_stands_begins_the_recharge(hands):
    person = hands()
    person.stage.sell(100_00)
    person.stage.world.cable.plug()
    VERBS["drop"](person.stage)
    VERBS["see"](person.stage, "mail.received", "100.00")
    assert person.press("ok")[1:3] == ["Point at the", "meter's eye"]


@pytest.mark.parametrize(("version", "shown"), [(3, r"Receipt \d{8}"), (2, "Receipt -")])
def test_below_a_purchase_stands_its_receipt_or_that_the_chip_has_none(hands, version, shown):
    person = hands()
    person.stage.chip.version = version
    person.stage.world.drive.write(*person.stage.order_file(person.stage.sell(100_00)))
    person.restart()
    rows = person.open("Purchases")
    assert rows[1:3] == ["¥100.00 ready", "No.1"]
    assert re.fullmatch(shown, rows[3])
