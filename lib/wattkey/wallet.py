# wallet.py - what the ESAM does for us
"""Commands, fields of answers and status words of the chip are those of profile.py. The data of a command is packed by
whoever has it to give: here, in pin.py, in questions.py and in usage.py (docs/esam.md has the layouts)."""

from wattkey import profile
from wattkey.amount import money
from wattkey.errors import MoneyUnknown, PartBroken, TryAgain
from wattkey.info import STATES, Info, name_of
from wattkey.ports import Esam, Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device

TAKEN = "taken"
_FEW = 32  # places of the store: a month of purchases
VERDICTS = ("none", "before", "reached", "gap", "unsure")


class Wallet:
    """The purchase in the chip, and what the chip computes for a session at the meter."""

    def __init__(self, esam: Esam, facts: dict, store: Store) -> None:
        self._esam = esam
        self._facts = facts
        self.insecure = esam.insecure
        self._store = store
        self._unkept: "dict[int, bytes]" = {}  # kind -> what the store had no room for
        self._meter = b""  # its number
        self._held = b""  # order and count that the chip held when it was last asked

    # verbs of flows

    async def pending(self) -> str:
        """Is there a purchase to load? Outcomes: ok, none."""
        info = await self.info()
        self._facts["amount"] = money(info.amount)
        return "ok" if info.waiting else "none"

    async def finish(self) -> str:
        """The chip has the last word on whether the purchase is delivered. Outcomes: ok, open."""
        self._facts["code"] = ""
        return "ok" if (await self.info()).state == "delivered" else "open"

    async def unsure(self) -> str:
        """The count is used after our load, whose amount nobody tells: what the page says. Outcomes: ok."""
        self._facts["code"] = "M56"
        return "ok"

    async def may_close(self) -> str:
        """Does the last order permit closing the relay? Outcomes: ok, none."""
        return "ok" if (await self.info()).closable else "none"

    # the chip, command by command

    async def info(self) -> Info:
        """What the chip holds."""
        info = Info(await self._call("info"))
        self._held = info.order.to_bytes(4, "big") + info.count.to_bytes(4, "big")
        self._meter = info.meter
        return info

    def relay_is_closed(self) -> None:
        """The meter says so: until the next order nobody need be asked to close it."""
        self._remember(Store.CLOSED, self._held)

    def knows_relay_closed(self) -> bool:
        """Whether the meter has said so since the order that the chip held when it was last asked."""
        return self._known(Store.CLOSED) == self._held

    def meter_is_opened(self, meter: bytes) -> None:
        """The meter (its number) says so after our first purchase for it."""
        self._remember(Store.OPENED, meter)

    def knows_opened(self) -> bool:
        """Whether the meter of the card has said so."""
        return self._known(Store.OPENED) == self._meter

    def meter_hears(self, meter: bytes, needs: bool) -> None:
        """The meter hears a read only behind FE bytes (`needs`), or without. Written where that is news."""
        self._remember(Store.WAKING, meter + bytes([needs]))

    def knows_hearing(self) -> "bool | None":
        """Whether the meter of the card hears a read without FE bytes; None: not tried yet."""
        value = self._known(Store.WAKING)
        return not value[6] if value[:-1] == self._meter and self._meter else None

    def make_room(self) -> None:
        """Before the store is full: each purchase takes a place in it. Only while a cable brings power."""
        self._store.tidy(_FEW)

    def _remember(self, kind: int, value: bytes) -> None:
        """Where the store is full, until the next reset."""
        self._unkept[kind] = b"" if self._store.put(kind, value) else value

    def _known(self, kind: int) -> bytes:
        return self._unkept.get(kind) or self._store.get(kind)

    async def take(self, kind: str, packed: bytes) -> str:
        """Hand an order of the seller ("purchase", ...) to the chip: TAKEN, or the short code of its refusal."""
        _, code = await self.ask(kind, packed)
        return code or TAKEN

    async def ir_random(self) -> bytes:
        """random1 (8 bytes) for the infrared query."""
        return (await self._call("ir_random"))[0]

    async def ir_answer(self, cipher: bytes, random2: bytes) -> "bytes | None":
        """Cipher of random2 if the meter's cipher of our random1 is right, else None."""
        fields, code = await self.ask("ir_answer", cipher + random2)
        return None if code else fields[0]

    async def login(self) -> "list[bytes]":
        """cipher1, random1 and dispersion factor, 8 bytes each, of a new login."""
        return await self._call("login")

    async def logged(self, random2: bytes) -> None:
        """The meter's random2 (4 bytes): the login stands."""
        await self._call("logged", random2)

    async def status(self, claims: bytes) -> "tuple[str, str]":
        """Have remaining, MAC, count, MAC (16 bytes) checked: (verdict, state); ("false", "") if a MAC is wrong."""
        return self._judged(*await self.ask("status", claims))

    async def proof(self, run_file: bytes) -> "tuple[str, str]":
        """Have the run file (43 bytes, MAC 4) checked: (verdict, state); ("false", "") if the MAC is wrong."""
        return self._judged(*await self.ask("proof", run_file))

    async def release(self) -> "list[bytes] | None":
        """Amount, count, MAC1, customer, MAC2 of the load; None if the chip wants a fresh comparison first.

        The chip has stored `offered` before this returns. Raises MoneyUnknown (M55) after the last: that purchase
        can only be compared, or taken back by the seller. Raises TryAgain (T48) while the PIN is missing.
        """
        fields, code = await self.ask("release")
        if code == profile.PIN_FIRST:
            raise TryAgain(code)
        if code == profile.USED_UP:
            raise MoneyUnknown(code)
        return None if code else fields

    async def confirm(self, count: int, amount: int) -> str:
        """The meter's purchase record: the state that follows from it, "offered" if it is not about our count."""
        fields, code = await self.ask("confirm", count.to_bytes(4, "big") + amount.to_bytes(4, "big"))
        return "offered" if code else name_of(STATES, fields[0][0])

    async def close(self, kind: int, deadline: bytes) -> "bytes | None":
        """Cipher and MAC (20 bytes) of relay command `kind` (1BH, 1CH); None if the chip forbids it.

        `deadline`: YYMMDDhhmmss BCD. Raises ValueError when the chip says that this is no time.
        """
        fields, code = await self.ask("close", bytes([kind]) + deadline)
        if code == profile.BAD_VALUE:
            raise ValueError("not a time")
        return None if code else fields[0]

    async def store_usage(self, record: bytes) -> None:
        """Keep what the meter told (42 bytes, layout USAGE of docs/esam.md)."""
        await self._call("usage", record)

    async def report(self) -> bytes:
        """The packed report with its MAC."""
        return (await self._call("report"))[0]

    def _judged(self, fields: "list[bytes]", code: str) -> "tuple[str, str]":
        if code:
            return "false" if code == profile.WRONG_MAC else "expired", ""
        return name_of(VERDICTS, fields[0][0]), name_of(STATES, fields[1][0])

    async def ask(self, command: str, data: bytes = b"") -> "tuple[list[bytes], str]":
        """A command of the profile: (fields of the answer, "" or the short code of a refusal). Raises PartBroken."""
        answer, status = await self._esam.apdu(profile.header(command) + data)
        return profile.read(command, answer, status)

    async def _call(self, command: str, data: bytes = b"") -> "list[bytes]":
        fields, code = await self.ask(command, data)
        if code == profile.NOT_ISSUED:
            raise TryAgain(code)
        if code:
            part = code if code == profile.OTHER_CHIP else profile.UNCLEAR
            raise PartBroken(part, command + " " + code)
        return fields


def make(device: "Device") -> Wallet:
    """The noun `wallet` of the flow tables."""
    return Wallet(device.esam, device.facts, device.store)
