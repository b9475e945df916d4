# wallet.py - what the ESAM does for us; the only file that knows APDUs
"""The chip of docs/esam.md. Another chip offers the same under its own codes: another PROFILE."""

from micropython import const

from wattkey.amount import money
from wattkey.errors import MoneyUnknown, PartBroken, TryAgain
from wattkey.info import LENGTH, STATES, Info, name_of
from wattkey.ports import Esam, Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device

#            command: CLA INS P1 P2, bytes in its answer
PROFILE = {
    "info": (b"\x90\x02\0\0", LENGTH),
    "issue": (b"\x90\x04\0\0", 0),  # the orders have the names of their documents
    "purchase": (b"\x90\x06\0\0", 0),
    "rekey": (b"\x90\x08\0\0", 0),
    "cancel": (b"\x90\x0a\0\0", 0),
    "settle": (b"\x90\x0c\0\0", 0),
    "unlock": (b"\x90\x0e\0\0", 0),
    "ir_random": (b"\x90\x10\0\0", 8),
    "ir_answer": (b"\x90\x12\0\0", 8),
    "login": (b"\x90\x14\0\0", 24),
    "logged": (b"\x90\x16\0\0", 0),
    "status": (b"\x90\x18\0\0", 2),
    "proof": (b"\x90\x1a\0\0", 2),
    "release": (b"\x90\x1c\0\0", 22),
    "confirm": (b"\x90\x1e\0\0", 1),
    "close": (b"\x90\x20\0\0", 20),
    "usage": (b"\x90\x22\0\0", 0),
    "report": (b"\x90\x24\0\0", 118),
    "pin": (b"\x90\x26\0\0", 0),
    "new_pin": (b"\x90\x28\0\0", 0),
    "seller_hello": (b"\x90\x30\0\0", 8),
    "seller_prove": (b"\x90\x32\0\0", LENGTH + 8),
    "seller_heard": (b"\x90\x34\0\0", 0),
    "seller_sealed": (b"\x90\x36\0\0", 4),
    "seller_report": (b"\x90\x38\0\0", 122),
    "seller_leave": (b"\x90\x3a\0\0", 0),
}
_OK = const(0x9000)
_WRONG_MAC = const(0x6988)
_USED_UP = const(0x6983)
_BAD_VALUE = const(0x6A80)
_PIN_FIRST = const(0x6984)
_NOT_ISSUED = const(0x6B00)  # no keys in it yet
_UNKNOWN = const(0x6D00)  # a chip with other commands than those of PROFILE
TAKEN = "taken"
# status word of a refused order -> its short code (texts/ has the words)
_TAKE_REFUSED = {
    0x6988: "T31",
    0x6A82: "T32",
    0x6A83: "T33",
    0x6A84: "T34",
    0x6A85: "T35",
    0x6A86: "T36",
    0x6985: "T37",
    0x6986: "T40",
    0x6A80: "T38",
    0x6B00: "T39",
}
VERDICTS = ("none", "before", "reached", "gap", "unsure")


class Wallet:
    """The purchase in the chip, and what the chip computes for a session at the meter."""

    def __init__(self, esam: Esam, facts: dict, store: Store) -> None:
        self._esam = esam
        self._facts = facts
        self.insecure = esam.insecure
        self._store = store
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

    async def may_close(self) -> str:
        """Does the last order permit closing the relay? Outcomes: ok, none."""
        return "ok" if (await self.info()).closable else "none"

    # the chip, command by command

    async def info(self) -> Info:
        """What the chip holds."""
        info = Info(await self._call("info"))
        self._held = info.order.to_bytes(4, "big") + info.count.to_bytes(4, "big")
        return info

    def relay_is_closed(self) -> None:
        """The meter says so: until the next order nobody need be asked to close it."""
        self._store.put(Store.CLOSED, self._held)

    def knows_relay_closed(self) -> bool:
        """Whether the meter has said so since the order that the chip held when it was last asked."""
        return self._store.get(Store.CLOSED) == self._held

    async def take(self, order: dict) -> str:
        """Hand a parsed order of the seller to the chip: TAKEN, or the short code of its refusal."""
        from wattkey.orders import pack  # whoever has an order has it loaded

        _, status = await self.ask(order["type"], pack(order))
        return TAKEN if status == _OK else _TAKE_REFUSED.get(status, "P02")

    async def ir_random(self) -> bytes:
        """random1 (8 bytes) for the infrared query."""
        return await self._call("ir_random")

    async def ir_answer(self, cipher: bytes, random2: bytes) -> "bytes | None":
        """Cipher of random2 if the meter's cipher of our random1 is right, else None."""
        data, status = await self.ask("ir_answer", cipher + random2)
        return data if status == _OK else None

    async def login(self) -> "tuple[bytes, bytes, bytes]":
        """cipher1, random1 and dispersion factor, 8 bytes each, of a new login."""
        data = await self._call("login")
        return data[:8], data[8:16], data[16:]

    async def logged(self, random2: bytes) -> None:
        """The meter's random2 (4 bytes): the login stands."""
        await self._call("logged", random2)

    async def status(self, claims: bytes) -> "tuple[str, str]":
        """Have remaining, MAC, count, MAC (16 bytes) checked: (verdict, state); ("false", "") if a MAC is wrong."""
        return self._judged(*await self.ask("status", claims))

    async def proof(self, run_file: bytes) -> "tuple[str, str]":
        """The same from the run file, 43 bytes under one MAC (4)."""
        return self._judged(*await self.ask("proof", run_file))

    async def release(self) -> "list[bytes] | None":
        """Amount, count, MAC1, customer, MAC2 of the load; None if the chip wants a fresh comparison first.

        The chip has stored `offered` before this returns. Raises MoneyUnknown (M55) after 32 of them: that purchase
        can only be compared, or taken back by the seller. Raises TryAgain (T48) while the PIN is missing.
        """
        data, status = await self.ask("release")
        if status == _PIN_FIRST:
            raise TryAgain("T48")
        if status == _USED_UP:
            raise MoneyUnknown("M55")
        if status != _OK:
            return None
        return [data[0:4], data[4:8], data[8:12], data[12:18], data[18:22]]

    async def confirm(self, count: int, amount: int) -> str:
        """The meter's purchase record: the state that follows from it, "offered" if it is not about our count."""
        data, status = await self.ask("confirm", count.to_bytes(4, "big") + amount.to_bytes(4, "big"))
        return name_of(STATES, data[0]) if status == _OK else "offered"

    async def close(self, kind: int, deadline: bytes) -> "bytes | None":
        """Cipher and MAC (20 bytes) of relay command `kind` (1BH, 1CH); None if the chip forbids it.

        `deadline`: YYMMDDhhmmss BCD. Raises ValueError when the chip says that this is no time.
        """
        data, status = await self.ask("close", bytes([kind]) + deadline)
        if status == _BAD_VALUE:
            raise ValueError("not a time")
        return data if status == _OK else None

    async def store_usage(self, record: bytes) -> None:
        """Keep what the meter told (42 bytes, layout USAGE of docs/esam.md)."""
        await self._call("usage", record)

    async def report(self) -> bytes:
        """The packed report with its MAC."""
        return await self._call("report")

    def _judged(self, data: bytes, status: int) -> "tuple[str, str]":
        if status == _WRONG_MAC:
            return "false", ""
        if status != _OK:
            return "expired", ""
        return name_of(VERDICTS, data[0]), name_of(STATES, data[1])

    async def ask(self, command: str, data: bytes = b"") -> "tuple[bytes, int]":
        """A command of PROFILE: (answer, status word). Raises PartBroken when the answer has a wrong length."""
        header, length = PROFILE[command]
        answer, status = await self._esam.apdu(header + data)
        if status == _OK and len(answer) != length:
            raise PartBroken("P10" if command == "info" else "P02", f"{command}: {len(answer)} bytes, not {length}")
        return answer, status

    async def _call(self, command: str, data: bytes = b"") -> bytes:
        answer, status = await self.ask(command, data)
        if status == _NOT_ISSUED:
            raise TryAgain("T39")
        if status != _OK:
            raise PartBroken("P10" if status == _UNKNOWN else "P02", "%s %04X" % (command, status))
        return answer


def make(device: "Device") -> Wallet:
    """The noun `wallet` of the flow tables."""
    return Wallet(device.esam, device.facts, device.store)
