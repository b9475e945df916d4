# known.py - what list and file know of the meters of a box, before one of them is asked
"""Whoever has read both drops this file, and what it has loaded: there is room for neither beside an answer."""

from wattkey.box import readings
from wattkey.box.boxmeter import BoxMeter
from wattkey.box.meterlist import listed
from wattkey.box.packed import SLOTS, unpack
from wattkey.orders import BadDocument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from wattkey.box.polling import Pass
    from wattkey.ports import Clock, Drive


async def for_pass(polling: "Pass", drive: "Drive", clock: "Clock", facts: "dict[str, Any]") -> str:
    """Begin `polling` with them, packed. "" or the short code of what is wrong: with the list, or with the file, which
    is not there or does not hold what boot.py was given last."""
    record = drive.handed(drive.READINGS)
    drive.settled(drive.READINGS)
    try:
        polling.enlist(listed(drive), record)
    except (OSError, BadDocument) as error:
        return _wrong(error, facts)
    try:
        there = len(drive.read(readings.FILE, readings.SLOT, readings.SIZE - readings.SLOT)) == readings.SLOT
    except OSError:
        there = False
    slot = 0
    for kept in readings.each(drive) if there else ():
        slot += 1
        if not polling.learn(slot, kept):
            return "P06"
        await clock.sleep_ms(0)
    return "" if slot == SLOTS else "P06"


def for_gateway(drive: "Drive", facts: "dict[str, Any]") -> "tuple[list[BoxMeter], str]":
    """(the meters of the list, each with what the last pass has learned of it; the short code of what is wrong, or "").

    Without a list, those that the file holds: a search has found them."""
    try:
        found = listed(drive)
        meters = None if found is None else list(found)
    except OSError:
        meters = None
    except BadDocument as error:
        return [], _wrong(error, facts)
    if meters is None:
        meters = readings.load(drive)
    else:
        _remember(meters, drive)
    return meters, "" if meters else _wrong(BadDocument("T50", "no list of meters"), facts)


def _remember(meters: "list[BoxMeter]", drive: "Drive") -> None:
    """What the list says of a meter stays; the rest was learned."""
    for kept in readings.each(drive):
        for i, meter in enumerate(meters):
            if kept and kept[0][:6] == meter.address:
                known = unpack(*kept)
                if meter.standard in (0, known.standard):
                    known.baud = meter.baud or known.baud
                    meters[i] = known


def _wrong(error: Exception, facts: "dict[str, Any]") -> str:
    """What is wrong with the list: its meter for the screen, the words on USB serial; returns the code."""
    print("meters.json:", error)
    facts["line"] = getattr(error, "line", 0)
    return getattr(error, "code", "T28")
