# drivecases.py - the drive and the other parts: missing, unreadable, full; and a mistake in a file of the device
"""Files are taken away, made unreadable or written wrongly, as people and hosts do it."""

from typing import NoReturn

from wattkey.box.readings import FILE, empty
from wattkey_host.sim.chosen import choose
from wattkey_lab.badinput.case import Case, Deed
from wattkey_lab.badinput.standin import home, original, press_all
from wattkey_lab.torture.cuts.bench import Bench

SECOND = "/order2.json"
FLOW = "/flows/recharge.py"
SLIP = b"""from wattkey.flow import flow, step

FLOW = flow("recharge", step("unlock", "meter.ir_oath", {"ok": "end"}))
"""
LIST = "/mail/meters.json"
NOT_A_NUMBER = b'{"wattkey": 1, "type": "meters", "1": "000000000001", "2": "12345"}'
TWICE = b'{"wattkey": 1, "type": "meters", "1": "000000000001", "2": "000000000001 2007"}'
ONE = b'{"wattkey": 1, "type": "meters", "1": "000000000001"}'
EVERYBODY = b'{"wattkey": 1, "type": "meters", "1": "999999999999"}'
NOBODY = b'{"wattkey": 1, "type": "meters"}'
PARTS = {
    "P03": "/drivers/link_ir_pio.py",
    "P04": "/drivers/keys_few.py",
    "P05": "/drivers/drive_board.py",
    "P07": "/drivers/screen_words.py",
    "P08": "/drivers/store_nvm.py",
}


def without(code: str) -> Deed:
    """The driver of a part is gone; the device starts."""

    def do(bench: Bench) -> None:
        bench.world.cut_power()
        bench.world.drive.delete(PARTS[code])
        bench.world.power_on()
        bench.world.run_for(4)

    return do


def repaired(code: str) -> Deed:
    """The driver is there again."""

    def heal(bench: Bench) -> None:
        bench.world.drive.write(PARTS[code], original(bench, PARTS[code]))
        bench.off_and_on()

    return heal


def part(what: str, code: str) -> Case:
    """A part whose driver is missing."""
    return Case(what, code, without(code), heal=repaired(code))


def no_mail(bench: Bench) -> None:
    """Somebody has deleted /mail with its two files; nothing can be published."""
    for name in ("/mail/card.json", "/mail/report.json"):
        bench.world.drive.delete(name)
    bench.off_and_on()
    bench.world.run_until(lambda: bench.page.status == "P06", 40)


def said_of_the_file(bench: Bench) -> bool:
    """The screen has a code for the file that was dropped."""
    return bench.page.title == "New file" and bool(bench.page.status)


def read_error(bench: Bench) -> None:
    """The file is listed, and cannot be read."""
    node = bench.world.drive.write(SECOND, b"x" * 300)
    node.data = _Unreadable(node.data or b"")
    bench.world.cable.plug()
    bench.world.run_until(lambda: said_of_the_file(bench), 75)
    node.data = bytearray(b" ")


class _Unreadable(bytearray):
    """The sectors of this file give errors."""

    def _fails(self, *_of_anything: object) -> NoReturn:
        raise OSError(5)

    __getitem__ = __bytes__ = __iter__ = __buffer__ = _fails


def full(bench: Bench) -> None:
    """A host that found no room leaves the entry, and nothing behind it."""
    bench.world.cable.plug()
    bench.world.drive.write(SECOND, b"")
    bench.world.run_until(lambda: said_of_the_file(bench), 75)


def mistake(bench: Bench) -> None:
    """An editor's slip in a flow."""
    bench.world.drive.write(FLOW, SLIP)
    bench.press("#")


def mended(bench: Bench) -> None:
    """The flow is as it was."""
    bench.world.drive.write(FLOW, original(bench, FLOW))
    bench.press("*")


def gone(bench: Bench) -> None:
    """The second file is deleted, and the cable pulled out."""
    if bench.world.drive.node(SECOND):
        bench.world.drive.delete(SECOND)
    bench.world.cable.unplug()
    bench.world.run_for(1)
    home(bench, 1)


def whole_keypad(bench: Bench, **settings: str) -> None:
    """All keys, and perhaps more settings."""
    choose(bench.world.drive, KEYS="matrix", **settings)
    bench.off_and_on()


def nothing_kept(bench: Bench) -> None:
    """No room for a choice, and no cable: menu, settings, language, the other one."""
    bench.world.machine.nvm[:] = bytes(4096)
    whole_keypad(bench)
    press_all(bench, "DBBB##A#")


def listed(text: bytes, ups: str = "AA", **settings: str) -> Deed:
    """A list of meters on the drive; in the installer's menu the last entry but one is the box's, or without a list the
    uplink's."""

    def do(bench: Bench) -> None:
        if text:
            bench.world.drive.write(LIST, text)
        whole_keypad(bench, **settings)
        press_all(bench, "DAAA#" + ups + "#")

    return do


def nobody_found(bench: Bench) -> None:
    """A pair of wires, and nobody at its other end."""
    listed(b"", LINK="rs485")(bench)
    bench.press("#")
    bench.world.run_until(lambda: bool(bench.page.status), 60)


def back_to_the_eye(bench: Bench) -> None:
    """The infrared eye is the link again."""
    choose(bench.world.drive, LINK="ir_pio")
    bench.off_and_on()


def list_gone(bench: Bench) -> None:
    """The list of meters is deleted."""
    if bench.world.drive.node(LIST):
        bench.world.drive.delete(LIST)
    press_all(bench, "***")


def no_readings(bench: Bench) -> None:
    """The list is there, the file that boot.py would write into is not."""
    bench.world.drive.delete(FILE)
    listed(ONE)(bench)


def readings_back(bench: Bench) -> None:
    """The file of the readings as it was made."""
    bench.world.drive.write(FILE, empty())
    list_gone(bench)


def shut(bench: Bench) -> None:
    """The memory for choices is empty again."""
    bench.world.machine.nvm[:] = b"\xff" * 4096
    bench.off_and_on()


CASES = (
    Case("no /mail on the drive", "P06", no_mail, heal=lambda bench: bench.press("*")),
    Case("a file that cannot be read", "T28", read_error, heal=gone),
    Case("the drive is full: an empty file is left of the copy", "T28", full, heal=gone),
    part("the infrared part does not start", "P03"),
    part("the keypad does not start", "P04"),
    part("the drive does not start", "P05"),
    part("the screen does not start", "P07"),
    part("the memory for choices does not start", "P08"),
    Case("a mistake in a file of the device", "P09", mistake, heal=mended),
    Case("a list of meters with a number that has not 12 digits", "T29", listed(NOT_A_NUMBER), heal=list_gone),
    Case("a list in which a meter stands twice", "T29", listed(TWICE), heal=list_gone),
    Case("a list without a meter", "T29", listed(NOBODY), heal=list_gone),
    Case("a search on a pair of wires that reaches no meter", "T51", nobody_found, heal=back_to_the_eye),
    Case("a list of meters over 4 KiB", "T52", listed(ONE + b" " * 4096), heal=list_gone),
    Case("a list of meters with a byte order mark", "T53", listed(b"\xef\xbb\xbf" + ONE), heal=list_gone),
    Case("a list of meters in UTF-16", "T53", listed(ONE.decode().encode("utf-16")), heal=list_gone),
    Case("a list with the number that means all meters", "T29", listed(EVERYBODY), heal=list_gone),
    Case("a list of meters, and the file of the readings is deleted", "T54", no_readings, heal=readings_back),
    Case("the uplink of a gateway, and no list of meters", "T50", listed(b"", UPLINK="serial"), heal=list_gone),
    Case("an uplink whose driver is not there", "P11", listed(ONE, "AAA", UPLINK="smoke"), heal=list_gone),
    Case("no room for another choice of language", "T61", nothing_kept, heal=shut),
)
