# test_pico_watchdog.py - the official CircuitPython hangs in a flow, for good: its watchdog brings the flow back
from wattkey_host.drive.contents import SETTINGS
from wattkey_host.drive.fat import image
from wattkey_host.story.stage import Stage
from wattkey_lab.pico.emulated import drive_files
from wattkey_lab.pico.world import PicoWorld

HANGS = b"""
import alarm

alarm.sleep_memory[240] += 1
while alarm.sleep_memory[240] <= %d:
    pass
from wattkey.flow import flow, step

FLOW = flow("about", step("show", "about.show", {"ok": "end"}))
"""


def test_a_standing_flow_that_hangs_begins_again_by_itself(emulator, tmp_path):
    def board(language, esam, seed, clock):
        files = drive_files(language, mpy=True)
        del files["/flows/about.mpy"]
        files |= {"/flows/about.py": HANGS % 1, SETTINGS: b'START = "about"\n' + files[SETTINGS]}
        return PicoWorld(emulator, image(files), esam, seed=seed, clock=clock)

    stage = Stage(tmp_path, board=board)
    with stage.world as world:
        world.power_on()
        assert world.run_until(lambda: world.machine.lives == 3, 10)  # the chip's card.json is published first
        world.run_for(4)
        written = len(world.machine.flash_log)
        assert [row.strip() for row in stage.screen()[:3]] == ["About", "", ""]  # the flow is being loaded, and hangs
        assert world.run_until(lambda: world.machine.lives == 4, 9)
        assert world.run_until(lambda: "Not issued" in stage.screen()[1], 4), stage.screen()
        assert len(world.machine.flash_log) == written  # neither the bite nor its count has written anything
