# sections.py - what a page is told of the scene: plain data, in sections
"""A section that is as it was is not sent again (hub.py). docs/sim.md describes each."""

import base64
from typing import TYPE_CHECKING, Any

from wattkey.amount import money
from wattkey.info import STATES
from wattkey_host.sim.air import IN, OUT
from wattkey_host.touch.scene import Hung, Scene

if TYPE_CHECKING:
    from wattkey_host.touch.running import Engine

Section = dict[str, Any]
_DIGITS = bytes.maketrans(b"\0\1", b"01")


def pixels(scene: Scene) -> str:
    """The panel as a person sees it: 64 rows of 128 bits, the leftmost pixel first, 1,024 bytes in base64."""
    rows = scene.world.oled.pixels()
    return base64.b64encode(b"".join(int(row.translate(_DIGITS), 2).to_bytes(16, "big") for row in rows)).decode()


def device(engine: "Engine") -> Section:
    """Power, cable and what runs; `words` is the screen for those who cannot see it."""
    scene = engine.scene
    world, machine = scene.world, scene.world.machine
    return {
        "on": machine.state != "off",
        "state": machine.state,
        "crash": machine.crash[-600:],
        "lives": machine.lives,
        "usb": world.cable.powered,
        "host": world.cable.host,
        "volts": world.volts if scene.cell else None,
        "lit": world.oled.on,
        "contrast": world.oled.contrast,
        "words": [line.rstrip() for line in scene.stage.screen()],
        "language": scene.language,
        "keys": sorted(engine.fingers),
    }


def time(engine: "Engine") -> Section:
    """The clock of the world, and how it goes."""
    clock = engine.scene.world.clock
    return {"date": f"{clock.date():%Y-%m-%d %H:%M:%S}", "speed": engine.pacer.speed, "held": engine.pacer.held}


def beam(engine: "Engine") -> Section:
    """How the device is held, and how many bytes went each way so far."""
    scene = engine.scene
    light, moved = scene.beam, scene.wire.moved
    aimed = scene.world.air.aimed is not None
    return {
        "meter": scene.at,
        "distance": light.distance_m,
        "angle": light.angle,
        "reach": light.reach if aimed or light.reach == "dark" else "away",
        "out": moved[OUT],
        "in": moved[IN],
    }


def meters(engine: "Engine") -> list[Section]:
    """The wall."""
    return [_meter(engine, hung) for hung in engine.scene.wall]


def _meter(engine: "Engine", hung: Hung) -> Section:
    meter = hung.meter
    meter.catch_up()
    told: Section = {
        "number": meter.number.hex(),
        "standard": hung.standard,
        "personality": engine.scene.stage.personality if hung.meter is engine.scene.stage.meter else "",
        "rates": [value / 100 for value in meter.registers.held],
        "kw": meter.load.kw,
        "powered": meter.powered,
        "lcd": hung.lcd.shown(),
        "prepaid": None,
    }
    if meter.is_prepaid:
        prepaid = meter.prepaid
        relay = prepaid.relay
        told["prepaid"] = {
            "balance": money(prepaid.balance),
            "bought": money(prepaid.bought),
            "count": prepaid.count,
            "opened": prepaid.opened,
            "tripped": relay.trip_standing,
            "waiting": relay.waiting,
            "keep": relay.keep_power,
            "alarm": relay.alarm or prepaid.account.alarmed(),
            "records": [{"count": r.count, "amount": money(r.amount)} for r in prepaid.records[:5]],
        }
    return told


def chip(engine: "Engine") -> Section:
    """What the secure element holds, and its last commands."""
    scene = engine.scene
    cells = scene.stage.chip.cells
    held = {"state": STATES[cells.state], "order": cells.order, "count": cells.count, "amount": money(cells.amount)}
    serial = {"serial": cells.serial.hex().upper(), "issued": cells.issue > 0}
    return {**serial, **held, "log": list(scene.watch.chip)[-40:]}


def flow(engine: "Engine") -> Section:
    """The table of the flow that runs, or ran last."""
    watch = engine.scene.watch
    return {"name": watch.flow, "at": watch.step, "steps": watch.steps, "visits": dict(watch.visits)}


def drive(engine: "Engine") -> Section:
    """The files that a customer looks at, and what the host is doing."""
    scene = engine.scene
    files = [{"name": path, "size": size} for path, size in scene.board.files()]
    return {"files": files, "busy": scene.world.cable.busy, "dirty": scene.dirty, "late": scene.late}


def faults(engine: "Engine") -> Section:
    """What is armed."""
    found = engine.scene.faults
    return {"armed": found.armed, "undo": found.undoable}


def wires(engine: "Engine") -> Section:
    """Conversations against the byte floor."""
    return {"sessions": list(engine.scene.wire.sessions)}


def box(engine: "Engine") -> list[Section]:
    """The meters on the pair of wires, and what the handheld has kept of each."""
    return engine.scene.box.data()


SECTIONS = {
    "device": device, "time": time, "beam": beam, "meters": meters, "chip": chip, "flow": flow, "drive": drive,
    "faults": faults, "wires": wires, "box": box,
}  # fmt: skip
