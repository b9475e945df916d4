# monkey.py - somebody who clicks whatever there is, for a long time
"""All that a page may do, by chance, as a fidgety person does it: mostly keys, often a sale and a file, sometimes a
fault, now and then a whole errand with patience. The money must stay right, and the memory flat."""

import asyncio
import base64
import gc
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wattkey_host.touch.clickfaults import FAULTS
from wattkey_host.touch.hub import Client
from wattkey_host.touch.lessons import ORDER
from wattkey_host.touch.running import Engine
from wattkey_lab.touch.moneyrules import broken

Message = dict[str, Any]
_KEYS = "123A456B789C*0#D"
_EACH_S = 0.4  # from one click to the next
_LOOK = 250  # clicks between two looks at money and memory
_ERRANDS = 0.01  # of the clicks begin one: steps, and seconds of patience between them
_ERRAND: list[str | int] = [
    "on", "plug", 2, "sale", "file", 16, "unplug", 16, "near", "ok", 25, "ok", 3, "ok", 12, "plug", 6, "report",
]  # fmt: skip


def clicks(engine: Engine, chance: random.Random) -> Iterator[Message]:
    """For ever."""
    while True:
        kind = chance.choices(
            ["key", "ok", "sale", "file", "plug", "unplug", "report", "beam", "fault", "undo", "power", "end", "other"],
            [30, 18, 4, 8, 6, 6, 4, 6, 2, 1, 2, 2, 3],
        )[0]
        for step in _ERRAND if chance.random() < _ERRANDS else [kind]:
            yield from _of(step, engine, chance)
            if isinstance(step, int):
                yield {"wait": step}


def _of(kind: str | int, engine: Engine, chance: random.Random) -> Iterator[Message]:
    if kind in ("key", "ok"):
        key = "#" if kind == "ok" else chance.choice(_KEYS)
        yield {"do": "key.down", "key": key}
        yield {"do": "key.up", "key": key}
    elif kind == "file" and engine.scene.stage.purchases:
        name = chance.choice(engine.scene.stage.purchases[-3:]).file_name
        yield {"do": "drive.put", "name": name, "data": base64.b64encode(engine.scene.counter.file(name)).decode()}
    elif kind == "end" and engine.scene.stage.purchases:
        what = chance.choice(["counter.take_back", "counter.refund", "counter.settle"])
        more = {"credited": chance.random() < 0.5} if what == "counter.settle" else {}
        yield {"do": what, "payment": chance.choice(engine.scene.stage.purchases).payment, **more}
    elif isinstance(kind, str):
        yield _plain(kind, chance)


def _plain(kind: str, chance: random.Random) -> Message:
    other: list[Message] = [
        {"do": "reset"}, {"do": "meter.key", "meter": 0}, {"do": "meter.add", "standard": "1997", "rates": 3},
        {"do": "meter.load", "meter": 0, "kw": chance.randrange(10)}, {"do": "time.speed", "speed": 8},
        {"do": "meter.utility", "meter": 0, "what": chance.choice(["trip", "alarm", "keep", "release"])},
        {"do": "beam.point", "meter": chance.randrange(3)}, {"do": "time.speed", "speed": 1}, {"do": "lesson.leave"},
    ]  # fmt: skip
    rare: list[Message] = [
        {"do": "scene.new"},
        {"do": "lesson.open", "name": chance.choice(ORDER[:4])},
        {"do": "lesson.run"},
    ]
    plain: dict[str, Message] = {
        "sale": {"do": "counter.sell", "amount": f"{chance.randrange(1, 90)}.00"},
        "plug": {"do": "usb.plug", "host": chance.random() < 0.8},
        "unplug": {"do": "usb.unplug"},
        "report": {"do": "counter.receive"},
        "beam": {
            "do": "beam.hold",
            "distance": chance.choice([0.3, 0.3, 0.3, 1.8, 5]),
            "angle": chance.choice([0, 0, 30]),
        },
        "fault": {"do": "fault.arm", "name": chance.choice(list(FAULTS))},
        "undo": {"do": "fault.undo"},
        "on": {"do": "power", "on": True},
        "near": {"do": "beam.hold", "distance": 0.3, "angle": 0},
        "power": {"do": "power", "on": chance.random() < 0.8},
    }
    return plain.get(kind) or chance.choice(other * 6 + rare)


def run(minutes: float, seed: int) -> dict[str, Any]:
    """Click for `minutes`, on a wall clock as fast as this machine. Raises AssertionError where a rule breaks."""
    return asyncio.run(_run(minutes, random.Random(seed)))


async def _run(minutes: float, chance: random.Random) -> dict[str, Any]:
    engine = Engine()
    wall = [0.0]
    engine.pacer.use(lambda: wall[0])
    page, source = engine.join(), clicks(engine, chance)
    figures: dict[str, Any] = {"clicks": 0, "done": 0, "loaded": 0, "memory_kb": []}
    begun = time.monotonic()
    try:
        while wall[0] < minutes * 60:
            message = next(source)
            if "do" in message:
                await _click(engine, page, message, figures)
            for _ in range(round(message.get("wait", _EACH_S) * 10)):
                wall[0] += 0.1
                engine.turn(wall[0])
            if figures["clicks"] % _LOOK == 0:
                _look(engine, figures)
        _look(engine, figures)
    finally:
        engine.close()
    return figures | {"took_s": round(time.monotonic() - begun, 1), "minutes": minutes}


async def _click(engine: Engine, page: Client, message: Message, figures: dict[str, Any]) -> None:
    figures["clicks"] += 1
    credited = engine.scene.stage.prepaid.count if engine.scene.stage.prepaid else 0
    engine.do(page, {"id": figures["clicks"], **message})
    replies = json.loads(await page.next()).get("replies", [{}])
    figures["done"] += bool(replies[-1].get("ok"))
    figures["loaded"] = max(figures["loaded"], credited)
    crash = engine.scene.world.machine.crash
    if crash:
        raise AssertionError(f"after {figures['clicks']} clicks the program ended: {crash}")


def _look(engine: Engine, figures: dict[str, Any]) -> None:
    wrong = broken(engine.scene)
    if wrong:
        raise AssertionError(f"after {figures['clicks']} clicks: {'; '.join(wrong)}")
    gc.collect()
    figures["memory_kb"].append(resident_kb())


def resident_kb(pid: int | str = "self") -> int:
    """What a process holds in memory, KiB; 0 where the system does not say."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmRSS"))


def growth_kb(memory: list[int]) -> int:
    """How much more the last quarter of a run held than the second one, KiB: what a leak would be."""
    quarter = max(1, len(memory) // 4)
    return max(memory[-quarter:]) - max(memory[quarter : 2 * quarter] or memory[:quarter])
