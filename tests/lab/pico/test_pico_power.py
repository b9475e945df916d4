# test_pico_power.py - the official CircuitPython sleeps, a key wakes it and starts nothing, and it switches itself off
from functools import partial

from fakes.minutes import minutes
from wattkey_host import device_root
from wattkey_host.drive.contents import SETTINGS
from wattkey_host.drive.fat import image
from wattkey_host.story.stage import Stage
from wattkey_lab.pico.emulated import drive_files
from wattkey_lab.pico.world import PicoWorld

# An emulated second of an awake device takes seconds here. Longer than the three after which files are published.
SHORTER = {"20_000": "4_000", "60_000": "6_000", "300_000": "16_000"}
IDLE = ["WattKey", "Not issued yet", "ask the seller"]


def board(emulator, language, esam, seed, clock):
    """A device with a battery, whose times are shorter."""
    files = drive_files(language, mpy=True)
    rest = (device_root() / "lib/wattkey/rest.py").read_text()
    for time, less in SHORTER.items():
        assert f"const({time})" in rest
        rest = rest.replace(f"const({time})", f"const({less})")
    del files["/lib/wattkey/rest.mpy"]
    files["/lib/wattkey/rest.py"] = rest.encode()
    files[SETTINGS] = b'POWER = "battery"\nPOWER_OFF = "GP26"\n' + files[SETTINGS]
    return PicoWorld(emulator, image(files), esam, seed=seed, clock=clock, probe="loop")  # GP26 is watched


@minutes
def test_dark_and_woken_by_a_key_that_starts_nothing(emulator, tmp_path):
    def rows():
        return [row.strip() for row in stage.screen()[:3]]

    def press(label, ms=120):
        world.keypad.press(label, ms)
        world.run_for(1)

    stage = Stage(tmp_path, board=partial(board, emulator))
    with stage.world as world:
        world.power_on()
        assert world.run_until(lambda: world.machine.lives == 3, 10)  # the chip's card.json is published first
        world.run_for(3)
        assert world.oled.on
        assert world.run_until(lambda: not world.oled.on, 12)
        world.run_for(2)
        assert not world.oled.on
        assert world.machine.lives == 3
        press("5")
        assert world.oled.on
        assert rows() == IDLE  # a level of 90 % or so is not told there
        press("#")
        assert rows()[0].startswith("Menu")
        world.run_for(7)  # the second nap
        assert not world.oled.on
        press("0")
        assert world.oled.on
        assert not any(level for _, level, *_ in world.machine.probe)
        since = world.clock.now_us
        assert world.run_until(lambda: any(level for _, level, *_ in world.machine.probe), 20)  # the pulse
        assert world.clock.now_us - since > 15_000_000
        assert world.machine.lives == 3
