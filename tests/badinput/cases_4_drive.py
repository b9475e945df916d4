# cases_4_drive.py - the drive and the other parts: missing, unreadable, full; and a mistake in a file of the device

from wattkey_host.errordoc import Case

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


def nothing_kept(bench):
    """No room for a choice, and no cable: menu, settings, language, the other one."""
    drive = bench.world.drive
    drive.write("/settings.toml", drive.read("/settings.toml").replace(b'KEYS = "few"', b'KEYS = "matrix"'))
    bench.world.machine.nvm[:] = bytes(4096)
    bench.off_and_on()
    for key in "DBBB##A#":
        bench.press(key)


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
    Case("no room for another choice of language", "T61", nothing_kept, heal=shut),
)
