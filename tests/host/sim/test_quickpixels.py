# test_quickpixels.py - the quick loops of displayio draw what Blinka's own draw, to the pixel
"""The same program draws with both: glyphs from a file, bars, anywhere, in layers, black on white and turned over."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from wattkey_host.sim import quickpixels

PROGRAM = """
import bitmaptools, board, busio, displayio, i2cdisplaybus, io
from adafruit_displayio_ssd1306 import SSD1306
bus = i2cdisplaybus.I2CDisplayBus(busio.I2C(board.GP5, board.GP4, frequency=400_000), device_address=0x3C)
display = SSD1306(bus, width=128, height=64, auto_refresh=False)
group = displayio.Group()
display.root_group = group
for width, height, x, y, colors, transparent, flip, on_top, glyphs in LAYERS:
    palette = displayio.Palette(2)
    palette[0], palette[1] = colors
    if transparent is not None:
        palette.make_transparent(transparent)
    bitmap = displayio.Bitmap(width, height, 2)
    tiles = displayio.TileGrid(bitmap, pixel_shader=palette, x=x, y=y)
    tiles.flip_x = flip
    group.insert(len(group) if on_top else 0, tiles)
    for data, left, top in glyphs:
        glyph = displayio.Bitmap(len(data) // 2, 16, 2)
        bitmaptools.readinto(glyph, io.BytesIO(data), 1, 1, reverse_pixels_in_element=True)
        bitmaptools.blit(bitmap, glyph, left, top)
        display.refresh()
        bitmaptools.fill_region(bitmap, left - 3, top + 5, left + len(data), top + 12, len(data) // 32)
        display.refresh()
    print(bytes(bitmap[x, y] for y in range(height) for x in range(width)))
"""
BLACK, WHITE = (0, 0xFFFFFF), (0xFFFFFF, 0)  # what a bitmap of zeros is
GLYPH = (bytes(range(32)), 8, 0)
DATA = st.sampled_from([16, 32]).flatmap(lambda n: st.binary(min_size=n, max_size=n))
GLYPHS = st.tuples(DATA, st.integers(-20, 130), st.integers(-20, 70))
LAYERS = st.tuples(
    st.sampled_from([128, 128, 64, 40]), st.sampled_from([16, 64, 9]), st.sampled_from([0, 0, 32, 5]),
    st.sampled_from([0, 16, 32, 3]), st.sampled_from([BLACK, WHITE]), st.sampled_from([None, None, 0]),
    st.sampled_from([False, False, True]), st.booleans(), st.lists(GLYPHS, min_size=1, max_size=3),
)  # fmt: skip


def drawn(board, layers):
    """(pixels of the panel, bitmaps) after the program has run."""
    world = board(f"LAYERS = {layers!r}\n" + PROGRAM)
    world.run_for(3)
    assert (world.machine.crash, world.machine.state) == ("", "ended")
    return world.oled.pixels(), world.machine.console


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(LAYERS, min_size=1, max_size=3))
@example([(128, 64, 0, 0, WHITE, None, False, True, [GLYPH]), (40, 9, 0, 0, BLACK, None, False, True, 2 * [GLYPH])])
def test_both_draw_the_same(board, layers):
    quick = drawn(board, layers)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quickpixels, "QUICK", {})
        assert drawn(board, layers) == quick


def test_a_file_that_ends_too_early_is_told(board):
    world = board("""
        import bitmaptools, displayio, io
        bitmap = displayio.Bitmap(16, 16, 2)
        try:
            bitmaptools.readinto(bitmap, io.BytesIO(b"\\xff" * 5), 1, 1, reverse_pixels_in_element=True)
        except EOFError:
            print([sum(bitmap[x, y] for x in range(16)) for y in range(4)])
        """)
    world.run_for(2)
    assert world.machine.console == "[16, 16, 0, 0]\n"
