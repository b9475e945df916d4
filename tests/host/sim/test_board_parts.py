"""Keypad, SPI, display: the real Adafruit libraries over the simulated pins."""

import pytest
from PIL import Image

SCAN = """
import board, time
from digitalio import DigitalInOut
from adafruit_matrixkeypad import Matrix_Keypad
rows = [DigitalInOut(p) for p in (board.GP6, board.GP7, board.GP8, board.GP9)]
cols = [DigitalInOut(p) for p in (board.GP10, board.GP11, board.GP12, board.GP13)]
pad = Matrix_Keypad(rows, cols, ["123A", "456B", "789C", "*0#D"])
before = []
while True:
    now = pad.pressed_keys
    if now != before:
        print("".join(now) or "-", end=" ")
        before = now
    time.sleep({pause})
"""


def test_all_sixteen_keys_through_the_real_matrix_library(board):
    world = board(SCAN.format(pause=0.02))
    world.run_for(1.6)
    for label in "123A456B789C*0#D":
        world.keypad.press(label)
        world.run_for(0.3)
    pressed = [word for word in world.machine.console.split() if word != "-"]
    assert "".join(sorted(set(pressed), key=pressed.index)) == "123A456B789C*0#D"


def test_contacts_bounce(board):
    world = board(SCAN.format(pause=0.0001))
    world.run_for(1.6)
    world.keypad.press("5")
    world.run_for(0.3)
    assert world.machine.console.split().count("5") > 1, "a scan this fast sees the bounces"
    assert world.machine.console.split()[-1] == "-"


def test_two_keys_and_the_ghost_of_three(board):
    world = board(SCAN.format(pause=0.02))
    world.run_for(1.6)
    for label in "15":
        world.keypad.hold(label)
    world.run_for(0.2)
    assert world.machine.console.split()[-1] == "15"
    world.keypad.hold("2")
    world.run_for(0.2)
    assert world.machine.console.split()[-1] == "1245", "4 is a ghost"


def test_a_quick_tap_leaves_no_key_stuck(board):
    world = board(SCAN.format(pause=0.02))
    world.run_for(1.6)
    world.keypad.press("7", ms=1)
    world.run_for(0.5)
    assert world.machine.console.split()[-1:] in ([], ["-"])


def test_an_unknown_key_is_an_error(board):
    with pytest.raises(KeyError):
        board().keypad.press("E")


class EchoChip:
    """Answers each byte with its complement and remembers what it saw."""

    def __init__(self):
        self.seen = []

    def power_on(self):
        self.seen.append("on")

    def power_off(self):
        self.seen.append("off")

    def select(self, selected):
        self.seen.append(selected)

    def transfer(self, value, config):
        self.seen.append((value, tuple(config)))
        return value ^ 0xFF


SPI = """
import board, busio, digitalio, time
from adafruit_bus_device.spi_device import SPIDevice
bus = busio.SPI(board.GP18, board.GP19, board.GP16)
dev = SPIDevice(bus, digitalio.DigitalInOut(board.GP17), baudrate=1_000_000, polarity=1, phase=1)
"""


def test_spi_device_frames_the_bytes_with_chip_select(board):
    chip = EchoChip()
    world = board(
        SPI
        + """
t = time.monotonic()
with dev as spi:
    spi.write(b"\\x01\\x02")
into = bytearray(2)
with dev as spi:
    spi.readinto(into, write_value=0x0F)
    print(spi.try_lock())
print(into.hex(), round((time.monotonic() - t) * 1_000_000) >= 32)
try:
    bus.write(b"x")
except RuntimeError as error:
    print(error)
time.sleep(9)
""",
        esam=chip,
    )
    world.run_for(2)
    mode = (1_000_000, 1, 1, 8)
    assert chip.seen == [
        "on",
        *(True, (1, mode), (2, mode), False),
        *(True, (0x0F, mode), (0x0F, mode), False),
    ]
    assert world.machine.console.splitlines() == ["False", "f0f0 True", "Function requires lock"]


def test_a_byte_takes_its_time_on_the_bus(board):
    world = board(
        SPI
        + """
bus.try_lock(); bus.configure(baudrate=8000)
t = time.monotonic()
bus.write(bytes(100))
print(round(time.monotonic() - t, 2))
""",
        esam=EchoChip(),
    )
    world.run_for(2)
    assert world.machine.console == "0.1\n"


def test_the_chip_is_deselected_and_loses_power_at_a_cut_in_a_frame(board):
    chip = EchoChip()
    world = board(SPI + "with dev as spi:\n    spi.write(b'a')\n    time.sleep(9)", esam=chip)
    world.run_for(2)
    world.cut_power()
    assert chip.seen[:3] == ["on", True, (ord("a"), (1_000_000, 1, 1, 8))]
    assert sorted(map(str, chip.seen[3:])) == ["False", "off"]


def test_a_reset_deselects_the_chip_but_leaves_it_powered(board):
    chip = EchoChip()
    world = board(
        SPI + "import microcontroller\nwith dev as spi:\n    spi.write(b'a')\n    microcontroller.reset()", esam=chip
    )
    world.run_for(1.6)
    assert chip.seen == ["on", True, (ord("a"), (1_000_000, 1, 1, 8)), False]


def test_a_cut_at_the_frame_is_before_the_frame(board):
    chip = EchoChip()
    world = board(SPI + "with dev as spi:\n    spi.write(b'a')", esam=chip)
    world.hooks.append(lambda name, *detail: name == "spi" and world.cut_power())
    world.run_for(2)
    assert chip.seen == ["on", "off"]


def test_without_a_chip_the_line_floats(board):
    world = board(SPI + "into = bytearray(2)\nwith dev as spi:\n    spi.readinto(into)\nprint(into.hex())")
    world.run_for(2)
    assert world.machine.console == "ffff\n"


DISPLAY = """
import board, busio, displayio, i2cdisplaybus, time
from adafruit_displayio_ssd1306 import SSD1306
bus = i2cdisplaybus.I2CDisplayBus(busio.I2C(board.GP5, board.GP4, frequency=400_000), device_address=0x3C)
display = SSD1306(bus, width=128, height=64, auto_refresh={auto})
bitmap, palette, group = displayio.Bitmap(128, 64, 2), displayio.Palette(2), displayio.Group()
palette[1] = 0xFFFFFF
group.append(displayio.TileGrid(bitmap, pixel_shader=palette))
display.root_group = group
"""


def lit(world):
    return {(x, y) for y, row in enumerate(world.oled.pixels()) for x, on in enumerate(row) if on}


def test_the_real_library_draws_where_it_is_told(board):
    world = board(
        DISPLAY.format(auto=False)
        + """
for x, y in ((0, 0), (127, 0), (5, 9), (0, 63), (127, 63)):
    bitmap[x, y] = 1
t = time.monotonic()
display.refresh()
print(round(1000 * (time.monotonic() - t)))
time.sleep(1)
bitmap[5, 9] = 0
bitmap[64, 32] = 1
display.refresh()
time.sleep(9)
"""
    )
    world.run_for(2)
    assert lit(world) == {(0, 0), (127, 0), (5, 9), (0, 63), (127, 63)}
    assert 20 <= int(world.machine.console) <= 50, "1,024 bytes of 9 bits at 400 kHz"
    drawn, digest = world.oled.changed_us, world.oled.digest()
    world.run_for(2)
    assert lit(world) == {(0, 0), (127, 0), (64, 32), (0, 63), (127, 63)}
    assert world.oled.changed_us > drawn
    assert world.oled.digest() != digest


def test_auto_refresh_is_driven_by_virtual_time(board):
    world = board(DISPLAY.format(auto=True) + "bitmap[3, 3] = 1\ntime.sleep(0.2)\nbitmap[3, 3] = 0\ntime.sleep(9)")
    world.run_for(1.8)
    assert lit(world) == {(3, 3)}
    world.run_for(0.5)
    assert lit(world) == set()


def test_the_panel_goes_dark_with_the_power_and_sleeps_when_told(board):
    world = board(DISPLAY.format(auto=True) + "bitmap[3, 3] = 1\ntime.sleep(1)\ndisplay.sleep()\ntime.sleep(9)")
    world.run_for(2)
    assert world.oled.on
    world.run_for(1)
    assert not world.oled.on
    assert lit(world) == set()
    world.cut_power()
    world.power_on()
    world.run_for(2)
    assert lit(world) == {(3, 3)}
    world.cut_power()
    assert lit(world) == set()


def test_a_reset_lets_the_next_life_have_the_display(board):
    world = board(
        DISPLAY.format(auto=False)
        + """
import microcontroller
if microcontroller.cpu.reset_reason == microcontroller.ResetReason.POWER_ON:
    microcontroller.reset()
bitmap[1, 1] = 1
display.refresh()
print("drawn")
"""
    )
    world.run_for(4)
    assert world.machine.console == "drawn\n"


def test_brightness_and_a_busy_bus(board):
    world = board(
        DISPLAY.format(auto=False)
        + """
display.brightness = 0.5
try:
    busio.I2C(board.GP5, board.GP4)
except ValueError as error:
    print(error)
try:
    busio.I2C(board.GP3, board.GP2)
except RuntimeError as error:
    print(error)
"""
    )
    world.run_for(2)
    assert world.oled.contrast == 128
    assert world.machine.console.splitlines() == [
        "GP5 in use",
        "No pull up found on SDA or SCL; check your wiring",
    ]


def test_a_device_that_is_not_on_the_bus(board):
    world = board("""
        import board, busio
        i2c = busio.I2C(board.GP5, board.GP4)
        i2c.try_lock()
        print(i2c.scan(), i2c.try_lock())
        try:
            i2c.writeto(0x50, b"1")
        except OSError as error:
            print(error.errno)
        """)
    world.run_for(2)
    assert world.machine.console.splitlines() == ["[60] False", "19"]


def test_the_picture_as_text_and_as_a_file(board, tmp_path):
    world = board(DISPLAY.format(auto=False) + "bitmap[0, 0] = bitmap[1, 1] = bitmap[2, 0] = 1\ndisplay.refresh()")
    world.run_for(2)
    lines = world.oled.as_text().splitlines()
    assert lines[0] == "▚▘"
    assert len(world.oled.as_text().split("\n")) == 32
    world.oled.png(tmp_path / "screen.png", scale=3)
    with Image.open(tmp_path / "screen.png") as image:
        assert image.size == (384, 192)
        assert image.getpixel((1, 1)) == 255
        assert image.getpixel((10, 10)) == 0
