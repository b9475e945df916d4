# underhost.py - a handheld that runs from an image, while a host has its drive: is its menu there, and of which version
"""What the trials of hosted.py, refused.py and dead.py have in common. All verdicts are those of starts.py."""

from itertools import cycle
from typing import cast

from wattkey_host.story.script import StoryFailed
from wattkey_host.story.stage import Stage
from wattkey_host.story.verbs import plain, press, titled
from wattkey_lab.pico.starts import FOREIGN, LIMIT_S, NO_MENU
from wattkey_lab.pico.trunks import files
from wattkey_lab.pico.twoversions import NEW, OLD, PROVED, SLOT, Versions, note, slot
from wattkey_lab.pico.world import PicoWorld

_SEEN_S = 3.0  # from the plug until a host is seen
_OUT = ("back", "back", "back", "ok")  # what leaves any page, in the end
_OUT_S, _STEP_S, _ANSWER_S = 60.0, 2.0, 5.0
_MENUS = ("home", "main", "settings", "installer")


def pico(stage: Stage) -> PicoWorld:
    """The world of a stage, which is an emulated one."""
    return cast("PicoWorld", stage.world)


def started(stage: Stage) -> bool:
    """Switch it on, from whatever it was doing; whether the first menu came."""
    stage.world.cut_power()
    stage.world.power_on()
    title = plain(stage.texts.get("title.home"))
    return stage.world.run_until(lambda: titled(stage, title), LIMIT_S)


def under_a_host(stage: Stage) -> None:
    """Switch it on with the cable in. Raises StoryFailed where its menu does not come."""
    if not started(stage):
        raise StoryFailed(f"no menu at the start; the screen says {stage.screen()}")
    stage.world.cable.plug()
    stage.world.run_for(_SEEN_S)


def at_menu(stage: Stage) -> bool:
    """Whether the title of a menu stands on the screen."""
    return any(titled(stage, plain(stage.texts.get("title." + menu))) for menu in _MENUS)


def to_menu(stage: Stage) -> bool:
    """Leave what is open, as a person does who does not know the page; whether a menu came."""
    end = stage.clock.now_us + _OUT_S * 1e6
    for key in cycle(_OUT):
        if stage.world.run_until(lambda: at_menu(stage), _STEP_S):
            return True
        if stage.clock.now_us > end:
            return False
        press(stage, key)
    raise AssertionError


def alive(stage: Stage) -> bool:
    """Whether a menu comes and a key opens the next one, which is read from the drive. What stands on the screen may be
    what a dead device has left there."""
    title = plain(stage.texts.get("title.main"))
    end = stage.clock.now_us + _OUT_S * 1e6
    while stage.clock.now_us < end and to_menu(stage):
        press(stage, "menu")
        if stage.world.run_until(lambda: titled(stage, title), _ANSWER_S):
            press(stage, "back")
            return True
    return False


def holds(stage: Stage) -> bool:
    """Whether it is alive, and once more behind a cut of its power, away from any meter."""
    menu = alive(stage)
    stage.aim(None)
    return started(stage) and alive(stage) and menu


def ran(stage: Stage, versions: Versions, menu: bool = True) -> str:
    """The version that came to its menu last, as nvm has it; NO_MENU; FOREIGN where no file on the drive is it."""
    drive, nvm = pico(stage).flash()
    proved = [nvm[at : at + SLOT] for at in range(0, len(nvm), SLOT) if nvm[at] == PROVED]
    whole = {slot(PROVED, note(versions.old)): OLD, slot(PROVED, note(versions.new)): NEW}
    version = whole.get(proved[-1], "") if proved else ""
    if not menu:
        return NO_MENU
    image = {OLD: versions.old, NEW: versions.new}.get(version)
    return version if image in files(drive).values() else FOREIGN
