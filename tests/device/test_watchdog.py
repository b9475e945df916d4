# test_watchdog.py - what hangs comes back by itself; a fault that comes back leaves the drive within reach
import pytest

from wattkey_host import device_root
from wattkey_host.sim.chosen import choose
from wattkey_host.sim.machine import Start
from wattkey_host.sim.run import SAFE
from wattkey_host.story.stage import Stage

FLOW, PERSON = "/lib/wattkey/runner.py", "/lib/wattkey/person.py"
FLOWS = sorted(p.stem for p in (device_root() / "flows").glob("*.py") if not p.stem.startswith("menu"))
# A step that blocks: the loop never comes round. The flag is in sleep memory, so that it happens so many times.
HANG = """
import alarm, time
right = row_of
def row_of(sheets, at):
    if at == ({at!r} or sheets[0][1 : sheets[0].index("|")]):
        print("began", {flow!r})
        alarm.sleep_memory[240] += 1
        while alarm.sleep_memory[240] <= {times}:
            time.sleep(0.05)
    return right(sheets, at)
"""
LATE = b"""
import time
right = Person.key
def key(self):
    while time.monotonic() > 65:
        time.sleep(0.05)
    return right(self)
Person.key = key
"""
LIMIT_S = 20


def hang(drive, flow, at="", times=1):
    """Have the step `at` of a flow, or its first, hang so often; what the drive held before. No other flow runs."""
    whole = drive.read(FLOW)
    drive.write(FLOW, whole + HANG.format(flow=flow, at=at, times=times).encode())
    return whole


@pytest.fixture
def device(tmp_path):
    """A device without a shop, switched on with these settings."""
    stage = Stage(tmp_path)

    def make(**settings):
        choose(stage.world.drive, **settings)
        return stage

    yield make
    stage.world.close()


def bitten(world, times=1):
    """Wait until the watchdog has bitten so many times."""
    bites = []
    world.hooks.append(lambda name, *_: bites.append(name) if name == "watchdog" else None)
    return world.run_until(lambda: len(bites) == times, times * LIMIT_S)


def test_a_device_that_is_off_leaves_nothing_to_happen(device):
    """Two harmed lives are told to be equal only where nothing is under way (lab/torture/cuts/remains.py)."""
    world = device().world
    world.power_on()
    world.run_for(5)
    assert world.clock.pending
    world.cut_power()
    world.run_for(1)  # as the customer of a torture waits at least
    assert not world.clock.pending


@pytest.mark.parametrize("flow", FLOWS)
def test_a_hang_in_a_flow_ends_and_a_standing_terminal_goes_on_by_itself(device, flow):
    stage = device(START=flow)
    world = stage.world
    hang(world.drive, flow)
    world.power_on()
    assert bitten(world)
    assert world.machine.reset_reason == "WATCHDOG"
    assert world.run_until(lambda: world.machine.console.count("began " + flow) == 2, LIMIT_S)
    world.run_for(1)
    assert world.machine.state == "running"
    assert stage.screen()[0].strip()


def test_a_device_that_is_left_alone_is_never_bitten(device):
    stage = device()
    stage.world.power_on()
    assert not bitten(stage.world, times=3)
    assert stage.world.machine.console == ""


ON_THE_WAY = ("pending", "unlock", "login", "compare", "load", "usage", "finish", "relay", "open")


@pytest.mark.parametrize("at", ON_THE_WAY)
def test_a_hang_at_any_step_of_a_recharge_leads_to_the_menu_and_loses_and_doubles_nothing(bench, at):
    made = bench("first")
    hang(made.world.drive, "recharge", at)
    made.on()
    made.world.keypad.press("#")
    assert bitten(made.world)
    made.settle()
    made.finish()
    made.check_credited_once()


def test_after_three_in_a_row_it_keeps_still_and_says_so_and_the_drive_is_within_reach(device):
    stage = device(START="about")
    world = stage.world
    whole = hang(world.drive, "about", times=99)
    world.power_on()
    assert bitten(world, 3)
    world.run_for(5)
    assert [row.strip() for row in stage.screen()[:3]] == ["Please note P12", "Failed 3 times:", "off and on again"]
    lives = world.machine.lives
    world.cable.plug()
    world.run_for(3600)
    assert world.machine.lives == lives  # nothing is reset under a host
    assert not world.machine.code_may_write
    world.cable.copy(FLOW, whole)
    world.run_for(5)
    world.cut_power()
    world.cable.unplug()
    world.power_on()
    world.run_for(5)
    assert world.machine.console.count("began") == 3


def test_lines_of_settings_toml_that_cannot_be_read_do_not_end_it_there(device):
    stage = device(START="about")
    world = stage.world
    hang(world.drive, "about", times=99)
    world.drive.write(
        "/settings.toml",
        b'VBUS_SENSE = "\xff"\nSCREEN = "\xff"\nWATTKEY_LANGUAGE = "\xff"\nSCREEN_SDA = "\xff"\nSTART = "about"\n',
    )
    world.power_on()
    assert bitten(world, 3)
    world.run_for(5)
    assert world.machine.state == "running", world.machine.crash
    assert "P12" in stage.screen()[0]


def test_without_a_host_it_tries_again_after_ten_minutes_and_a_minute_of_life_counts(device):
    stage = device(START="about")
    world = stage.world
    hang(world.drive, "about", times=3)
    world.power_on()
    assert bitten(world, 3)
    lives = world.machine.lives
    world.run_for(590)
    assert world.machine.lives == lives
    assert world.run_until(lambda: world.machine.console.count("began") == 4, 30)
    world.run_for(70)
    assert world.machine.sleep_memory[244:246] == b"\0\xff"


def test_a_charger_is_no_host(device):
    stage = device(START="about")
    world = stage.world
    hang(world.drive, "about", times=3)
    world.cable.plug(host=False)
    world.power_on()
    assert world.run_until(lambda: world.machine.console.count("began") == 4, 700)


def test_faults_that_are_rare_never_stop_it(device):
    """A minute between two of them: each is the first."""
    stage = device(START="about")
    world = stage.world
    world.drive.write(PERSON, world.drive.read(PERSON) + LATE)
    world.power_on()
    world.run_for(500)
    assert world.machine.lives >= 6


@pytest.mark.parametrize("reason", ["HARD_FAULT", "NLR_JUMP_FAIL", "GC_ALLOC_OUTSIDE_VM", "WATCHDOG", "BROWNOUT"])
def test_a_crash_of_the_interpreter_leads_back_to_the_menu_three_times_then_to_the_drive(device, reason):
    stage = device()
    world = stage.world
    world.power_on()
    world.run_for(5)
    menu = stage.screen()
    fault = Start(((SAFE, 200_000),), "SOFTWARE", "STARTUP", reason)
    for _ in range(2):
        world.machine.restart(fault)
        world.run_for(5)
        assert stage.screen() == menu
    world.machine.restart(fault)
    world.run_for(5)
    assert "P12" in stage.screen()[0]
    world.machine.restart(fault)  # even keeping still fails
    world.run_for(60)
    assert world.machine.state == "safe mode"


def test_an_error_that_ends_code_py_starts_it_anew_and_is_told_in_the_end(device):
    stage = device()
    world = stage.world
    world.drive.write("/lib/wattkey/text.py", b"class Texts:\n    def __init__(self, _):\n        raise MemoryError")
    world.power_on()
    assert world.run_until(lambda: world.machine.state == "crashed", 30)
    assert world.machine.lives == 3
    assert "MemoryError" in world.machine.crash


def test_a_hang_in_boot_py_is_bitten_too_and_happens_once(device):
    stage = device()
    world = stage.world
    world.drive.write("/publish.py", b"import time\nwhile True: time.sleep(0.1)")
    world.power_on()
    assert bitten(world)
    assert world.run_until(lambda: world.machine.state == "running", LIMIT_S)
    assert world.machine.sleep_memory[0] == 0


def test_resets_to_publish_are_no_faults(device):
    """With a watchdog running the chip calls them its own, so boot.py asks before it starts one."""
    stage = device()
    stage.world.power_on()
    stage.world.run_for(30)
    assert stage.world.machine.lives == 3  # card.json was published
    assert stage.world.machine.sleep_memory[244:246] == b"\0\0"


def test_a_loader_that_hangs_leaves_the_drive_within_reach_too(device):
    stage = device()
    world = stage.world
    world.drive.write("/loader.py", b"import time\nwhile True: time.sleep(0.1)")
    world.power_on()
    assert bitten(world, 6)
    world.run_for(2)
    lives = world.machine.lives
    world.cable.plug()
    world.run_for(3600)
    assert world.machine.lives == lives


def test_a_standing_collection_that_hangs_in_a_pass_reads_its_meters_all_the_same(collection_terminal):
    box = collection_terminal(count=3)
    choose(box.drive, START="collect")
    hang(box.drive, "collect", "read")
    box.world.power_on()
    assert bitten(box.world)
    box.sees("Next in")
    assert all(map(box.right, (1, 2, 3)))
