# usage.py - read back what was consumed, and keep it in the ESAM for the seller
"""All of it is as the meter told it, without a MAC; what the meter proved, the chip stored by itself."""

from wattkey import orders
from wattkey.dlt645 import ids
from wattkey.dlt645.master import Master, NoAnswer, Refused
from wattkey.dlt645.values import bcd, flip

try:
    from wattkey.meter import Meter
    from wattkey.wallet import Wallet
except ImportError:
    pass


def _four(value: "int | None") -> bytes:
    return (orders.ABSENT if value is None else value).to_bytes(4, "big")


class Usage:
    """The reading after a recharge."""

    def __init__(self, master: Master, meter: "Meter", wallet: "Wallet", facts: dict) -> None:
        self._master = master
        self._meter = meter
        self._wallet = wallet
        self._facts = facts

    async def read(self) -> str:
        """Registers per rate, remaining and overdraft amount, meter time; one record into the chip."""
        try:
            registers = await self._ask(ids.ENERGY_FORWARD)
            remaining = bcd(await self._ask(ids.REMAINING_AMOUNT))
            overdraft = bcd(await self._ask(ids.OVERDRAFT_AMOUNT))
            time = flip(await self._ask(ids.METER_TIME))
            if len(time) != 7 or bcd(time) is None:
                raise ValueError("not a time")
            record = time[:3] + time[4:] + self._by_rate(registers) + _four(remaining) + _four(overdraft)
        except (NoAnswer, Refused, ValueError):
            return "failed"
        self._facts["balance"] = _signed(remaining or 0, overdraft or 0)
        count = (await self._wallet.info()).count
        await self._wallet.store_usage(_four(count) + record + _four(self._facts.get("bought")))
        return "ok"

    async def _ask(self, di: int) -> bytes:
        return await self._master.read(self._meter.address, di)

    def _by_rate(self, block: bytes) -> bytes:
        """Total and up to four rates, 4 bytes BCD each, as five binary values; absent ones all ones."""
        if len(block) not in (8, 12, 16, 20):
            raise ValueError("not an energy block")
        values = [bcd(block[i : i + 4]) for i in range(0, len(block), 4)]
        values += [None] * (5 - len(values))
        return b"".join([_four(v) for v in values])


def _signed(remaining: int, overdraft: int) -> str:
    balance = remaining - overdraft
    return orders.money(balance) if balance >= 0 else "-" + orders.money(-balance)
