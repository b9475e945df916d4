# seller.py - the seller's terminal at the other end of the beam: this device answers as a DL/T 645-2007 slave
"""Documents come in, the report goes out, between the seller's terminal and the chip (docs/protocol.md). Here is who
is heard, when, and how long; questions.py has what is answered.
"""

from micropython import const

from wattkey.dlt645 import codes
from wattkey.dlt645.frame import Frame, Scanner, encode
from wattkey.dlt645.values import ANYONE
from wattkey.person import Person
from wattkey.plugins import spare
from wattkey.ports import Clock, Link
from wattkey.questions import No, Questions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.device import Device

_SHORTEST = const(8)  # identifier and operator code
_REPLY_MS = const(20)  # from the last stop bit of a question to the answer, at least (DL/T 645-2007, 5.3)
_GAP_MS = const(500)  # a pause like that ends a frame
_LISTEN_MS = const(180_000)
_TALK_MS = const(30_000)
_POLL_MS = const(4)


class Seller:
    """Answers the seller on every link at once; whoever asks is answered where he asked."""

    def __init__(self, questions: Questions, person: Person, clock: Clock, links: "list[Link]", facts: dict) -> None:
        self._questions = questions
        self._person = person
        self._clock = clock
        self._facts = facts
        self._ears = [(link, Scanner()) for link in links]
        self._heard = clock.ticks_ms()  # when a byte came last
        self._last = (b"", Frame(b"", 0))  # the latest question and our answer, in case that was lost

    # verbs of the flow

    async def listen(self) -> str:
        """Tell who we are until the seller has proved who he is. Outcomes: known, nobody, back."""
        while self._person.key():
            pass  # keys pressed before do not count
        await self._questions.name()
        event = await self._serve(_LISTEN_MS)
        if event == "back":
            return "back"
        return "known" if event == "changed" else "nobody"

    async def talk(self) -> str:
        """Answer the seller until he ends, or falls silent: then the session is over, and what came in is kept.
        Outcomes: done, taken, accepted, refused, lost, back."""
        event = await self._serve(_TALK_MS)
        if event == "back":
            return "back"
        took = self._questions.pieces.took
        if not self._questions.over and (event != "silence" or not took):  # his end may be lost: what came is told
            return "lost"
        if self._facts.get("code"):
            return "refused"
        if took == "purchase":
            return "taken"
        return "accepted" if took else "done"

    async def _serve(self, patience_ms: int) -> str:
        """Answer until a session begins or ends ("changed"), a person leaves ("back"), or nobody asks ("silence")."""
        known, asked = self._questions.known, self._clock.ticks_ms()
        while self._clock.since(asked) < patience_ms:
            if self._person.key() == "back":
                await self._questions.leave()
                return "back"
            if not await self._turn():
                await self._clock.sleep_ms(_POLL_MS)
                continue
            asked = self._clock.ticks_ms()
            if self._questions.known != known or self._questions.over:
                return "changed"
        await self._questions.leave()
        return "silence"

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
        if frame.control != codes.SECURITY or len(frame.data) < _SHORTEST or frame.data[1:4] != codes.OURS:
            return False
        return frame.address == self._questions.address or frame.address == ANYONE and frame.data[0] == codes.HELLO

    async def _reply(self, link: Link, question: Frame) -> None:
        if question.data != self._last[0] or question.data[0] == codes.HELLO:
            answer = await self._answered(question.data)
            answer.address = self._questions.address
            self._last = (question.data, answer)
        wait = _REPLY_MS - self._clock.since(self._heard)
        if wait > 0 and link.baud:
            await self._clock.sleep_ms(wait)
        await link.send(encode(self._last[1], link.preamble))
        if self._questions.over:
            await self._questions.leave()

    async def _answered(self, data: bytes) -> Frame:
        """Our answer, or the refusal."""
        try:
            return Frame(b"", codes.SECURITY | codes.ANSWER, data[:4] + await self._questions.answer(data))
        except No as no:
            reason = no.reason
        except ValueError:
            reason = codes.SERR_OTHER  # not a question that we know
        return Frame(b"", codes.SECURITY | codes.REFUSAL, reason.to_bytes(2, "little"))


def make(device: "Device") -> Seller:
    """The noun `seller` of the flow tables: on the link to the meter, and on USB serial where there is one."""
    usb = spare("link_usb", device.settings, device.clock)
    links = [device.link]
    if usb:
        usb.baud = 0  # nothing slower than USB behind it
        links = [usb] if device.settings("LINK", "ir") == "usb" else [device.link, usb]
    return Seller(Questions(device.wallet, device.facts), device.person, device.clock, links, device.facts)
