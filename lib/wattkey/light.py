# light.py - the relay stays open: how much must be bought for the light to come back
"""Asked only where a close was accepted and nothing moved. What it finds is told, and kept nowhere."""

from wattkey.amount import money
from wattkey.dlt645 import ids
from wattkey.dlt645.asker import NoAnswer, Refused
from wattkey.dlt645.values import bcd, flip
from wattkey.enough import least
from wattkey.meter import Meter
from wattkey.runner import Noun
from wattkey.text import Texts

_ITSELF = b"\xff" * 4  # the operator of a trip that nobody ordered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device
    from wattkey.dlt645.master import Master


async def rows(master: "Master", address: bytes, texts: Texts, remaining: int, overdraft: int) -> "list[str]":
    """Where the relay is open: since when, by whom, and how much to buy (cents); else nothing. Of a meter that tells
    less there is less. Raises NoAnswer."""
    word = await _told(master, address, ids.STATUS_WORD_3, 2)
    if not word or not word[0] & ids.RELAY_OPEN:
        return []
    found = [texts.get("row.dark")]
    record = await _told(master, address, ids.LAST_TRIP, 34)
    if record and record[2:6] != bytes(4):
        time = flip(record[:6]).hex()
        found.append(texts.get("row.tripped", "%s-%s %s:%s" % (time[2:4], time[4:6], time[6:8], time[8:10])))
        found.append(texts.get("row.itself" if record[6:10] == _ITSELF else "row.ordered"))
    allow = bcd(await _told(master, address, ids.CLOSE_ALLOW, 4))
    if allow is not None and not (remaining and word[0] & ids.TRIP_ORDERED):
        needed = least(remaining, overdraft, allow)
        if needed > 0:
            found.append(texts.get("row.least", money(needed)))
    return found


async def _told(master: "Master", address: bytes, di: int, length: int) -> bytes:
    """A value, b"" where the meter refuses it or has less. Raises NoAnswer."""
    try:
        return await master.read(address, di, length)
    except (Refused, ValueError):
        return b""


class Light(Noun):
    """The noun `light` of the flow tables."""

    def __init__(self, master: "Master", meter: Meter, facts: dict) -> None:
        self._master = master
        self._meter = meter
        self._facts = facts

    async def why(self) -> str:
        """Is it money that lacks? The fact `least` says how much. If not, the meter does not permit it, or has closed
        late. Outcomes: buy, barred, closed, failed."""
        try:
            remaining = await self._cents(ids.REMAINING_AMOUNT)
            overdraft = 0 if remaining else await self._cents(ids.OVERDRAFT_AMOUNT)
            needed = least(remaining, overdraft, await self._cents(ids.CLOSE_ALLOW))
            if needed <= 0:
                word = await self._master.read(self._meter.address, ids.STATUS_WORD_3, 2)
                return self._problem("barred", "T79") if word[0] & ids.RELAY_OPEN else "closed"
        except (NoAnswer, Refused, ValueError):  # then the code that stands there says most
            return "failed"
        self._facts["least"] = money(needed)
        return self._problem("buy", "T78")

    async def _cents(self, di: int) -> int:
        """Raises NoAnswer, Refused, ValueError."""
        value = bcd(await self._master.read(self._meter.address, di, 4))
        if value is None:
            raise ValueError("not told")
        return value


def make(device: "Device") -> Light:
    """The noun `light` of the flow tables."""
    return Light(device.master, device.noun("meter"), device.facts)
