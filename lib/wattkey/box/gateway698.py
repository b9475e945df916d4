# gateway698.py - whoever asks from above in DL/T 698.45 is answered in the name of the meters that speak it
"""Loaded where the box has such a meter. Only reading passes: GET, and SECURITY with a GET in plain text in it. The
question goes down under its client's address and number, the answer up as it came; the energies in it are kept, and
answer in the meter's place where that is asked for. What is for a group or for all is not answered."""

from micropython import const

from wattkey.box.boxmeter import READ, SILENT, kept
from wattkey.box.packed import standard
from wattkey.dlt645.asker import NoAnswer
from wattkey.dlt698 import get
from wattkey.dlt698.asker import Asker
from wattkey.dlt698.both import Scanner
from wattkey.dlt698.link import ANSWER, ASK, KIND, SCRAMBLED, WILDCARD, Frame698, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wattkey.box.gateway import Gateway
    from wattkey.box.held import Held
    from wattkey.box.wirelock import WireLock
    from wattkey.ports import Clock, Link

_TRIES = const(5)
_LANGUAGE = const(698)
_REGISTERS = const(5)
_FORWARD = b"\x00\x10"  # forward active energy, in any question for it: the object without its attribute


class Gateway698:
    """`from_last`: what was read last is not asked for. Questions and answers are counted with those of `gateway`."""

    def __init__(
        self, gateway: "Gateway", held: "Held", lock: "WireLock", link: "Link", clock: "Clock", patience_ms: int,
        from_last: bool,
    ) -> None:  # fmt: skip
        self._asker = Asker(link, clock)
        self._held, self._lock, self._link, self._clock = held, lock, link, clock
        self._patience_ms, self._from_last = patience_ms, from_last
        self._usual = link.baud
        self.scanner = Scanner()
        self.encode = encode
        self._counts = gateway

    async def answer(self, question: Frame698) -> "Frame698 | None":
        """Act upon a question that came down the line; the frame to send, or None for silence."""
        place = self._meant(question) if _permitted(question) else 0
        if not place:
            return None
        self._counts.asked += 1
        apdu = self._said_last(place, question.data) if self._from_last else None
        apdu = apdu or await self._from_meter(place, question)
        if apdu is None:
            return None
        self._counts.answered += 1
        address = self._held.polling.packed(place)[:6]
        return Frame698(address, ANSWER | question.control & SCRAMBLED, apdu, question.client)

    def _meant(self, question: Frame698) -> int:
        """The place of the meter that is meant, of those that speak so; with A in the address only where it can be no
        other. 0: none."""
        to, wild = question.address.hex(), question.flags & KIND == WILDCARD
        places = []
        for place in self._held.places():
            packed = self._held.polling.packed(place)
            if standard(packed) == _LANGUAGE and _fits(to, packed[:6].hex(), wild):
                places.append(place)
        return places[0] if len(places) == 1 else 0

    async def _from_meter(self, place: int, question: Frame698) -> "bytes | None":
        """The APDU of the meter's answer; None if it has none in time."""
        start = self._clock.ticks_ms()
        await self._lock.for_above()
        try:
            meter = self._held.meter(place)
            self._link.tune(meter.baud or self._usual)
            self._link.preamble = meter.preamble
            apdu = await self._asked(meter.address, question, start)
            self._learn(place, question.data, apdu)
        finally:
            self._lock.done_above()
        return apdu

    async def _asked(self, address: bytes, question: Frame698, start: int) -> "bytes | None":
        """Ask until an answer comes, as long as whoever asked since `start` waits."""
        number, first = question.data[2:3] if question.data[0] == get.GET else b"", question.data[0] | get.REPLY
        for _ in range(_TRIES):
            began = self._clock.ticks_ms()
            try:
                return await self._asker.say(
                    address, question.data, lambda apdu: _answers(apdu, first, number), 0, question.client
                )
            except NoAnswer:
                another = self._clock.since(began)
            if self._clock.since(start) + another > self._patience_ms:
                break
        return None

    def _learn(self, place: int, question: bytes, apdu: "bytes | None") -> None:
        """Note that a meter is there, and its registers, if they were asked for. Where an answer may have told of them
        what is not kept (one of them, a list, more than a register holds, none any more), those that are held are
        outdated."""
        held = self._held
        meter, values = held.meter(place), None
        if apdu is None:
            meter.state = SILENT
            held.keep(place, meter, False)
            held.suspect(place)
            return
        try:
            data = get.answer(question, apdu) if question[3:7] == get.ENERGY.to_bytes(4, "big") else None
            values = kept(get.energies(data)) if data else None
        except (get.Denied, ValueError):
            pass
        if values:
            meter.take(_LANGUAGE, values)
            meter.state = READ
        held.keep(place, meter, bool(values))
        if not values and _FORWARD in question:
            held.outdated(place)

    def _said_last(self, place: int, question: bytes) -> "bytes | None":
        """The APDU of an answer from what was read last; None if that does not hold it."""
        values = self._held.meter(place).values if self._held.tellable(place) else ()
        if question[0] != get.GET or question[1] != get.NORMAL or question[3:7] != get.ENERGY.to_bytes(4, "big"):
            return None
        if not 0 < len(values) <= _REGISTERS:
            return None
        said = [b"\0" if value is None else b"\6" + value.to_bytes(4, "big") for value in values]
        head = bytes((get.GET | get.REPLY, get.NORMAL)) + question[2:7] + b"\1\1"
        return head + bytes([len(said)]) + b"".join(said) + b"\0\0"


def _permitted(question: Frame698) -> bool:
    """Whether it is a question to one meter that only reads."""
    data = question.data
    if question.control & ~SCRAMBLED != ASK or question.logical or question.flags & KIND not in (0, WILDCARD):
        return False
    if data and data[0] == get.SECURITY:  # an APDU in plain text in it, shorter than 128 bytes
        data = data[3:] if data[1:2] == b"\0" and len(data) > 3 and data[2] < 0x80 else b""
    return len(data) > 3 and data[0] == get.GET


def _fits(to: str, own: str, wild: bool) -> bool:
    """Whether an address is this number; `wild`: an A stands for any digit."""
    if len(to) != len(own):
        return False
    return all(one == digit or wild and one == "a" for one, digit in zip(to, own))


def _answers(apdu: bytes, first: int, number: bytes) -> "bytes | None":
    """The APDU, if it answers a question of that service and number."""
    right = apdu[:1] == bytes([first]) and (not number or len(apdu) > 2 and not (apdu[2] ^ number[0]) & 0x3F)
    return apdu if right else None
