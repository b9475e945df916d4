# test_firmware_port.py - every driver of the port Firmware, by its pages: what is taken, what is refused
"""FIRMWARE = "firmware_image": the flow `update` over the real loader, in a board that runs from an image."""

import binascii

import pytest

from fakes.images import board, named, note, packed, runs
from wattkey_host import device_root
from wattkey_host.drive.contents import sources
from wattkey_host.drive.signature import make, modulus, private
from wattkey_host.story.playedboard import FONT
from wattkey_host.story.screenreader import Reader
from wattkey_host.story.verbs import highlighted, plain

OLD = named("1.0.0")
PROVED = 18


def slot(kind, value):
    head = bytes([kind, len(value)]) + value.ljust(10, b"\0")
    return head + binascii.crc32(head).to_bytes(4, "big")


class Handheld:
    """A board at its menu, with a host."""

    pc = None  # as a stage, for `highlighted`

    def __init__(self, *images, settings=b"", nvm=b""):
        self.world = board(
            *images, settings=b'\nWATTKEY_LANGUAGE = "en"\n' + settings if b"LANG" in settings else settings
        )
        text = self.world.drive.read("/settings.toml").replace(b'WATTKEY_LANGUAGE = "zh"', b'WATTKEY_LANGUAGE = "en"')
        self.world.drive.write("/settings.toml", text)
        self.world.machine.nvm[: len(nvm)] = nvm
        self.reader = Reader(device_root() / FONT)
        self.world.cable.plug()
        self.world.power_on()
        self.world.run_for(6)

    def drop(self, name, whole):
        self.world.cable.copy("/" + name, whole)

    def screen(self):
        return [row.strip() for row in self.reader.screen(self.world.oled)]

    def sees(self, words, seconds=30):
        assert self.world.run_until(lambda: any(words in row for row in self.screen()), seconds), self.screen()
        self.world.run_for(0.3)

    def press(self, *keys):
        for key in keys:
            self.world.keypad.press(key)
            self.world.run_for(0.5)

    def choose(self, *entries):
        self.press("D")
        for entry in entries:
            for _ in range(14):
                if plain(highlighted(self)) == plain(entry):
                    break
                self.press("B")
            self.press("#")


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    made = []
    for name in ("ours", "theirs"):
        path = tmp_path_factory.mktemp(name) / "k.pem"
        make(path)
        made.append(private(path))
    return made


@pytest.fixture
def handheld():
    worlds = []

    def start(*images, **how):
        made = Handheld(*images, **how)
        worlds.append(made.world)
        return made

    yield start
    for world in worlds:
        world.close()


def test_a_dropped_image_is_asked_about_installed_and_says_so(handheld):
    held = handheld(OLD)
    new = named("1.1.0")
    held.drop(*new)
    held.sees("1.0.0 -> 1.1.0")
    assert held.screen()[2] == "by UNSIGNED"
    held.press("#")
    held.sees("version 1.1.0")
    assert runs(held.world) == "1.1.0"
    held.world.cut_power()
    held.world.power_on()
    held.world.run_for(5)
    assert runs(held.world) == "1.1.0"


def test_who_says_no_keeps_what_runs_and_finds_it_in_the_menu(handheld):
    held = handheld(OLD)
    held.drop(*named("1.1.0"))
    held.sees("1.0.0 -> 1.1.0")
    held.press("*")
    held.world.run_for(5)
    assert (runs(held.world), held.screen()[0].split()[0]) == ("1.0.0", "WattKey")
    held.choose("Settings", "Update")
    held.sees("1.0.0 -> 1.1.0")


def test_another_image_put_in_the_place_of_one_is_asked_about_though_size_and_time_are_those_of_the_first(handheld):
    held = handheld(OLD)
    name, first = named("1.1.0")
    held.drop(name, first)
    held.sees("1.0.0 -> 1.1.0")
    held.press("*")
    held.world.run_for(3)
    node = held.world.drive.node("/" + name)
    node.data[:] = packed("1.2.0")
    assert len(node.data) == len(first)
    held.sees("1.0.0 -> 1.2.0")


def test_files_of_the_owner_that_go_before_the_image_are_shown(handheld):
    held = handheld(OLD)

    def about():
        held.choose("About")
        rows = set()
        for _ in range(10):
            rows |= set(held.screen()[1:])
            held.press("B")
        held.press("*", "*")
        return rows

    assert "Own files first:" not in about()
    for path in ("/drivers/link_mine.py", "/drivers/._link_mine.py", "/flows/read.mpy", "/flows/notes.txt"):
        held.world.drive.write(path, b"")
    own = about()
    assert {"Own files first:", "link_mine", "read"} <= own
    assert not [row for row in own if "._" in row or "notes" in row]


def test_an_older_one_is_asked_about_twice(handheld):
    held = handheld(OLD)
    held.drop(*named("0.9.0"))
    held.sees("0.9.0 is older")
    held.press("#")
    held.sees("1.0.0 -> 0.9.0")
    held.press("#")
    held.sees("version 0.9.0")
    assert runs(held.world) == "0.9.0"


REFUSED = {
    "T81": lambda new, keys: ("wattkey.img", bytes(30_000)),
    "T82": lambda new, keys: ("wattkey-1.1.0.img", new[:150_016]),
    "T84": lambda new, keys: ("wattkey-1.1.0.img", new.replace(b"pi_pico\n", b"pi_pica\n")),
    "T85": lambda new, keys: ("wattkey-1.1.0.img", new.replace(b"circuitpython 10\n", b"circuitpython 11\n")),
    "T86": lambda new, keys: ("wattkey-1.1.0.img", new.replace(b"loader 1\n", b"loader 9\n")),
    "T87": lambda new, keys: ("again.img", OLD[1]),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_cannot_be_taken_is_said_in_words_and_the_rest_goes_on(handheld, code):
    held = handheld(OLD)
    held.drop(*REFUSED[code](packed("1.1.0"), None))
    held.sees(code, 40)
    held.press("*")
    held.world.run_for(2)
    assert code not in held.screen()[0]
    assert runs(held.world) == "1.0.0"
    assert held.world.machine.crash == ""


@pytest.mark.parametrize("at", [513, 770, 3000, 150_000])
def test_an_edited_byte_is_refused(handheld, keys, at):
    held = handheld(named("1.0.0", key=keys[0]), settings=_settings(keys[0]))
    new = packed("1.1.0", key=keys[0])
    held.drop("wattkey-1.1.0.img", new[:at] + bytes([new[at] ^ 4]) + new[at + 1 :])
    held.sees("T8", 40)
    assert runs(held.world) == "1.0.0"


def _settings(key):
    return f'\nUPDATE_SIGNER = "ACME"\nUPDATE_KEY = "{modulus(key.public_key())}"\n'.encode()


def test_with_a_key_only_what_it_has_signed_is_taken(handheld, keys):
    ours, theirs = keys
    held = handheld(named("1.0.0", key=ours), settings=_settings(ours))
    for key in (None, theirs):
        held.drop("wattkey-1.1.0.img", packed("1.1.0", key=key))
        held.sees("T83", 40)
        held.press("*")
        held.world.run_for(1)
    held.drop("wattkey-1.1.0.img", packed("1.1.0", key=ours))
    held.sees("by ACME")
    held.press("#")
    held.sees("version 1.1.0")


def test_updates_any_takes_the_unsigned_too_and_says_so(handheld, keys):
    held = handheld(OLD, settings=_settings(keys[0]) + b'UPDATES = "any"\n')
    held.drop(*named("1.1.0"))
    held.sees("1.0.0 -> 1.1.0")
    assert held.screen()[2] == "by UNSIGNED"


def test_a_full_nvm_is_made_room_in_while_a_cable_brings_power(handheld):
    held = handheld(OLD, nvm=slot(1, b"en") * 250 + slot(PROVED, note(OLD[1])))
    held.drop(*named("1.1.0"))
    held.sees("1.0.0 -> 1.1.0")
    held.press("#")
    held.sees("version 1.1.0")
    assert bytes(held.world.machine.nvm).count(slot(1, b"en")) == 1  # the choice stays, its old copies are gone


def test_a_full_nvm_on_battery_waits_for_the_cable(handheld):
    held = handheld(OLD, nvm=slot(1, b"en") * 250 + slot(PROVED, note(OLD[1])))
    held.drop(*named("1.1.0"))
    held.sees("1.0.0 -> 1.1.0")
    held.world.cable.unplug()
    held.press("#")
    held.sees("T88")
    assert runs(held.world) == "1.0.0"


def test_a_new_version_that_does_not_come_up_is_left_and_that_is_said(handheld):
    held = handheld(OLD)
    held.drop(*named("1.1.0", home="raise RuntimeError('dead')\n"))
    held.sees("1.0.0 -> 1.1.0")
    held.press("#")
    held.sees("T90", 60)
    assert runs(held.world) == "1.0.0"


def test_loose_files_run_whatever_is_dropped(handheld):
    held = handheld(OLD)
    for path, data in sources(device_root()).items():
        if path.startswith(("/lib", "/drivers", "/flows")):
            held.world.drive.write(path, data)
    held.world.cut_power()
    held.world.power_on()
    held.world.run_for(6)
    held.drop(*named("1.1.0"))
    held.sees("T89")


def test_the_boot_drive_is_two_questions_away(handheld):
    held = handheld(OLD)
    held.choose("Installer", "Boot drive")
    held.sees("For a UF2 from")
    held.press("#")
    held.sees("may wipe")
    held.press("#")
    held.world.run_for(1)
    assert held.world.machine.state == "boot drive"
