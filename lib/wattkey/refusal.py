# refusal.py - why there is no answer, or no credit: what a person can do about it
"""Asked only after something went wrong, and only for words: nothing here decides about money."""

from wattkey.amount import money
from wattkey.dlt645 import codes, ids
from wattkey.dlt645.asker import NoAnswer, Refused
from wattkey.dlt645.frame import Frame
from wattkey.dlt645.values import ANYONE, bcd, flip
from wattkey.meter import Meter
from wattkey.runner import Noun
from wattkey.wallet import Wallet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device
    from wattkey.dlt645.master import Master


class Refusal(Noun):
    """The noun `refusal` of the flow tables."""

    def __init__(self, master: "Master", meter: Meter, wallet: Wallet, facts: dict) -> None:
        self._master = master
        self._meter = meter
        self._wallet = wallet
        self._facts = facts

    async def who(self) -> str:
        """Our meter was silent: who is there? Any meter of 2007 says its address, one of 1997 its energy.
        Outcomes: ours, other, silent, old."""
        try:
            number = flip(await self._ask(codes.FIND, b""))
            if number == self._meter.address:
                return "ours"  # it hears us now
            return self._problem("other", "T43")
        except NoAnswer:
            pass
        except Refused:
            return self._problem("other", "T43")
        try:
            await self._ask(*codes.question(1997, codes.TOTAL[1997]))
        except (NoAnswer, Refused):
            return self._problem("silent", "T41")
        return self._problem("old", "T73")

    async def why(self) -> str:
        """A load was refused and nothing credited: does the meter still call itself unopened (T45)? Outcomes: ok."""
        try:
            word = await self._master.read(self._meter.address, ids.STATUS_WORD_3, 2)
        except (NoAnswer, Refused, ValueError):  # then what it answered to the load says most
            return "ok"
        if int.from_bytes(word, "little") & ids.UNOPENED == ids.UNOPENED:
            self._facts["code"] = "T45"
        return "ok"

    async def room(self) -> str:
        """The meter would hold too much: "full", with the fact `below` that must be reached first, or "never".
        Outcomes: full, never."""
        limit = await self._cents(ids.HOARD_LIMIT)
        if limit is None:
            return self._problem("never", "T45")
        below = limit - (await self._wallet.info()).amount
        # What is owed is repaid first, so it may fit while enough is owed.
        if below < 0 and below < -(await self._cents(ids.OVERDRAFT_LIMIT) or 0):
            return self._problem("never", "T75")
        self._facts["below"] = money(below)
        return self._problem("full", "T71")

    async def _cents(self, di: int) -> "int | None":
        """A parameter, cents; None where the meter does not tell it."""
        try:
            return bcd(await self._master.read(self._meter.address, di, 4))
        except (NoAnswer, Refused, ValueError):
            return None

    async def _ask(self, control: int, data: bytes) -> bytes:
        return await self._master.ask(Frame(ANYONE, control, data), len(data))


def make(device: "Device") -> Refusal:
    """The noun `refusal` of the flow tables."""
    return Refusal(device.master, device.noun("meter"), device.wallet, device.facts)
