# test_screen_ssd1306.py - the drawing task: only what changed, the latest page, in small pieces
import pytest


def sent(world):
    """What is sent from now on: the list fills with the number of data bytes of each I2C write."""
    counts = []
    write = world.oled.write

    def counting(data):
        if data[0] == 0x40:
            counts.append(len(data) - 1)
        write(data)

    world.oled.write = counting
    return counts


FIRST = 'screen.show(Page("WattKey", ["one", "two"], help="#=OK"))\nawait clock.sleep_ms(1000)\n'


@pytest.mark.parametrize(
    ("second", "counts"),
    [
        ('Page("WattKey", ["one", "two"], help="#=OK")', []),
        ('Page("WattKey", ["one", "TWO"], help="#=OK")', [48]),
        ('Page("WattKey", ["one", "two or three"], help="#=OK")', [48, 64, 64, 16]),
        ('Page("WattKey", ["one", "two"], help="#=OK", status="1/6")', [48]),
        ('Page("WattKey", ["one", "two"], selected=1, help="#=OK")', [256]),
        ('Page("Other", ["one", "two"], help="*=back")', [48, 112, 48, 48]),
    ],
)
def test_only_what_has_changed_is_sent_and_a_line_word_by_word(shown, second, counts):
    world = shown(FIRST + f"screen.show({second})", seconds=2.3)
    sizes = sent(world)
    world.run_for(1)
    assert sizes == counts


def test_the_latest_page_wins_even_in_the_middle_of_drawing(shown, pixels):
    world = shown("""
for n in range(30):
    screen.show(Page(str(n), ["line %d" % n] * 3))
    await clock.sleep_ms(7)
""")
    assert pixels.row(world, 0) == pixels.inverse("29", 2)
    assert [pixels.row(world, n) for n in (1, 2, 3)] == [pixels.written("line 29")] * 3


def test_a_busy_row_does_not_starve_the_others(shown, pixels):
    world = shown("""
for n in range(400):
    screen.show(Page(str(n), ["still"], help="#=OK"))
    await clock.sleep_ms(5)
""")
    assert world.machine.state == "running"
    assert pixels.row(world, 1) == pixels.written("still")
    assert pixels.row(world, 3) == pixels.written("", right="#=OK")


def test_nothing_waits_longer_than_20_ms_while_pages_are_drawn(shown):
    world = shown(
        """
screen.show(Page("WattKey", ["the first", "page"]))
await clock.sleep_ms(300)

async def pages():
    for n in range(10):
        screen.show(Page("WattKey %d" % n, ["充值" * 4, "Recharge %d" % n], help="%16d" % n))
        await clock.sleep_ms(120)

asyncio.create_task(pages())
worst = 0
began = last = clock.ticks_ms()
while clock.since(began) < 1200:
    await clock.sleep_ms(0)
    worst = max(worst, clock.since(last))
    last = clock.ticks_ms()
print("worst", worst)
""",
        seconds=4,
    )
    words = world.machine.console.split()
    assert words[0] == "worst"
    assert 0 < int(words[1]) <= 20


def test_brightness_sleep_and_waking(shown, pixels):
    world = shown("""
screen.show(Page("WattKey"))
screen.dim(10)
await clock.sleep_ms(500)
screen.sleep()
await clock.sleep_ms(1000)
screen.show(Page("WattKey"))
""")
    assert world.oled.contrast == 10
    assert not world.oled.on
    assert world.run_until(lambda: world.oled.on, 2)
    assert pixels.row(world, 0) == pixels.inverse("WattKey", 2)


@pytest.mark.parametrize("wrong", ["'SCREEN_SDA': 'GP99'", "'SCREEN_ADDRESS': 'high'", "'SCREEN_ADDRESS': '0x3D'"])
def test_a_screen_that_cannot_be_had_is_a_broken_part(shown, wrong):
    assert shown("", settings="{" + wrong + "}").machine.console == "broken P07\n"


def test_without_its_font_the_screen_is_a_broken_part(shown):
    assert shown("", without="font16.bin").machine.console == "broken P07\n"


def test_the_panel_is_dark_until_the_first_page_is_whole(shown, pixels):
    """What its memory happens to hold at power-on nobody sees."""
    world = shown("await clock.sleep_ms(500)\n" + FIRST, seconds=0)
    lit = []  # whether the page is to be seen, whenever the panel goes on or off
    write = world.oled.write

    def watching(data):
        was = world.oled.on
        write(data)
        if world.oled.on != was:
            lit.append(world.oled.on and pixels.row(world, 2) == pixels.written("two"))

    world.oled.write = watching
    sizes = sent(world)
    world.run_for(2.3)
    assert lit == [True]
    assert sum(sizes) == 2 * 1024
