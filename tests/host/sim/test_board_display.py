# test_board_display.py - the SSD1306 under the real displayio: pixels, power, resets
"""The real Adafruit libraries over the simulated pins."""

import gc

from PIL import Image

from wattkey_host.sim.run import Life

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


def test_the_picture_as_pixels_and_as_a_file(board, tmp_path):
    world = board(DISPLAY.format(auto=False) + "bitmap[0, 0] = bitmap[1, 1] = bitmap[2, 0] = 1\ndisplay.refresh()")
    world.run_for(2)
    rows = world.oled.pixels()
    assert [[x for x in range(128) if row[x]] for row in rows[:3]] == [[0, 2], [1], []]
    assert [sum(map(sum, rows)), len(rows), *{len(row) for row in rows}] == [3, 64, 128]
    world.oled.png(tmp_path / "screen.png", scale=3)
    with Image.open(tmp_path / "screen.png") as image:
        assert image.size == (384, 192)
        assert image.getpixel((1, 1)) == 255
        assert image.getpixel((10, 10)) == 0


def test_a_life_that_is_over_stays_in_no_memory(board):
    """A cache of `typing` held it, for each of the last 128 lives."""
    world = board(DISPLAY.format(auto=False) + "time.sleep(9)\n")
    for _ in range(3):
        world.run_for(2)
        world.cut_power()
        world.power_on()
    world.run_for(2)
    gc.collect()
    ours = [one for one in gc.get_objects() if isinstance(one, Life) and one.machine is world.machine]
    assert [life.alive for life in ours] == [True]
