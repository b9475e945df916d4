# known.py - what list and file know of the meters of a box, before one of them is asked
"""Whoever has read both drops this file, and what it has loaded: there is room for neither beside an answer."""

from wattkey.box import ANSWERING, NOTHING, SEARCHING, THEN, readings
from wattkey.box.boxmeter import BoxMeter
from wattkey.box.meterlist import listed
from wattkey.box.packed import count, pack, unpack
from wattkey.orders import BadDocument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterable, Iterator

    from wattkey.box.polling import Pass
    from wattkey.ports import Clock, Drive


async def for_pass(polling: "Pass", drive: "Drive", clock: "Clock", facts: "dict[str, Any]", own: str) -> str:
    """Fill `polling` with them; `own`: the gateway's number. "" or the short code of what is wrong: with the list, or
    with the file, which is not there (T54) or does not hold what boot.py was given last (P06)."""
    facts["line"] = 0  # of no meter: the file as a whole
    record = drive.handed(drive.READINGS)
    drive.settled(drive.READINGS)
    try:
        filling = Filling(polling, listed(drive, own), record)
    except (OSError, BadDocument) as error:
        return _wrong(error, facts)
    if not readings.there(drive):
        print("readings.json: not there, or not of 16384 bytes")
        return "T54"
    for slot, kept in enumerate(readings.each(drive), 1):
        if not filling.learn(slot, kept):
            return "P06"
        await clock.sleep_ms(0)
    return ""


def stands(polling: "Pass", alone: bool, rests: bool) -> str:
    """How far the last pass came, as an outcome of `box.collect.begin`; "new" is begun. A collection
    terminal that stands `alone` asks nobody and shows nothing; `rests`: its last pass has just ended."""
    how = _stands(polling)
    if not alone:
        return how
    if not polling.listed and not polling.number:
        return "search"  # a power cut has ended one
    if how == "done" or rests:
        return "rest"
    if how in ("whole", "known"):
        polling.number += 1
        return "new"
    return {"part": "on", "none": "search"}.get(how, how)


def _stands(polling: "Pass") -> str:
    if polling.after and not polling.listed:
        return "search"
    if not polling.count:
        return "none"
    if polling.then != NOTHING:
        return polling.resume()
    left = polling.left()
    if polling.number and len(left) < polling.count:
        return "part" if left else "whole" if polling.listed else "known"
    polling.number += 1
    return "new"


def for_gateway(polling: "Pass", drive: "Drive", facts: "dict[str, Any]", own: str) -> str:
    """Fill `polling` with the meters of the list, each with what the last pass has learned of it; "" or the short code
    of what is wrong. `own`: the gateway's number.

    Without a list, those that the file holds: a search has found them. `polling.then` is ANSWERING where boot.py has
    kept what a gateway gave to it, and the gateway goes on."""
    facts["line"] = 0  # of no meter: the file as a whole
    record = drive.handed(drive.READINGS)
    drive.settled(drive.READINGS)
    try:
        filling = Filling(polling, _listed_or_none(drive, own), record, says=True)
    except BadDocument as error:
        return _wrong(error, facts)
    there = True
    for slot, kept in enumerate(readings.each(drive), 1):
        there = filling.learn(slot, kept) and there
    polling.then = ANSWERING if record and record[THEN] == ANSWERING and there else NOTHING
    return "" if polling.count else _wrong(BadDocument("T50", "no list of meters"), facts)


def _listed_or_none(drive: "Drive", own: str) -> "Iterator[BoxMeter] | None":
    try:
        return listed(drive, own)
    except OSError:
        return None


class Filling:
    """A pass begins with the meters of a list, of whom nothing else is known; None: there is no list. Then every slot
    of the file is to be learned. `record`: what boot.py was given last, b"" for nothing. `says`: what the list says
    of a meter that was never read goes before what was learned."""

    def __init__(
        self, polling: "Pass", meters: "Iterable[BoxMeter] | None", record: bytes = b"", says: bool = False
    ) -> None:
        self._says = says
        self._pass = polling
        self._handed = readings.split(record) if record else (0, 0, [])
        polling.listed = meters is not None
        polling.then = record[THEN] if record and record[THEN] != ANSWERING else NOTHING
        polling.after = self._handed[2][-1] if polling.then == SEARCHING else b""
        for meter in meters or ():
            polling.add(pack(meter)[0])

    def learn(self, slot: int, kept: "tuple[bytes, int] | None") -> bool:
        """Take over what a slot of the file holds; False if boot.py was given something else for it."""
        packed, number = kept or (b"", 0)
        first, handed_number, handed = self._handed
        if 0 <= slot - first < len(handed) and (packed != handed[slot - first] or number != handed_number):
            return False
        place = self._place(slot, packed[:6]) if packed else 0
        if not self._pass.listed:
            place = self._joins(slot, packed, place)
        self._pass.number = max(self._pass.number, number)
        if place:
            self._take(place, place == slot, packed, number)
        return True

    def _joins(self, slot: int, packed: bytes, place: int) -> int:
        """Without a list a meter is one of the box; 0 for an empty slot, or one with a meter that was seen before."""
        if place or not packed:
            self._pass.free.append(slot)
            return 0
        return self._pass.add(packed)

    def _place(self, slot: int, address: bytes) -> int:
        """Of the meter with that address, most likely that of the slot; 0: it is not in the list."""
        for place in [slot] + list(range(1, self._pass.count + 1)):
            if place <= self._pass.count and self._pass.packed(place)[:6] == address:
                return place
        return 0

    def _take(self, place: int, own: bool, packed: bytes, number: int) -> None:
        """What stands in a meter's own slot counts more; where it has moved in the list it is read anew."""
        if own or self._pass.tried[place - 1] <= 0:
            self._pass.tried[place - 1] = number if own else -number
            merge = self._says and self._pass.listed
            self._pass.put(place, _merged(self._pass.packed(place), packed, number) if merge else packed)


def _merged(listed: bytes, learned: bytes, number: int) -> bytes:
    """What a meter has answered goes before what the list says, which may be wrong or out of date: it is tried first,
    and given up after a silence. Of a meter that was never read the list knows more."""
    if count(learned):
        return learned
    said, known = unpack(listed, 0), unpack(learned, number)
    if said.standard not in (0, known.standard):
        return listed
    known.baud = said.baud or known.baud
    return pack(known)[0]


def _wrong(error: Exception, facts: "dict[str, Any]") -> str:
    """What is wrong with the list: its meter for the screen, the words on USB serial; returns the code."""
    print("meters.json:", error)
    facts["line"] = getattr(error, "line", 0)
    return getattr(error, "code", "T28")
