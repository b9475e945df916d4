# usage.py - read back what was consumed, and keep it in the ESAM for the seller
"""All of it is as the meter told it, without a MAC; what the meter proved, the chip stored by itself."""

from wattkey.amount import ABSENT, money
from wattkey.dlt645 import codes, ids
from wattkey.dlt645.asker import NoAnswer, Refused
from wattkey.dlt645.master import TRIED, Master
from wattkey.dlt645.values import bcd, five, flip
from wattkey.errors import PartBroken
from wattkey.meter import Meter
from wattkey.runner import Noun
from wattkey.wallet import Wallet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device


def _four(value: "int | None") -> bytes:
    return (ABSENT if value is None else value).to_bytes(4, "big")


class Usage(Noun):
    """The reading after a recharge."""

    def __init__(self, master: Master, meter: Meter, wallet: Wallet, facts: dict) -> None:
        self._master = master
        self._meter = meter
        self._wallet = wallet
        self._facts = facts

    async def read(self) -> str:
        """Registers per rate, remaining and overdraft amount, meter time; one record into the chip.
        Outcomes: ok, failed."""
        self._facts["balance"] = "-"  # until the meter has told it
        # Behind the proof a read may fail: whether the meter hears one without FE bytes is tried here, once.
        if not self._master.bare and self._wallet.knows_hearing() is None:
            self._master.bare = TRIED
        try:
            time = flip(await self._master.read(self._meter.address, ids.METER_TIME, 7))
            registers = await self._told(codes.ENERGY_2007, 0)
            remaining = bcd(await self._told(ids.REMAINING_AMOUNT, 4))
            # There is an overdraft only where nothing remains.
            overdraft = 0 if remaining else bcd(await self._told(ids.OVERDRAFT_AMOUNT, 4))
            if "bought" not in self._facts:  # a session that began after the credit has not read the record
                self._facts["bought"] = bcd(await self._told(ids.PURCHASE_CUMULATIVE, 4))
            self._meter.learn()
            if remaining is not None:
                self._facts["balance"] = money(remaining - (overdraft or 0))
            record = time[:3] + time[4:]
            for value in (five(registers) if registers else [None] * 5) + [remaining, overdraft]:
                record += _four(value)
            count = (await self._wallet.info()).count
            await self._wallet.store_usage(_four(count) + record + _four(self._facts["bought"]))
        except (NoAnswer, Refused, ValueError, PartBroken) as error:  # the purchase is loaded all the same
            if self._facts.get("code", "")[:1] == "M":  # what is known of the money says more
                return "failed"
            return self._problem("failed", "T41" if isinstance(error, NoAnswer) else "T44")
        return "ok"

    async def _told(self, di: int, length: int) -> bytes:
        """The value on the wire, b"" where the meter refuses: one reading less is no reason for none. Raises NoAnswer,
        ValueError."""
        try:
            return await self._master.read(self._meter.address, di, length)
        except Refused:
            return b""


def make(device: "Device") -> Usage:
    """The noun `usage` of the flow tables."""
    return Usage(device.master, device.noun("meter"), device.wallet, device.facts)
