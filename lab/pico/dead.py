# dead.py - an update that is signed and does not come to its menu: after three starts the version before runs again
"""Dropped under a host, and installed by a key, as any other. What is wrong with it is in the first page's module."""

from wattkey_host.drive.imagefile import name
from wattkey_host.drive.pack import sealed
from wattkey_host.story.stage import Stage
from wattkey_host.story.verbs import plain, press, see
from wattkey_lab.pico.emulator import Emulator
from wattkey_lab.pico.twoversions import NEW, OLD, PROVED, STARTED, Versions, filled, handheld, modules, note, slot
from wattkey_lab.pico.underhost import holds, pico, ran, under_a_host

_MODULE, _PACKED = "/lib/wattkey/home.py", "/wattkey/home.mpy"
_GIVEN_UP_S = 90.0  # three times the watchdog's eight seconds, and the starts between
TRIES = 3
# what is wrong -> the text of the module; "" where its compiled file is cut in half
DEAD = {
    "raises": b"raise RuntimeError\n",
    "hangs": b"while True:\n    pass\n",
    "cut": b"",
}


def made(versions: Versions, how: str) -> bytes:
    """An image that is dead in one way (DEAD), under the newer number: whole and signed."""
    held = modules(NEW, {_MODULE: DEAD[how]} if DEAD[how] else None)
    if not DEAD[how]:
        held[_PACKED] = held[_PACKED][: len(held[_PACKED]) // 2]
    return sealed(held, NEW, key=versions.key)


def given_up(board: Emulator, how: str, versions: Versions, language: str) -> str:
    """The version that runs in the end, as starts.py says; other words where that was not behind three starts, or no
    page said so. Raises StoryFailed where the image is not even asked about."""
    dead = made(versions, how)
    nvm = filled(slot(PROVED, note(versions.old)))
    with handheld(board, language, versions.drive(None), nvm) as stage:
        stage.issue()
        under_a_host(stage)
        stage.world.cable.copy("/" + name(NEW), dead)
        see(stage, f"{OLD} -> {NEW}", "within", "60")
        press(stage, "ok")
        said = _says_so(stage)
        tried = all(slot(STARTED, note(dead)[:6] + bytes([n])) in pico(stage).flash()[1] for n in (1, 2, TRIES))
        out = ran(stage, versions, holds(stage))
        return out if said and tried else f"{out}; three starts: {tried}, a page: {said}"


def _says_so(stage: Stage) -> bool:
    wanted = [plain(line) for line in stage.texts.lines("err.T90")]

    def there() -> bool:
        shown = plain("".join(stage.screen()))
        return all(line in shown for line in wanted)

    return stage.world.run_until(there, _GIVEN_UP_S)
