# light.py - the relay stays open: how much must be bought for the light to come back
"""Asked only where a close was accepted and nothing moved. What it finds is told, and kept nowhere."""

from wattkey.amount import money
from wattkey.dlt645 import ids
from wattkey.dlt645.master import Master, NoAnswer, Refused
from wattkey.dlt645.values import bcd
from wattkey.flow import Noun
from wattkey.meter import Meter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device


def least(remaining: int, overdraft: int, allow: int) -> int:
    """Cents that end a trip for arrears: the overdraft is repaid first, then more than `allow` (04001005) must remain.
    0 or less: it is not money that lacks. One program is content with `allow` itself; a cent more is right for all."""
    return overdraft - remaining + allow + 1


class Light(Noun):
    """The noun `light` of the flow tables."""

    def __init__(self, master: Master, meter: Meter, facts: dict) -> None:
        self._master = master
        self._meter = meter
        self._facts = facts

    async def why(self) -> str:
        """Is it money that lacks? The fact `least` says how much. Outcomes: buy, failed."""
        try:
            remaining = await self._cents(ids.REMAINING_AMOUNT)
            overdraft = 0 if remaining else await self._cents(ids.OVERDRAFT_AMOUNT)
            needed = least(remaining, overdraft, await self._cents(ids.CLOSE_ALLOW))
        except (NoAnswer, Refused, ValueError):  # then the code that stands there says most
            return "failed"
        if needed <= 0:
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
