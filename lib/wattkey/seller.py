# seller.py - the seller's terminal at the other end of the beam: this device answers as a DL/T 645-2007 slave
"""Documents come in, the report goes out, between the seller's terminal and the chip (docs/protocol.md).

The chip opens the session and makes every MAC; this file only answers, and pieces.py puts documents together.
Outside a session only "who are you" is answered.
"""

from micropython import const

from wattkey.dlt645 import ids
from wattkey.dlt645.frame import Frame, Scanner, encode
from wattkey.dlt645.values import ANYONE, fields, flip
from wattkey.info import Info
from wattkey.person import Person
from wattkey.pieces import Pieces
from wattkey.plugins import spare
from wattkey.ports import Clock, Link
from wattkey.wallet import Wallet

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from wattkey.device import Device
except ImportError:
    pass

HELLO = const(1)  # DI0 of the questions
PROVE = const(2)
PIECE = const(3)
REPORT = const(4)
END = const(5)
FAMILY = b"KW\x0f"  # DI1 to DI3 on the wire: 0F574Bxx
VERSION = const(2)
_OK = const(0x9000)
_SECURITY = const(0x03)
_MAC = const(4)
_REPLY_MS = const(20)  # from the last stop bit of a question to the answer, at least (DL/T 645-2007, 5.3)
_GAP_MS = const(500)  # a pause like that ends a frame
_LISTEN_MS = const(180_000)
_TALK_MS = const(30_000)
_POLL_MS = const(4)
_LENGTHS = {PROVE: (8, 8), REPORT: (2, 2, _MAC), END: (_MAC,)}


class _No(Exception):
    """The question is refused; `reason` is the error word (SERR) of the answer."""

    def __init__(self, reason: int) -> None:
        super().__init__(reason)
        self.reason = reason


class Seller:
    """Answers the seller on every link at once; whoever asks is answered where he asked."""

    def __init__(self, wallet: Wallet, person: Person, clock: Clock, links: "list[Link]", facts: dict) -> None:
        self._wallet = wallet
        self._person = person
        self._clock = clock
        self._facts = facts
        self._ears = [(link, Scanner()) for link in links]
        self._heard = clock.ticks_ms()  # when a byte came last
        self._address = bytes(6)
        self._known = False  # a session runs
        self._over = False
        self._last = (b"", Frame(b"", 0))  # the latest question and our answer, in case that was lost
        self._pieces = Pieces(wallet, facts)

    # verbs of the flow

    async def listen(self) -> str:
        """Tell who we are until the seller has proved who he is."""
        while self._person.key():
            pass  # keys pressed before do not count
        await self._named()
        event = await self._serve(_LISTEN_MS)
        if event == "back":
            return "back"
        return "known" if event == "changed" else "nobody"

    async def talk(self) -> str:
        """Answer the seller until he ends, or falls silent: then the session is over, and what came in is kept."""
        event = await self._serve(_TALK_MS)
        if event == "back":
            return "back"
        if not self._over:
            return "lost"
        if self._facts.get("code"):
            return "refused"
        if self._pieces.took == "purchase":
            return "taken"
        return "accepted" if self._pieces.took else "done"

    async def _serve(self, patience_ms: int) -> str:
        """Answer until a session begins or ends ("changed"), a person leaves ("back"), or nobody asks ("silence")."""
        known, asked = self._known, self._clock.ticks_ms()
        while self._clock.since(asked) < patience_ms:
            if self._person.key() == "back":
                await self._leave()
                return "back"
            if not await self._turn():
                await self._clock.sleep_ms(_POLL_MS)
                continue
            asked = self._clock.ticks_ms()
            if self._known != known or self._over:
                return "changed"
        await self._leave()
        return "silence"

    async def _leave(self) -> None:
        self._known = False
        await self._chip("leave")

    async def _chip(self, command: str, data: bytes = b"") -> "bytes | None":
        """One command of the seller's session ("hello", "prove", ...); None if the chip refuses."""
        answer, status = await self._wallet.ask("seller_" + command, data)
        return answer if status == _OK else None

    # the slave

    async def _turn(self) -> bool:
        """Answer what has come in; whether it was a question for us."""
        asked = False
        for link, scanner in self._ears:
            data = await link.receive(0)
            if not data:
                continue
            if self._clock.since(self._heard) > _GAP_MS:
                scanner.clear()
            self._heard = self._clock.ticks_ms()
            scanner.feed(data)
            frame = scanner.next()
            if frame and self._is_for_us(frame):
                await self._reply(link, frame)
                asked = True
        return asked

    def _is_for_us(self, frame: Frame) -> bool:
        if frame.control != _SECURITY or len(frame.data) < 8 or frame.data[1:4] != FAMILY:
            return False
        return frame.address == self._address or frame.address == ANYONE and frame.data[0] == HELLO

    async def _reply(self, link: Link, question: Frame) -> None:
        if question.data != self._last[0] or question.data[0] == HELLO:
            try:
                answer = Frame(b"", _SECURITY | 0x80, question.data[:4] + await self._answer(question.data))
            except (_No, ValueError) as error:
                reason = error.reason if isinstance(error, _No) else 1  # bit 0: not a question we know
                answer = Frame(b"", _SECURITY | 0xC0, reason.to_bytes(2, "little"))
            answer.address = self._address
            self._last = (question.data, answer)
        wait = _REPLY_MS - self._clock.since(self._heard)
        if wait > 0 and link.baud:
            await self._clock.sleep_ms(wait)
        await link.send(encode(self._last[1], link.preamble))
        if self._over:
            await self._leave()

    async def _answer(self, data: bytes) -> bytes:
        """What follows the identifier in our answer; all fields low byte first. Raises _No, ValueError."""
        number = data[0]
        if number == HELLO:
            return await self._hello(*fields(data[8:]))
        lengths = (2, 2, 4, max(0, len(data) - 20), _MAC) if number == PIECE else _LENGTHS.get(number, ())
        parts = fields(data[8:], *lengths)
        if number == PROVE:
            return await self._prove(*parts)
        if not lengths or not self._known:
            raise _No(ids.SERR_EXPIRED)
        if await self._chip("heard", bytes([number]) + b"".join(parts)) is None:
            self._known = False
            raise _No(ids.SERR_EXPIRED)
        if number == REPORT:
            return await self._report(*parts[:-1])
        self._over = number == END
        answer = await self._pieces.put(*parts[:-1]) if number == PIECE else []
        mac = await self._chip("sealed", bytes([number]) + b"".join(answer))
        return b"".join([flip(part) for part in answer]) + flip(mac or b"")

    async def _named(self) -> Info:
        """Our address: the last 12 digits of the card's number, of a blank chip those of its serial."""
        info = await self._wallet.info()
        self._address = (info.card if info.issued else info.serial)[2:]
        return info

    # one answer each

    async def _hello(self) -> bytes:
        info = await self._named()
        random = await self._chip("hello") or b""
        return bytes([VERSION, info.issued]) + flip(info.serial) + flip(info.card) + flip(random)

    async def _prove(self, random: bytes, proof: bytes) -> bytes:
        answer = await self._chip("prove", random + proof)
        if answer is None:
            raise _No(ids.SERR_MAC)
        self._known = True
        return flip(answer[:-8]) + flip(answer[-8:])

    async def _report(self, place: bytes, most: bytes) -> bytes:
        """A piece of the report. The chip's MAC is over the whole of it, so the last piece proves all that was kept."""
        answer = await self._chip("report")
        if answer is None:  # nothing to report: the chip is blank
            raise _No(1)
        report, at = answer[:-_MAC], int.from_bytes(place, "big")
        piece = report[at : at + int.from_bytes(most, "big")]
        if not piece:
            raise ValueError("not a place in the report")
        return flip(len(report).to_bytes(2, "big")) + flip(piece) + flip(answer[-_MAC:])


def make(device: "Device") -> Seller:
    """The noun `seller` of the flow tables: on the link to the meter, and on USB serial where there is one."""
    usb = spare("link_usb", device.settings, device.clock)
    links = [device.link]
    if usb:
        usb.baud = 0  # nothing slower than USB behind it
        links = [usb] if device.settings("LINK", "ir") == "usb" else [device.link, usb]
    return Seller(device.wallet, device.person, device.clock, links, device.facts)
