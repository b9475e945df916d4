# collecting.py - the words of a story about a collection terminal: its wires, a list or none, what it has read
"""Above all it is moved by its keys: `start collect`, `press ok`."""

import json
from collections.abc import Callable

from wattkey import orders
from wattkey.box import readings
from wattkey.box.boxmeter import UNREAD, BoxMeter
from wattkey.box.held import EXACT
from wattkey.dlt645.codes import AGE, NOT_AUTHORISED, OURS, OURS_1997, READ, READ_1997, REFUSAL, RELAY
from wattkey.dlt645.frame import Frame
from wattkey.ports import Drive
from wattkey_host.drive.contents import SETTINGS
from wattkey_host.meter.boxmeters import hang, load
from wattkey_host.reader.box.passes import PassReading, judge
from wattkey_host.sim.above import Above
from wattkey_host.story.script import StoryFailed
from wattkey_host.story.stage import Stage

AGES = {"2007": (READ, bytes([AGE]) + OURS), "1997": (READ_1997, bytes([AGE]) + OURS_1997)}  # docs/protocol.md


class _Mail(Drive):
    """What a host reads on the drive."""

    def __init__(self, stage: Stage) -> None:
        self._drive = stage.world.drive

    def read(self, name: str, limit: int, start: int = 0) -> bytes:
        """As the device reads it."""
        return self._drive.read(name)[start : start + limit]


def meters(stage: Stage, count: str) -> None:
    """`meters on the wires 64`: the first so many of the box, and a device whose link the wires are."""
    stage.wires = load()[: int(count)]
    hang(stage.wires, stage.world.bus, stage.world.clock)
    settings = stage.world.drive.read(SETTINGS)
    stage.world.drive.write(SETTINGS, settings.replace(b'LINK = "ir_pio"', b'LINK = "rs485"'))


def drop_list(stage: Stage) -> None:
    """`drop the list`: the numbers of the meters, and nothing else of them."""
    lines = {str(number): spec.address for number, spec in enumerate(stage.wires, 1)}
    text = json.dumps({"wattkey": 1, "type": "meters", **lines}).encode()
    stage.world.drive.write(orders.METERS, text)


def kept_on_drive(stage: Stage) -> dict[str, BoxMeter]:
    """What the file on the drive says of each meter, by its address of 12 digits."""
    return {meter.address.hex(): meter for meter in readings.load(_Mail(stage))}


def readings_are(stage: Stage, *wanted: str) -> None:
    """`readings are read_right 63 wrong 0 silent 1`: what the file on the drive says, against what the meters hold."""
    kept, found = kept_on_drive(stage), []
    for spec in stage.wires:
        meter = kept.get(spec.address)
        found.append(
            PassReading(meter.state, meter.names, meter.values, 0) if meter else PassReading(UNREAD, (), (), 0)
        )
    have = judge(stage.wires, found)
    for name, value in zip(wanted[::2], wanted[1::2], strict=True):
        if str(have[name]) != value:
            raise StoryFailed(f"{name} is {have[name]}, not {value}")


def power_line(stage: Stage) -> None:
    """`a power line above`: a concentrator reaches the device, which is the gateway of the meters on the wires."""
    stage.above = Above(stage.wires, stage.world)


def _asked(stage: Stage, number: str, control: int, data: bytes) -> Frame:
    """The answer that the concentrator gets to a question for meter `number`."""
    answer = stage.above.ask(stage.wires[int(number) - 1], control, data) if stage.above else None
    if answer is None:
        raise StoryFailed(f"nobody answers for meter {number}")
    return answer


def may_not_trip(stage: Stage, number: str) -> None:
    """`concentrator may not trip meter 1`: relay control is refused, and nothing of it comes onto the wires."""
    before = len(stage.world.bus.log)
    answer = _asked(stage, number, RELAY, bytes(16))
    if (answer.control, answer.data) != (RELAY | REFUSAL, NOT_AUTHORISED):
        raise StoryFailed(f"it is answered with {answer.control:02X} {answer.data.hex()}")
    if len(stage.world.bus.log) != before:
        raise StoryFailed("it has reached the wires")


def read_ago(stage: Stage, number: str, _was: str, _read: str, seconds: str, *_s_ago: str) -> None:
    """`concentrator sees that meter 1 was read 60 s ago`, or up to two minutes more: the age of an answer."""
    control, name = AGES[stage.wires[int(number) - 1].standard]
    data = _asked(stage, number, control, name).data[len(name) :]
    age = int(data[4:0:-1].hex())
    if data[0] != EXACT or not int(seconds) <= age <= int(seconds) + 120:
        raise StoryFailed(f"its age is {age} s, source {data[0]}")


COLLECTING: dict[str, Callable[..., object]] = {
    "meters on the wires": meters,
    "drop the list": drop_list,
    "readings are": readings_are,
    "a power line above": power_line,
    "concentrator may not trip meter": may_not_trip,
    "concentrator sees that meter": read_ago,
    "cut the wires": lambda stage: stage.world.bus.stations.clear(),
}
