# test_home_loop.py - whatever goes wrong in a flow or a driver's task is shown, and the device goes on
import pytest

from fakes.beam import frames
from wattkey.dlt645.frame import Frame, encode
from wattkey_host.sim.chosen import choose
from wattkey_host.story import script
from wattkey_host.story.stage import Stage
from wattkey_host.story.verbs import VERBS

CARRIED = """
power on
see menu.nothing
plug in
drop
see mail.received 100.00
wait 12
unplug
wait 4
"""  # an order is in the chip, everything published, the cable out
RECHARGE = "/flows/recharge.py"
MISTAKEN = b"""from wattkey.flow import flow, step

FLOW = flow(
    "recharge",
    step("pending", "wallet.pending",  {"ok": "unlock", "none": "usage"}),
    step("unlock",  "meter.ir_auth",   {"ok": "login"}),
    step("login",   "meter.identify",  {"ok": "compare"}),
    step("compare", "meter.compare",   {"before": "load", "ours": "usage", "unsure": "proof"}, 2),
    step("proof",   "meter.prove",     {"before": "load", "ours": "usage"}, 2),
    step("load",    "meter.load",      {"ok": "compare"}),
    step("usage",   "usage.reed",      {"ok": "end"}),
)
"""  # the shortest way to a credit, and then a verb that there is not
WORN = b"""from keys_native import make as whole
from wattkey.ports import Keys


class WornKeys(Keys):
    def __init__(self, keys, clock):
        super().__init__(clock)
        self.keys, self.clear = keys, keys.clear

    async def next(self):
        key = await self.keys.next()
        if key == "1":
            raise OSError(5)
        return key


def make(settings, clock):
    return WornKeys(whole(settings, clock), clock)
"""  # a keypad whose first key breaks the driver's task
REMAINING = bytes.fromhex("00029000")  # 00900200 as it travels


@pytest.fixture
def stage(tmp_path):
    stage = Stage(tmp_path)
    stage.put_up_meter()
    stage.issue()
    stage.sell(10000)
    yield stage
    stage.world.close()


def play(stage, text):
    lines = [script.Line(number, line) for number, line in enumerate(text.strip().split("\n"), 1)]
    script.play(lines, VERBS, stage, lambda line: None)


def test_a_mistake_in_a_flow_is_shown_and_the_purchase_is_not_lost(stage):
    drive = stage.world.drive
    right = drive.read(RECHARGE)
    drive.write(RECHARGE, MISTAKEN)
    play(stage, CARRIED + "point at meter\npress ok\nsee err.P09 within 20\nchip says delivered")
    assert "reed" in stage.world.machine.console
    drive.write(RECHARGE, right)
    play(stage, "press ok\nsee menu.read_back\npress ok\nsee say.read_back 100.00 within 20")
    assert stage.world.machine.crash == ""


def test_a_meter_that_answers_values_of_a_wrong_length_crashes_nothing(stage):
    play(stage, CARRIED)
    longer = []

    def lengthen(data):
        (frame,) = frames(data)
        if frame.control != 0x91 or frame.data[:4] != REMAINING:
            return data
        longer.append(frame)
        return encode(Frame(frame.address, frame.control, frame.data + bytes(4)), 4)

    speak = stage.meter.speak
    stage.meter.speak = lambda data: speak(lengthen(data))
    play(stage, "cut power\npower on\nsee 100.00\npoint at meter\npress ok\nsee say.loaded 100.00 - within 20")
    assert stage.world.machine.crash == ""
    assert longer


def test_a_drivers_task_that_ends_with_an_error_is_shown_and_started_again(stage):
    stage.world.drive.write("/drivers/keys_worn.py", WORN)
    choose(stage.world.drive, KEYS="worn")
    play(stage, "power on\nsee menu.nothing\npress 1\nsee err.P04\nwait 2\npress back\nsee menu.nothing")
    assert stage.world.machine.crash == ""


def test_plugging_the_cable_in_ends_a_page_that_nobody_reads(stage):
    play(stage, CARRIED + "press ok\nsee sorry.point within 20\nplug in\nsee 100.00 within 2")


def test_a_key_is_answered_at_once_whatever_the_device_looks_at(stage):
    """Without what Python takes: two scans of the keypad, 10 ms until they are asked for, a row over I2C. No loop waits
    for its next turn."""
    play(stage, CARRIED)
    VERBS["plug in"](stage)
    stage.world.run_for(2)
    world, took = stage.world, []
    for number, key in enumerate(["D", *"BBABABAABB"]):
        world.run_for(0.4 + 0.0037 * number)
        pressed = world.clock.now_us
        world.keypad.press(key)
        assert world.run_until(lambda pressed=pressed: world.oled.changed_us > pressed, 1)
        took.append((world.oled.changed_us - pressed) / 1000)
        world.run_for(0.2)
    assert max(took) < 46, took
