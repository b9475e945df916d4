# verbs.py - the words a story can say, each a function of the stage
"""A new verb is a function and a line in VERBS. A check that fails raises StoryFailed with what was there instead."""

from collections.abc import Callable

from wattkey.amount import cents, money
from wattkey.info import STATES
from wattkey_host.sim.bareboard import selected
from wattkey_host.story.boxes import BOXES
from wattkey_host.story.cardwords import LIFE
from wattkey_host.story.collecting import COLLECTING
from wattkey_host.story.imagewords import IMAGES
from wattkey_host.story.meterverbs import METER, equal
from wattkey_host.story.script import StoryFailed
from wattkey_host.story.stage import Stage
from wattkey_host.vend.book.ledger import Purchase

LOADED = "step.loaded"  # the page that says that the money is in the meter
PATIENCE_S = 15.0  # how long `see` waits
MOST_ENTRIES = 12  # of a menu


def _bought(stage: Stage) -> Purchase:
    if not stage.purchases:
        raise StoryFailed("nothing was sold yet")
    return stage.purchases[-1]


def sell(stage: Stage, amount: str, *how: str) -> None:
    """`sell 100.00`, or `sell 100.00 without closing`."""
    stage.sell(cents(amount), close=how != ("without", "closing"))


def drop(stage: Stage, name: str = "") -> None:
    """Copy the latest order onto the drive, as a host copies; under another name if one is given."""
    path, text = stage.order_file(_bought(stage))
    stage.world.cable.copy("/" + name if name else path, text)


def drop_edited(stage: Stage, field: str, value: str) -> None:
    """`drop edited amount 900.00`: the latest order with one field changed by hand."""
    path, text = stage.order_file(_bought(stage))
    have = text.decode().split(f'"{field}": ')[1].split(", ")[0]
    new = value if have.isdigit() else f'"{value}"'
    stage.world.cable.copy(path.replace(".json", "-edited.json"), text.replace(have.encode(), new.encode(), 1))


def see(stage: Stage, words: str, *rest: str) -> None:
    """`see say.loaded 100.00 1.00 within 30`: wait until a text of the device, or any words, stand on the screen."""
    values, patience = (rest[:-2], rest[-1]) if rest[-2:-1] == ("within",) else (rest, PATIENCE_S)
    wanted = [plain(line) for line in stage.texts.lines(words, *values)]
    mark = "✓" if stage.pc else ""  # beside INSECURE there is no room for it

    read: list[str] = []
    shown = ""

    def there() -> bool:
        nonlocal read, shown
        if stage.screen() is not read:  # the same list for as long as the picture stays
            read = stage.screen()
            shown = plain("".join(read))
        return all(line in shown for line in wanted if line != mark)

    if not stage.world.run_until(there, float(patience)):
        raise StoryFailed(f"{wanted} does not come; the screen says {stage.screen()}")
    if words == LOADED:
        stage.loaded_s = (stage.clock.now_us - stage.pressed_us) / 1e6
    stage.world.run_for(0.2)  # the rest of the page


def plain(words: str) -> str:
    """Without spaces: how words are spread over a row does not matter."""
    return words.replace(" ", "")


def press(stage: Stage, key: str) -> None:
    """Press a key, by what it does: ok, back, up, down, close, or a digit."""
    stage.press(key)
    stage.world.run_for(0.3)


def highlighted(stage: Stage) -> str:
    """The row below the title in inverse video: the one with the most lit pixels, or led by ">" on a console."""
    if stage.pc:
        return selected(stage.world.machine.console)
    pixels = stage.world.oled.pixels()
    lit = [sum(map(sum, pixels[16 * row : 16 * row + 16])) for row in range(4)]
    return stage.screen()[max((1, 2, 3), key=lit.__getitem__)]


def titled(stage: Stage, title: str) -> bool:
    """Whether the page has this title; with the mark of a bare board before it little of the title is left."""
    shown = plain(stage.screen()[0])
    if stage.pc:
        return shown.removeprefix(plain(stage.texts.get("row.insecure"))).startswith(title[:2])
    return shown.startswith(title)


def start(stage: Stage, flow: str, press: Callable[[Stage, str], None] = press) -> None:
    """`start uplink`: the flow's entry of the menu, or of the installer's menu in it."""
    for _ in range(2):  # from a menu below it leads to the first page
        if not titled(stage, plain(stage.texts.get("title.main"))):
            press(stage, "menu")
    if _chosen(stage, flow, press) or _chosen(stage, "installer", press) and _chosen(stage, flow, press):
        return
    raise StoryFailed(f"no entry of the menu leads to {flow}; the screen says {stage.screen()}")


def _chosen(stage: Stage, name: str, press: Callable[[Stage, str], None]) -> bool:
    """Whether the open menu has the entry for a flow or menu; it is opened, most likely near the end."""
    entry, title = plain(stage.texts.get(f"menu.{name}")), plain(stage.texts.get(f"title.{name}"))
    for _ in range(MOST_ENTRIES):
        press(stage, "up")
        if plain(highlighted(stage)) == entry:
            press(stage, "ok")
            return stage.world.run_until(lambda: titled(stage, title), 5)
    return False


def wait(stage: Stage, seconds: str) -> None:
    """Let time pass."""
    stage.world.run_for(float(seconds))


def receive(stage: Stage) -> None:
    """The seller reads the report from the drive."""
    stage.receive()


def ledger_says(stage: Stage, state: str, *proved: str) -> None:
    """`ledger says delivered`, or `ledger says delivered proved`."""
    purchase = _bought(stage)
    equal("the ledger's state", stage.ledger_state(purchase), state)
    if proved:
        with stage.shop.reading() as session:
            equal("the ledger's proof", session.get_one(Purchase, purchase.id).proved, True)


def usage_is(stage: Stage, register: str, kwh: str) -> None:
    """`usage is rate2 12.34`: consumption between the last two recharges, as the ledger has it."""
    used = stage.usage.get(register)
    equal(f"usage of {register}", "unknown" if used is None else money(used), kwh)


def cut_power(stage: Stage, *when: str) -> None:
    """`cut power`: at once. `cut power at spi 7`: before the 7th such operation from now."""
    if not when:
        stage.world.cut_power()
        return
    operation, left = when[0], [int(when[1])]

    def hook(name: str, *_detail: object) -> None:
        left[0] -= name == operation
        if not left[0]:
            stage.world.hooks.remove(hook)
            stage.world.cut_power()

    stage.world.hooks.append(hook)


VERBS: dict[str, Callable[..., object]] = {
    **LIFE,
    **BOXES,
    **IMAGES,
    **METER,
    **COLLECTING,
    "issue": lambda s: s.issue(),
    "sell": sell,
    "plug in": lambda s: s.world.cable.plug(),
    "eject": lambda s: s.world.cable.eject(),
    "unplug": lambda s: s.world.cable.unplug(),
    "drop": drop,
    "drop edited": drop_edited,
    "power on": lambda s: s.world.power_on(),
    "cut power": cut_power,
    "cut power at": cut_power,
    "press": press,
    "start": start,
    "see": see,
    "wait": wait,
    "receive": receive,
    "ledger says": ledger_says,
    "usage is": usage_is,
    "chip says": lambda s, *state: equal("the chip's state", _state(s), " ".join(state)),
}


def _state(stage: Stage) -> str:
    return STATES[stage.chip.cells.state]
