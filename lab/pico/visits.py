# visits.py - one life of the board, from power-on without a reset, in which every flow of the menu is started once
"""Told in the language of the stories, with the verbs below beside those of host/story/verbs.py, on any board. Nothing
may reset the board on the way, because a reset would empty its memory: what is to be published waits as long as a menu
other than the first one is open, so all but one flow are started from the others."""

from collections.abc import Callable
from typing import Any

from wattkey_host import device_root
from wattkey_host.story.script import Line, StoryFailed, play
from wattkey_host.story.stage import Stage
from wattkey_host.story.verbs import VERBS, highlighted, plain, press
from wattkey_lab.docs.tables import menus
from wattkey_lab.pico.everyflow import LIFE
from wattkey_lab.pico.probe import GATE

_MENUS = ("main", "settings", "installer", "home")  # where an entry is looked for; in the first menu last
_UNDER_MAIN = ("settings", "installer")
_PAGE_S = 20.0
_GLANCE_S = 0.5


def live(stage: Stage, tell: Callable[[str], None], reach: Callable[[bool], None]) -> None:
    """Put up the meter, switch the board on, and visit every flow. `reach(there)` brings the device to the meter, or
    away. The menu of the last one stands at the end, a purchase waits, and the board has not been reset meanwhile.
    Raises StoryFailed."""
    told(["meter unopened", "issue", "power on"], stage, tell, reach)
    _menu(stage)
    lives = stage.world.machine.lives
    press(stage, "menu")  # before anything is published
    told(LIFE.splitlines(), stage, tell, reach)
    same_life(stage, lives)


def told(
    lines: list[str], stage: Stage, tell: Callable[[str], None], reach: Callable[[bool], None], **more: Callable
) -> None:
    """Play these lines, with the words of a visit beside those of every story, and `more`. Raises StoryFailed."""
    verbs = (
        VERBS
        | more
        | {
            "type": _type,
            "visit": visit,
            "go to the meter": lambda stage: reach(True),
            "leave the meter": lambda stage: reach(False),
        }
    )
    _play(lines, verbs, stage, tell)


def same_life(stage: Stage, lives: int) -> None:
    """Raises StoryFailed where the board was reset since it had had so many lives."""
    if stage.world.machine.lives != lives:
        raise StoryFailed(f"the board was reset; the screen says {stage.screen()}")


def look(stage: Stage, begin: bool = True) -> None:
    """From now on the probe (probe.py) looks at the heap, or no more."""
    stage.world.nets.force(GATE, begin)


def visited() -> set[str]:
    """The flows that a life starts."""
    return {words[1] for words in map(str.split, LIFE.splitlines()) if words[:1] == ["visit"]}


def visit(stage: Stage, flow: str) -> None:
    """`visit about`: open the menu that has an entry for it, and press OK there; before that the heap is looked at, to
    see what the flow before has left. Raises StoryFailed."""
    tables = {name: table[1] for name, table in menus(device_root()).items()}
    found = [(menu, row[0]) for menu in _MENUS for row in tables[menu] if row[1] == flow]
    if not found:
        raise StoryFailed(f"no menu starts {flow}")
    menu, label = found[0]
    _glance(stage)
    _open(stage, tables, menu)
    if menu == "home":  # what is urgent comes first
        press(stage, "ok")
    else:
        _choose(stage, tables[menu], label)


def _glance(stage: Stage) -> None:
    _menu(stage)
    look(stage)
    stage.world.run_for(_GLANCE_S)
    look(stage, begin=False)


def _open(stage: Stage, tables: dict[str, tuple], wanted: str) -> None:
    here = _menu(stage)
    if here == wanted:
        return
    if wanted in _UNDER_MAIN:
        _open(stage, tables, "main")
        _choose(stage, tables["main"], "menu." + wanted)
    elif wanted == "main":
        press(stage, "menu")
    else:
        for _ in range(2 if here in _UNDER_MAIN else 1):
            press(stage, "back")
    if _menu(stage) != wanted:
        raise StoryFailed(f"the menu {wanted} does not open; the screen says {stage.screen()}")


def _menu(stage: Stage) -> str:
    """The open menu, once the flow before has given way to it."""
    titles = {menu: plain(stage.texts.get("title." + menu)) for menu in _MENUS}
    found: list[str] = []

    def there() -> bool:
        found[:] = [menu for menu, title in titles.items() if plain(stage.screen()[0]).startswith(title)]
        return bool(found)

    if not stage.world.run_until(there, _PAGE_S):
        raise StoryFailed(f"no menu comes; the screen says {stage.screen()}")
    stage.world.run_for(0.1)  # the rest of the page
    return found[0]


def _choose(stage: Stage, table: tuple, label: str) -> None:
    """Go to an entry of the open menu, the shorter way round, and press OK."""
    labels = [plain(stage.texts.get(row[0])) for row in table]
    wanted, last = plain(stage.texts.get(label)), len(labels) - 1
    ahead = (labels.index(wanted) - labels.index(plain(highlighted(stage)))) % len(labels)
    for _ in labels:
        if plain(highlighted(stage)) == wanted:
            press(stage, "ok")
            return
        press(stage, "down" if ahead <= last // 2 else "up")
    raise StoryFailed(f"there is no entry {wanted}; the screen says {stage.screen()}")


def _type(stage: Stage, digits: str) -> None:
    """`type 1234`: a PIN, and OK."""
    for key in (*digits, "ok"):
        press(stage, key)


def _play(texts: list[str], verbs: dict[str, Any], stage: Stage, tell: Callable[[str], None]) -> None:
    lines = [Line(number, text) for number, text in enumerate(texts, 1) if text]
    play(lines, verbs, stage, lambda line: tell(line.text))
