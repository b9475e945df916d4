# test_safemode.py - after a brown-out or a crash the device starts by itself; a person's wish and lasting faults stay
import ast

import pytest

from wattkey_host import device_root
from wattkey_host.sim.drive import Drive
from wattkey_host.sim.machine import Start
from wattkey_host.sim.run import SAFE
from wattkey_host.sim.world import World

SOURCE = (device_root() / "safemode.py").read_bytes()
PASSING = ("BROWNOUT", "WATCHDOG", "HARD_FAULT", "GC_ALLOC_OUTSIDE_VM", "NLR_JUMP_FAIL", "STACK_OVERFLOW", "NO_HEAP")
LASTING = ("USER", "PROGRAMMATIC", "NO_CIRCUITPY", "FLASH_WRITE_FAIL", "USB_TOO_MANY_ENDPOINTS", "SAFE_MODE_PY_ERROR")


@pytest.fixture
def world():
    drive = Drive()
    drive.write("/safemode.py", SOURCE)
    drive.write("/code.py", b"import time\nprint('started')\ntime.sleep(1000)")
    with World(drive, None) as world:
        world.power_on()
        world.run_for(3)
        yield world


def test_a_brown_out_ends_in_a_new_start(world):
    world.brown_out()
    world.run_for(3)
    assert world.machine.console == "started\n" * 2
    assert world.machine.state == "running"


@pytest.mark.parametrize("reason", PASSING)
def test_what_passes_ends_in_a_new_start(world, reason):
    world.machine.restart(Start(((SAFE, 200_000),), "SOFTWARE", "STARTUP", reason))
    world.run_for(3)
    assert world.machine.console == "started\n" * 2


@pytest.mark.parametrize("reason", LASTING)
def test_safe_mode_that_was_wanted_or_would_come_back_stays(world, reason):
    """Else the board would reset for ever, and nobody could mend the drive."""
    lives = world.machine.lives
    world.machine.restart(Start(((SAFE, 200_000),), "SOFTWARE", "STARTUP", reason))
    world.run_for(30)
    assert world.machine.state == "safe mode"
    assert world.machine.lives == lives + 1
    assert world.machine.console == "started\n"


def test_it_imports_nothing_of_ours():
    """What crashed may be anything that is on the drive."""
    names = {alias.name for node in ast.parse(SOURCE).body if isinstance(node, ast.Import) for alias in node.names}
    assert names == {"alarm", "microcontroller", "supervisor"}
    assert not any(isinstance(node, ast.ImportFrom) for node in ast.parse(SOURCE).body)


def test_the_device_comes_back_to_its_menu_after_a_brown_out_in_a_recharge(bench):
    made = bench("first")
    made.on()
    made.world.keypad.press("#")
    made.world.run_for(3)
    made.world.brown_out()
    made.settle()
    assert made.page.big == "¥100.00"
    made.finish()
    made.check_credited_once()
