# test_code.py - code.py with each part missing in turn: the rest runs, and the screen says which part it is
import pytest

from wattkey_host.sim import natives
from wattkey_host.sim.chosen import choose
from wattkey_host.story import verbs
from wattkey_host.story.stage import Stage

PARTS = {  # port -> its driver, its code
    "esam": ("/drivers/esam_spi.py", "P01"),
    "screen": ("/drivers/screen_words.py", "P07"),
    "link": ("/drivers/link_ir_pio.py", "P03"),
    "drive": ("/drivers/drive_board.py", "P05"),
    "keys": ("/drivers/keys_few.py", "P04"),
}
WAYS = {
    "missing": lambda drive, path: drive.delete(path),
    "syntax error": lambda drive, path: drive.write(path, b"def make(:\n"),
    "no make": lambda drive, path: drive.write(path, b"\n"),
    "raises": lambda drive, path: drive.write(path, b"def make(settings, clock):\n    raise RuntimeError('no')\n"),
    "needs more memory": lambda drive, path: drive.write(path, b"def make(settings, clock):\n    raise MemoryError\n"),
}


@pytest.fixture
def without(bench):
    """`without(port, way)`: a bench, on, whose driver of that port is spoilt."""

    def make(port, way="missing"):
        made = bench("first")
        WAYS[way](made.world.drive, PARTS[port][0])
        made.world.power_on()
        made.world.run_for(3)
        assert made.world.machine.state == "running", made.world.machine.crash
        assert f"part broken {PARTS[port][1]} " in made.world.machine.console
        return made

    return make


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("port", ["esam", "link", "drive", "keys"])
def test_the_screen_says_the_code(without, port, way):
    made = without(port, way)
    assert (made.page.title, made.page.status) == ("Please note", PARTS[port][1])


def test_without_a_screen_a_recharge_works_blind(without):
    made = without("screen")
    made.world.keypad.press("*")  # the page with the code, which nobody sees
    made.world.run_for(3)
    made.world.keypad.press("#")
    made.world.run_for(15)
    made.check_credited_once()


def test_without_a_link_the_meter_is_silent_and_nothing_is_lost(without):
    made = without("link")
    assert made.press("*").big == "¥100.00"
    page = made.press()
    assert (page.lines[0], page.status) == ("No answer:", "T41")
    assert made.press("*").big == "¥100.00"
    assert made.state == "stored"


def test_without_a_drive_a_recharge_works(without):
    made = without("drive")
    made.press("*")
    made.finish()
    made.check_credited_once()


def test_without_an_esam_the_keys_and_the_screen_work(without):
    made = without("esam")
    for _ in range(3):
        assert made.press("*").status == "P01"
    assert made.world.machine.state == "running"


def test_without_keys_the_mail_is_taken(bench):
    """Nobody can press a key on the page with the code; after a minute the rest goes on, and an order is received."""
    made = bench("empty")
    made.world.drive.delete(PARTS["keys"][0])
    made.world.power_on()
    made.world.run_for(3)
    assert made.page.status == "P04"
    made.world.run_for(62)
    made.world.cable.plug()
    made.world.cable.copy(*made.scene.order)
    assert made.world.run_until(lambda: made.state == "stored", 10)
    made.settle()
    assert made.page.big == "¥100.00"


def test_settings_that_are_numbers_harm_nobody(bench):
    """os.getenv answers text for `LINK = 5` too."""
    made = bench("first")
    made.world.drive.write("/settings.toml", b'SCREEN = "words"\nKEYS = "few"\nLINK = 5\nWATTKEY_LANGUAGE = 7\n')
    made.world.power_on()
    made.world.run_for(3)
    assert made.world.machine.state == "running", made.world.machine.crash
    assert made.page.status == "P03"


def test_all_parts_spoilt_at_once(bench):
    made = bench("first")
    for path, _ in PARTS.values():
        made.world.drive.delete(path)
    made.world.power_on()
    made.world.run_for(20)
    assert made.world.machine.state == "running", made.world.machine.crash
    assert made.world.machine.console.count("part broken ") == 5


def test_another_board_is_told_in_words_which_one_it_takes(bench, monkeypatch):
    """The Pico 2 has no alarm: the import ends code.py, but not before that was said."""
    made = bench("first")
    monkeypatch.setattr(natives, "OURS", natives.OURS - {"alarm", "board"})
    made.world.drive.write("/board.py", b'board_id = "raspberry_pi_pico2"')
    made.world.power_on()
    made.world.run_for(3)
    assert made.world.machine.state == "crashed"
    assert "on a Raspberry Pi Pico (RP2040, 2 MB) only; this board is raspberry_pi_pico2" in made.world.machine.console


def test_no_chip_on_the_bus(bench):
    made = bench("first")
    made.world.spi.power(False)
    made.world.power_on()
    made.pins.power_off()
    page = made.settle()
    assert (page.status, page.lines[0]) == ("P01", "No secure chip:")
    assert made.press().status == "P01"


def test_a_chip_that_comes_back_is_used_without_a_restart(bench):
    made = bench("first")
    made.world.power_on()
    made.pins.power_off()
    assert made.settle().status == "P01"
    made.pins.power_on()
    assert made.press().big == "¥100.00"


# --- the screen and the words on it


@pytest.fixture
def stage(tmp_path):
    """`stage(language)` -> Stage with an issued chip, whose device has not started yet."""
    stages = []

    def make(language="en"):
        stages.append(Stage(tmp_path / str(len(stages)), language))
        stages[-1].issue()
        stages[-1].put_up_meter()
        return stages[-1]

    yield make
    for made in stages:
        made.world.close()


def screen(stage, seconds=6):
    stage.world.power_on()
    stage.world.run_for(seconds)
    assert stage.world.machine.state == "running", stage.world.machine.crash
    return [line.replace(" ", "") for line in stage.screen()]


def test_no_oled_on_the_bus(stage):
    made = stage()
    made.world.i2c.clear()
    assert screen(made) == ["", "", "", ""]
    assert "part broken P07 " in made.world.machine.console


def test_no_font_on_the_drive(stage):
    made = stage()
    made.world.drive.delete("/lib/wattkey/font16.bin")
    assert screen(made) == ["", "", "", ""]
    assert "part broken P07 " in made.world.machine.console


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "No purchase"), ("zh", "没有待充的购电")] + [(name, "No purchase") for name in ("fr", "", "../en", "EN")],
)
def test_the_language_is_the_one_of_the_settings_else_english(stage, language, words):
    assert words.replace(" ", "") in screen(stage(language))


SETTINGS = {
    "missing": lambda drive: drive.delete("/settings.toml"),
    "empty": lambda drive: drive.write("/settings.toml", b""),
    "broken": lambda drive: drive.write("/settings.toml", b"LINK = \n= ["),
    "not text": lambda drive: drive.write("/settings.toml", b"\xff\xfe\0"),
}


@pytest.mark.parametrize("way", SETTINGS)
def test_without_settings_everything_works_in_chinese(stage, way):
    made = stage("zh")
    SETTINGS[way](made.world.drive)
    assert verbs.plain(made.texts.lines("menu.nothing")[0]) in screen(made)
    assert "part broken" not in made.world.machine.console


def test_a_driver_that_does_not_exist_is_named(bench):
    made = bench("first")
    choose(made.world.drive, LINK="telepathy")
    made.world.power_on()
    made.world.run_for(3)
    assert made.page.status == "P03"
    assert "link_telepathy" in made.world.machine.console
