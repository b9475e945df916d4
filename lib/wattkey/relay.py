# relay.py - close a tripped relay, as the meter's own key would
"""1BH lifts a standing trip order and allows closing, 1CH closes. An answer 9CH says accepted, not
closed: status word 3 is read afterwards. The chip makes both commands, and only where the order permits."""

from micropython import const

from wattkey.dlt645 import codes, ids
from wattkey.dlt645.asker import NoAnswer, Refused
from wattkey.dlt645.values import flip
from wattkey.meter import Meter
from wattkey.ports import Clock
from wattkey.runner import Noun
from wattkey.wallet import Wallet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device
    from wattkey.dlt645.master import Master

_LOOKS = const(6)  # at the word, until it must have closed
_APART_MS = const(600)


class Relay(Noun):
    """The meter's relay."""

    def __init__(self, master: "Master", meter: Meter, wallet: Wallet, facts: dict, clock: Clock) -> None:
        self._master = master
        self._meter = meter
        self._wallet = wallet
        self._facts = facts
        self._clock = clock

    async def allow(self) -> str:
        """Send 1BH only under a standing remote trip; after an arrears trip the recharge itself arms closing.
        Outcomes: ok, not_needed, closed, forbidden, failed, hung, mac."""
        try:
            word = await self._status()
            if word & ids.UNOPENED != ids.UNOPENED and (await self._wallet.info()).delivered_first:
                self._wallet.meter_is_opened(self._meter.address)
            if not word & ids.RELAY_OPEN:
                self._wallet.relay_is_closed()
                return "closed"
            if word & ids.KEEP_POWER or not word & ids.TRIP_ORDERED:
                return "not_needed"
            return await self._send(codes.ALLOW_CLOSING)
        except NoAnswer:
            return self._problem("failed", "T41")
        except (Refused, ValueError):
            return self._problem("failed", "T44")

    async def close(self) -> str:
        """Send 1CH, then look whether the relay has closed; some take three seconds.
        Outcomes: ok, dark, forbidden, failed, hung, mac."""
        try:
            outcome = await self._send(codes.CLOSE)
            if outcome != "ok":
                return outcome
            looks = _LOOKS
            while await self._status() & ids.RELAY_OPEN:
                looks -= 1
                if not looks:
                    return self._problem("dark", "T46")
                await self._clock.sleep_ms(_APART_MS)
        except NoAnswer:
            return self._problem("failed", "T41")
        except (Refused, ValueError):
            return self._problem("failed", "T44")
        self._wallet.relay_is_closed()
        return "ok"

    async def _status(self) -> int:
        return int.from_bytes(await self._master.read(self._meter.address, ids.STATUS_WORD_3, 2), "little")

    async def _send(self, kind: int) -> str:
        now = flip(await self._master.read(self._meter.address, ids.METER_TIME, 7))
        # We have no clock: the deadline is the end of the meter's own day. The MAC dies with the login anyway.
        secret = await self._wallet.close(kind, now[:3] + b"\x23\x59\x59")
        if secret is None:
            return self._problem("forbidden", "T47")
        try:
            await self._master.control(self._meter.address, secret)
        except Refused as refused:
            return await self._why(refused)
        return "ok"

    async def _why(self, refused: Refused) -> str:
        """A meter that has suspended remote setting says so in one of three ways: in the result word, with the bare
        error byte, or with the bit of a wrong MAC, and then refuses the status too."""
        if refused.data == codes.NOT_AUTHORISED or refused.reason & codes.RESULT_SUSPENDED:
            return self._problem("hung", "T74")
        if not refused.reason & codes.RESULT_MAC:
            return self._problem("failed", "T46")
        if await self._meter.compare() == "hung":
            return "hung"
        return self._problem("mac", "M54")  # wrong ones are counted: one is enough


def make(device: "Device") -> Relay:
    """The noun `relay` of the flow tables."""
    return Relay(device.master, device.noun("meter"), device.wallet, device.facts, device.clock)
