# drivecases.py - the drive and the other parts: missing, unreadable, full; and a mistake in a file of the device

from wattkey_lab.badinput.case import Case

LIST = "/mail/meters.json"
NOT_A_NUMBER = b'{"wattkey": 1, "type": "meters", "1": "000000000001", "2": "12345"}'
TWICE = b'{"wattkey": 1, "type": "meters", "1": "000000000001", "2": "000000000001 2007"}'
ONE = b'{"wattkey": 1, "type": "meters", "1": "000000000001"}'
NOBODY = b'{"wattkey": 1, "type": "meters"}'
PARTS = {
    "P03": "/drivers/link_ir.py",
    "P04": "/drivers/keys_few.py",
    "P05": "/drivers/drive_board.py",
    "P07": "/drivers/screen_words.py",
    "P08": "/drivers/store_nvm.py",
}


def without(code):
    """The driver of a part is gone; the device starts."""

    def do(bench):
        bench.saved = bench.world.drive.read(PARTS[code])
        bench.world.cut_power()
        bench.world.drive.delete(PARTS[code])
        bench.world.power_on()
        bench.world.run_for(4)

    return do


def repaired(code):
    def heal(bench):
        bench.world.drive.write(PARTS[code], bench.saved)
        bench.off_and_on()

    return heal


def part(what, code):
    return Case(what, code, without(code), heal=repaired(code))


def no_mail(bench):
    """Somebody has deleted /mail with its two files; nothing can be published."""
    for name in ("/mail/card.json", "/mail/report.json"):
        bench.world.drive.delete(name)
    bench.off_and_on()
    bench.world.run_until(lambda: bench.page.status == "P06", 40)


def read_error(bench):
    """The file is listed, and cannot be read."""
    node = bench.world.drive.write("/order2.json", b"x" * 300)
    node.data = _Unreadable(node.data)
    bench.world.cable.plug()
    bench.world.run_until(lambda: bench.page.title == "New file" and bench.page.status, 75)
    node.data = bytearray(b" ")


class _Unreadable(bytearray):
    """The sectors of this file give errors."""

    def __getitem__(self, _index):
        raise OSError(5)

    def __bytes__(self):
        raise OSError(5)

    def __iter__(self):
        raise OSError(5)

    def __buffer__(self, _flags):
        raise OSError(5)


def full(bench):
    """A host that found no room leaves the entry, and nothing behind it."""
    bench.world.cable.plug()
    bench.world.drive.write("/order2.json", b"")
    bench.world.run_until(lambda: bench.page.title == "New file" and bench.page.status, 75)


def mistake(bench):
    """An editor's slip in a flow."""
    bench.saved = bench.world.drive.read("/flows/recharge.py")
    bench.world.drive.write("/flows/recharge.py", bench.saved.replace(b'"meter.ir_auth"', b'"meter.ir_oath"'))
    bench.press("#")


def mended(bench):
    bench.world.drive.write("/flows/recharge.py", bench.saved)
    bench.press("*")


def gone(bench):
    for name in ("/order2.json",):
        if bench.world.drive.node(name):
            bench.world.drive.delete(name)
    bench.world.cable.unplug()
    bench.world.run_for(1)
    if bench.page.title != "WattKey":
        bench.press("*")


def whole_keypad(bench, *settings):
    """All keys, and perhaps more settings."""
    drive = bench.world.drive
    toml = drive.read("/settings.toml").replace(b'KEYS = "few"', b'KEYS = "matrix"')
    drive.write("/settings.toml", toml + "".join(f"{line}\n" for line in settings).encode())
    bench.off_and_on()


def nothing_kept(bench):
    """No room for a choice, and no cable: menu, settings, language, the other one."""
    bench.world.machine.nvm[:] = bytes(4096)
    whole_keypad(bench)
    for key in "DBBB##A#":
        bench.press(key)


def listed(text, *settings, ups="A"):
    """A list of meters on the drive; the last entry of the menu is the box's, or without a list the uplink's."""

    def do(bench):
        if text:
            bench.world.drive.write(LIST, text)
        whole_keypad(bench, *settings)
        for key in "D" + ups + "#":
            bench.press(key)

    return do


def nobody_found(bench):
    """A pair of wires, and nobody at its other end."""
    drive = bench.world.drive
    drive.write("/settings.toml", drive.read("/settings.toml").replace(b'LINK = "ir"', b'LINK = "rs485"'))
    listed(b"")(bench)
    bench.press("#")
    bench.world.run_until(lambda: bench.page.status, 60)


def back_to_the_eye(bench):
    drive = bench.world.drive
    drive.write("/settings.toml", drive.read("/settings.toml").replace(b'LINK = "rs485"', b'LINK = "ir"'))
    bench.off_and_on()


def list_gone(bench):
    if bench.world.drive.node(LIST):
        bench.world.drive.delete(LIST)
    bench.press("*")
    bench.press("D")


def shut(bench):
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
    Case("the uplink of a terminal, and no list of meters", "T50", listed(b"", 'UPLINK = "serial"'), heal=list_gone),
    Case("an uplink whose driver is not there", "P11", listed(ONE, 'UPLINK = "smoke"', ups="AA"), heal=list_gone),
    Case("no room for another choice of language", "T61", nothing_kept, heal=shut),
)
