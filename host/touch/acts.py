# acts.py - everything that a page may do, as a table: name, what it does, its arguments
"""docs/sim.md describes the same table for people; a test holds them together. No act moves the clock."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from wattkey_host.meter.prepaid.personality import PERSONALITIES
from wattkey_host.meter.setup import STANDARDS, Setup
from wattkey_host.sim.keypad import LABELS
from wattkey_host.touch.asked import Check, NotDone, content, flag, money, number, one_of, path, text, whole
from wattkey_host.touch.clickfaults import FAULTS
from wattkey_host.touch.scene import MOST_METERS

if TYPE_CHECKING:
    from wattkey_host.touch.running import Engine

LANGUAGES = ("en", "zh")
KEY = one_of(*"".join(LABELS))
WHICH = whole(0, MOST_METERS - 1)
_SPEEDS = number(0.1, 3600)


class Act(NamedTuple):
    """One row: what it does with the engine, its arguments, and those that may be left out."""

    does: Callable[..., None]
    takes: Mapping[str, Check] = {}
    optional: Mapping[str, Any] = {}


def _key(engine: "Engine", key: str, down: bool) -> None:
    engine.finger(key, down)


def _battery(engine: "Engine", volts: float) -> None:
    if not engine.scene.cell:
        raise NotDone("this handheld does not measure its battery")
    engine.scene.world.volts = volts


def _add_meter(engine: "Engine", standard: str, rates: int, phases: int, answer_ms: int, preamble: int) -> None:
    wall = engine.scene.wall
    address = f"{2000 + len(wall):012d}"
    engine.scene.add_meter(
        Setup(
            address, standards=(standard,), rates=rates, phases=phases, prepaid=standard == "2007",
            answer_ms=answer_ms, preamble=preamble, scene={"history": (5000,)} if standard == "2007" else {},
        )
    )  # fmt: skip


def _meter_key(engine: "Engine", meter: int) -> None:
    hung = engine.scene.wall[meter]
    hung.lcd.press()
    if hung.meter.is_prepaid:
        hung.meter.prepaid.press_key()


def _utility(engine: "Engine", meter: int, what: str) -> None:
    """What the utility does over its own channel."""
    prepaid = engine.scene.wall[meter].meter.prepaid
    if what == "trip":
        prepaid.remote_trip()
    elif what == "alarm":
        prepaid.raise_alarm()
    else:
        prepaid.keep_power(what == "keep")


def _lapse(engine: "Engine", speed: float) -> None:
    if speed > 60 and engine.scene.world.machine.state != "off":
        raise NotDone("more than 60 times as fast only with the device switched off")
    engine.pacer.speed = speed


ACTS: dict[str, Act] = {
    "key.down": Act(lambda e, key: _key(e, key, True), {"key": KEY}),
    "key.up": Act(lambda e, key: _key(e, key, False), {"key": KEY}),
    "power": Act(lambda e, on: e.scene.power(on), {"on": flag}),
    "battery": Act(_battery, {"volts": number(2.5, 4.2)}),
    "reset": Act(lambda e: e.scene.reset()),
    "usb.plug": Act(lambda e, host: e.scene.plug(host), {"host": flag}, {"host": True}),
    "usb.unplug": Act(lambda e: e.scene.unplug()),
    "beam.point": Act(lambda e, meter: e.scene.point(meter), {"meter": WHICH}),
    "beam.hold": Act(
        lambda e, distance, angle: e.scene.beam.hold(distance, angle),
        {"distance": number(0.05, 10), "angle": number(-90, 90)},
    ),
    "meter.key": Act(_meter_key, {"meter": WHICH}),
    "meter.load": Act(lambda e, meter, kw: e.scene.load(meter, kw), {"meter": WHICH, "kw": number(0, 20)}),
    "meter.add": Act(
        _add_meter,
        {"standard": one_of(*STANDARDS), "rates": one_of(3, 4), "phases": one_of(1, 3),
         "answer_ms": whole(0, 2000), "preamble": whole(0, 64)},
        {"standard": "2007", "rates": 4, "phases": 1, "answer_ms": 20, "preamble": 4},
    ),
    "meter.utility": Act(_utility, {"meter": WHICH, "what": one_of("trip", "alarm", "keep", "release")}),
    "box.hang": Act(lambda e, meters: e.scene.box.hang(meters), {"meters": whole(1, 64)}, {"meters": 64}),
    "time.speed": Act(_lapse, {"speed": _SPEEDS}),
    "drive.put": Act(lambda e, name, data: e.scene.put(name, data), {"name": path, "data": content}),
    "drive.delete": Act(lambda e, name: e.scene.world.cable.delete(name), {"name": path}),
    "counter.sell": Act(
        lambda e, amount, close: e.scene.counter.sell(amount, close), {"amount": money, "close": flag}, {"close": True}
    ),
    "counter.receive": Act(lambda e: e.scene.counter.receive()),
    "counter.take_back": Act(lambda e, payment: e.scene.counter.take_back(payment), {"payment": text(64)}),
    "counter.refund": Act(lambda e, payment: e.scene.counter.refund(payment), {"payment": text(64)}),
    "counter.settle": Act(
        lambda e, payment, credited: e.scene.counter.settle(payment, credited),
        {"payment": text(64), "credited": flag},
    ),
    "fault.arm": Act(lambda e, name: e.scene.faults.arm(name), {"name": one_of(*FAULTS)}),
    "fault.undo": Act(lambda e: e.scene.faults.undo()),
    "scene.new": Act(
        lambda e, language, personality: e.fresh(language, personality),
        {"language": one_of(*LANGUAGES), "personality": one_of(*PERSONALITIES)},
        {"language": "", "personality": ""},
    ),
    "lesson.open": Act(
        lambda e, name, line, language: e.open_lesson(name, line, language),
        {"name": text(40), "line": whole(0, 10_000), "language": one_of(*LANGUAGES)},
        {"line": 0, "language": ""},
    ),
    "lesson.step": Act(lambda e: e.lesson.step()),
    "lesson.run": Act(lambda e: e.lesson.run()),
    "lesson.pause": Act(lambda e: e.lesson.pause()),
    "lesson.leave": Act(lambda e: e.leave_lesson()),
}  # fmt: skip
