# pincases.py - the PIN: wrong, blocked, typed differently, forgotten between two pages

from wattkey_lab.badinput.case import Case

SET = b"\x90\x28\0\0" + b"\xff" * 8


def with_pin(bench, pin=b"1234"):
    """The card has a PIN, and the device its whole keypad."""
    if pin:
        assert bench.chip.apdu(SET + pin.ljust(8, b"\xff")) == (b"", 0x9000)
    drive = bench.world.drive
    drive.write("/settings.toml", drive.read("/settings.toml").replace(b'KEYS = "few"', b'KEYS = "matrix"'))
    bench.off_and_on()


def typed(bench, keys):
    for key in keys:
        bench.press(key)


def wrong(bench):
    with_pin(bench)
    typed(bench, "#9999#")
    assert "tries left" in bench.page.lines[1]


def right(bench):
    """Once more, with the right one; then the purchase is offered as ever."""
    typed(bench, "#1234#")
    assert bench.page.big, bench.page


def blocked(bench):
    with_pin(bench)
    for _ in range(10):
        typed(bench, "#9999#")
        if bench.page.status == "T63":
            return
    raise AssertionError("it never blocks")


def differ(bench):
    with_pin(bench, pin=b"")
    typed(bench, "DBBB#B#1111#2222#")


def not_set(bench):
    typed(bench, "***")


def missing(bench):
    apdu = type(bench.chip).apdu
    bench.chip.apdu = lambda command: (b"", 0x6984) if command[1] == 0x1C else apdu(bench.chip, command)
    bench.press("#")
    del bench.chip.apdu


CASES = (
    Case("the PIN is wrong", "T62", wrong, heal=right),
    Case("the PIN was wrong too often", "T63", blocked, lost="only the seller lifts the PIN"),
    Case("a new PIN is typed differently the second time", "T64", differ, heal=not_set),
    Case("the chip wants the PIN before the load", "T48", missing, heal=lambda bench: bench.press("*")),
)
