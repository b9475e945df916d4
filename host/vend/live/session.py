# session.py - the seller's session with one handheld: who is there, both proved, questions and answers under MACs
"""The asking side of docs/protocol.md, over any link (an infrared head, USB serial, the simulator). A question that is
not answered is asked again, word for word; a session that is gone is opened anew."""

import secrets
from collections.abc import Callable
from contextlib import suppress

from wattkey.dlt645 import codes
from wattkey.dlt645.asker import NoAnswer, Refused
from wattkey.dlt645.master import Master
from wattkey.dlt645.values import ANYONE, fields
from wattkey.info import Info
from wattkey.ports import Clock, Link
from wattkey.profile import cut as told_by_chip
from wattkey.profile import lengths
from wattkey_host import handshake
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.keystore import KeyStore, Proving, Talk
from wattkey_host.vend.live.greeting import Greeting, greeting
from wattkey_host.vend.wording import phrase, refusal, worded

PATIENCE = 30  # seconds, about, until the device must have answered for the first time
TRIES = 4  # of a question, of a session
_OURS = int.from_bytes(b"\0" + codes.OURS, "little")
_SILENT = {  # whether it has answered before, whether it is known where
    (False, False): "device.silent", (False, True): "device.silent_at",
    (True, False): "device.silent_now", (True, True): "device.silent_now_at",
}  # fmt: skip


class SilentDevice(VendError):
    """Whatever is asked, nothing comes back."""

    def __init__(self, known: bool = False, **where: object) -> None:
        """`known`: the device has answered before. `where`: the `port`, and what was `heard` there."""
        code = _SILENT[known, bool(where)]
        super().__init__(*worded(code, where, "en"), code, where)
        self.known = known


def no_progress(_words: str, _done: int, _of: int) -> None:
    """Nobody watches."""


class LiveSession:
    """One handheld at the other end."""

    def __init__(
        self, link: Link, clock: Clock, keys: KeyStore, told: Callable[[str, int, int], None] = no_progress,
        random: Callable[[int], bytes] = secrets.token_bytes, patience: int | None = None,
    ) -> None:  # fmt: skip
        """`told(words, done, of)` says how far things are; `patience` in the place of PATIENCE."""
        self.link = link
        self.told = told
        self._master = Master(link, clock)
        self._keys, self._random = keys, random
        self._patience = patience or PATIENCE
        self._address = ANYONE
        self._serial = self._card = ""  # of the chip that answered first: nobody else is told what is meant for it
        self._talk: Talk | None = None
        self.number = 0  # of the last question

    @property
    def _open(self) -> Talk:
        """The session that `open` has opened."""
        assert self._talk is not None
        return self._talk

    async def open(self) -> Info:
        """Find the device, prove who we are, have it prove who it is. Raises VendError."""
        self.told("looking for the device", 0, 1)
        # A card may not have got the latest keys yet; and an answer that was under way from before spoils a round.
        for generation in 2 * [*range(self._keys.generation, 0, -1)]:
            said = await self._hello()
            issued, serial, card = said[:3]
            half = self._keys.session(card, generation) if issued else self._keys.session(serial)
            info = await self._prove(half, said.random)
            if info is not None:
                said.check(info)
                return info
        if self._talk:  # it has proved itself before, in this very command: somebody else answers or speaks in between
            raise refusal("session.mixed")
        who = phrase("who.card", card=card) if issued else phrase("who.blank", serial=serial)
        raise refusal("device.stranger", who=who)

    async def _hello(self) -> Greeting:
        """Who is there, by its own word."""
        answer, self._patience = await self._who(), TRIES
        said = greeting(answer)
        self._address = said.address
        self._same(said)
        return said

    async def _who(self) -> bytes:
        """The answer to "who are you", which no handheld refuses. Raises VendError."""
        for _ in range(TRIES):
            try:
                return await self._ask(ANYONE, codes.HELLO, tries=self._patience)
            except Refused as refused:  # an answer that was under way from before, or it is no handheld
                word = refused.reason
        raise refusal("device.no_handheld", word=f"{word:04X}")

    def _same(self, said: Greeting) -> None:
        """One command is for one chip, and a card stays that card. Raises VendError."""
        card = said.card if said.issued else ""
        if self._serial not in ("", said.serial) or self._card not in ("", card):
            raise refusal("device.another", now=said.serial, before=self._serial)
        self._serial, self._card = said.serial, card

    async def _prove(self, half: Proving, theirs: bytes) -> Info | None:
        """Prove both sides; None if the chip has other keys."""
        ours = self._random(handshake.RANDOM)
        try:
            answer = await self._ask(self._address, codes.PROVE, ours, half.proof(ours, theirs))
        except Refused as refused:
            if refused.reason == codes.SERR_MAC:
                return None
            raise _refused(refused) from refused
        info, proof = cut(answer, *lengths("seller_prove"))
        talk = half.talk(ours, theirs, info, proof)
        if talk is None:
            raise refusal("device.unproved")
        self._talk, self.number = talk, 0
        return Info(told_by_chip("info", info))

    async def end(self) -> None:
        """Say goodbye; a device that does not hear it goes back to its menu by itself."""
        with suppress(VendError, Refused):
            await self.say(codes.END)

    async def say(self, number: int, *parts: bytes) -> bytes:
        """One question of a session; the answer without its MAC, low byte first. A report's keeps its MAC: unproved."""
        for _ in range(TRIES):
            self.number += 1
            message = bytes([number]) + b"".join(parts)
            mac = self._open.question(self.number, message)
            try:
                answer = await self._ask(self._address, number, *parts, mac)
                if number == codes.REPORT:
                    return answer
                if told := self._genuine(number, answer):
                    return told[0]
            except Refused as refused:
                if refused.reason != codes.SERR_EXPIRED:
                    raise _refused(refused) from refused
            await self.open()
        raise refusal("session.broken")

    def _genuine(self, number: int, answer: bytes) -> tuple[bytes] | None:
        """The answer (in a tuple, it may be empty) if its MAC is right."""
        raw, mac = answer[: -handshake.MAC], answer[-handshake.MAC :][::-1]
        message = bytes([number]) + b"".join(fields(raw, 2, 3) if len(raw) == 5 else [])
        return (raw,) if self._open.is_answer(self.number, message, mac) else None

    async def _ask(self, address: bytes, number: int, *parts: bytes, tries: int = TRIES) -> bytes:
        """Ask until there is an answer. Raises VendError when there is none, Refused."""
        for _ in range(tries):
            try:
                return await self._master.security(address, _OURS + number, *parts)
            except NoAnswer:
                continue
        raise SilentDevice(bool(self._serial))


def _refused(refused: Refused) -> VendError:
    return refusal("device.refuses", word=f"{refused.reason:04X}")


def cut(answer: bytes, *lengths: int) -> list[bytes]:
    """The fields of an answer that has no MAC of its own yet. Raises VendError where they do not add up."""
    try:
        return fields(answer, *lengths)
    except ValueError as error:
        raise refusal("device.no_sense", error=error) from error
