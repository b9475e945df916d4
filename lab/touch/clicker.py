# clicker.py - the monkey's fingers on the page itself, in a real Chromium
"""The monkey clicks by chance on whatever button can be clicked, holds keys, moves sliders, drags files, opens
lessons; now and then it runs a whole errand. The simulator is a thread of this process, so that its money can be
looked at between two clicks. Nothing is proved of times: a machine that is slow clicks less."""

import asyncio
import random
import time
from collections.abc import Callable
from typing import Any, TypeVar

from wattkey_host.touch.lessons import ORDER
from wattkey_host.touch.running import Engine
from wattkey_host.touch.scene import Scene
from wattkey_host.touch.server import Site
from wattkey_lab.touch.browser import browser, opened
from wattkey_lab.touch.inthread import served
from wattkey_lab.touch.moneyrules import broken

_LOOK = 40  # clicks between two looks at money and page
_HURRIED_MS = 2_000  # what cannot be clicked by then is passed over: another button may lie on it
_ERRANDS = 0.02
_PACE = 4  # so many times as fast as on the wall the world goes meanwhile
_ERRAND: list[str | int] = [
    "pace", "#usb", 2, "#sale button", "drag", 4, "#usb", 3, "#", 4, "#", 3, "C", 3, "#", 3, "#usb", 1, "#receive",
]  # fmt: skip
_BUTTONS = """() => [...document.querySelectorAll("main button, #fresh")]
  .map((button, place) => button.checkVisibility() && !button.disabled && button.id !== "wire-export" ? place : -1)
  .filter((place) => place >= 0)"""
_SLIDERS = ("distance", "angle", "volts")
_ANSWER_S = 60.0
Page = Any
T = TypeVar("T")


def run(minutes: float, seed: int) -> dict[str, Any]:
    """Click for `minutes` of the clock on the wall. Raises NoBrowser; AssertionError where a rule breaks, a program
    of the device ends, or the page logs an error."""
    table = Table()
    with browser() as chromium, served(table.site.app(), "on") as address:
        page, errors = chromium.new_page(), []
        page.set_default_timeout(_HURRIED_MS)
        page.on("console", lambda said: errors.extend([said.text] if said.type in ("error", "warning") else []))
        page.on("pageerror", lambda error: errors.append(str(error)))
        opened(page, address)
        return _run(page, table, errors, minutes, random.Random(seed))


class Table:
    """What is behind the page. The engine belongs to the thread of the server: `ask` looks into it there."""

    engine: Engine

    def __init__(self) -> None:
        self.site = Site(self._made)

    def _made(self) -> Engine:
        self._loop = asyncio.get_running_loop()
        self.engine = Engine()
        return self.engine

    def ask(self, look: Callable[[], T]) -> T:
        """What `look()` returns, between two turns of the world."""

        async def looked() -> T:
            return look()

        return asyncio.run_coroutine_threadsafe(looked(), self._loop).result(_ANSWER_S)


def _run(page: Page, table: Table, errors: list[str], minutes: float, chance: random.Random) -> dict[str, Any]:
    figures: dict[str, Any] = {"clicks": 0, "done": 0, "loaded": 0, "memory_kb": []}
    end = time.monotonic() + 60 * minutes
    while time.monotonic() < end:
        for step in _ERRAND if chance.random() < _ERRANDS else [""]:
            if isinstance(step, int):
                page.wait_for_timeout(1000 * step / _PACE)
                continue
            figures["clicks"] += 1
            figures["done"] += _done(page, step, chance)
            if figures["clicks"] % _LOOK == 0:
                _look(page, table, errors, figures)
    _look(page, table, errors, figures)
    return figures | {"minutes": minutes}


def _done(page: Page, step: str, chance: random.Random) -> bool:
    """Whether it could be done: what is covered or went away meanwhile cannot."""
    from playwright.sync_api import Error

    kinds: list[Callable[[Page, random.Random], None]] = [_key, _button, _slide, _drag, _speed, _lesson]
    try:
        if step in ("#", "C"):
            page.click(f'#keypad [data-key="{step}"]', delay=80)
        elif step == "drag":
            _drag(page, chance)
        elif step == "pace":
            page.select_option("#speed", str(_PACE))
        elif step:
            page.click(step)
        else:
            chance.choices(kinds, [50, 35, 4, 6, 4, 1])[0](page, chance)
    except Error:
        return False
    return True


def _key(page: Page, chance: random.Random) -> None:
    key = "#" if chance.random() < 0.4 else chance.choice("123A456B789C*0D")
    page.click(f'#keypad [data-key="{key}"]', delay=chance.choice((30, 80, 300)))


def _button(page: Page, chance: random.Random) -> None:
    page.locator("main button, #fresh").nth(chance.choice(page.evaluate(_BUTTONS))).click()


def _slide(page: Page, chance: random.Random) -> None:
    page.focus("#" + chance.choice(_SLIDERS))
    for _ in range(chance.randrange(1, 8)):
        page.keyboard.press(chance.choice(("ArrowLeft", "ArrowRight")))


def _drag(page: Page, chance: random.Random) -> None:
    files = page.locator(".purchase .file")
    files.nth(chance.randrange(max(1, files.count()))).drag_to(page.locator("#drop"))


def _speed(page: Page, chance: random.Random) -> None:
    page.select_option("#speed", chance.choice(("1", "4", "10", "10", "60")))


def _lesson(page: Page, chance: random.Random) -> None:
    page.select_option("#lesson-pick", chance.choice(ORDER[:4]))


def _told(scene: Scene) -> tuple[list[str], int]:
    """(what is wrong, purchases that the meter has taken)."""
    wrong, crash = broken(scene), scene.world.machine.crash
    if crash:
        wrong.append(f"the program ended: {crash}")
    return wrong, scene.stage.prepaid.count if scene.stage.prepaid else 0


def _look(page: Page, table: Table, errors: list[str], figures: dict[str, Any]) -> None:
    """Nothing is wrong with the money, the device's program, and the page; and what the page holds in memory."""
    wrong, loaded = table.ask(lambda: _told(table.engine.scene))
    figures["loaded"] = max(figures["loaded"], loaded)
    wrong += errors
    if page.evaluate("document.body.dataset.link") != "up":
        wrong.append("the page has lost the simulator")
    if wrong:
        raise AssertionError(f"after {figures['clicks']} clicks: {'; '.join(wrong)}")
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    told = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    figures["memory_kb"].append(round(told["JSHeapUsedSize"] / 1024))
    figures["nodes"] = round(told["Nodes"])
    session.detach()
