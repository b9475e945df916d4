# liars.py - handhelds whose processor lies at the seller's port, each in one way
"""The chip in them is a true one and cannot be changed; the processor in front of it says what it likes, and the chip
seals whatever answer the processor gives it."""

import itertools
from contextlib import suppress

from wattkey.dlt645 import codes
from wattkey.dlt645.frame import Frame
from wattkey.dlt645.values import fields
from wattkey.profile import header
from wattkey.questions import No
from wattkey_host import handshake
from wattkey_host.crypto import FACTORY_KEY, disperse
from wattkey_host.sim.chip.cos import Chip
from wattkey_host.sim.chip.factory import new_chip
from wattkey_lab.torture.hostile.pocket import Pocket


class SaysTaken(Pocket):
    """The handheld keeps every document from the chip, and says that the chip has taken it."""

    outcome = b"A00"

    async def answer(self, data: bytes) -> bytes:
        """A sealed lie for each piece."""
        if data[0] != codes.PIECE:
            return await super().answer(data)
        total, at = (int.from_bytes(data[place : place + 2], "little") for place in (8, 10))
        have = at + len(data) - 20
        outcome = self.outcome if have >= total else b"---"
        return await self.seal(data, have.to_bytes(2, "big"), outcome)


class SaysTakenBefore(SaysTaken):
    """The handheld says that the chip had the document already."""

    outcome = b"A01"


class WantsMore(SaysTaken):
    """The handheld takes pieces for ever."""

    outcome = b"---"


class UnknownOutcome(SaysTaken):
    """The handheld answers with a word that nobody has: what it likes to have on the clerk's terminal."""

    outcome = b"\x1b[J"


class Swapped(Pocket):
    """Two chips behind one eye: another one comes in after `after` greetings, and is greeted as the first."""

    def __init__(self, chip: Chip, second: Chip, after: int = 1) -> None:
        super().__init__(chip)
        self._first, self._second, self._left = chip, second, after

    async def answer(self, data: bytes) -> bytes:
        """From then on the second chip answers, under the serial of the first."""
        if data[0] != codes.HELLO:
            return await super().answer(data)
        if not self._left:
            self.port.chip = self._second
        self._left = max(0, self._left - 1)
        said = await super().answer(data)
        return said[:2] + self._first.cells.serial[::-1] + said[10:]


class Laptop(SaysTaken):
    """No chip at all: it has the public factory key, says that it is blank, and proves itself as somebody's card."""

    def __init__(self, chip: Chip) -> None:
        """`chip`: the card that it wants to pass as; of it only what lies on its open drive is used."""
        super().__init__(new_chip(chip.cells.serial.hex()))
        self._info, _ = chip.apdu(header("info"))
        self._report, _ = chip.apdu(header("report"))

    async def answer(self, data: bytes) -> bytes:
        """The handheld knows the key of the session, and so makes every MAC of it."""
        if data[0] == codes.PROVE:
            return await self._prove(data)
        if data[0] != codes.REPORT:
            return await super().answer(data)
        await self._chip("heard", bytes([codes.REPORT]) + b"".join(fields(data[8:], 2, 2, 4)))
        session = self.chip.ram.session
        assert session is not None  # it has just heard
        mac = handshake.message_mac(session.key, handshake.REPORT, session.number, self._report)
        at, most = (int.from_bytes(data[place : place + 2], "little") for place in (8, 10))
        piece = self._report[at : at + most]
        return len(self._report).to_bytes(2, "little") + piece[::-1] + mac[::-1]

    async def _prove(self, data: bytes) -> bytes:
        theirs, ours = data[8:16][::-1], self.chip.ram.seller_random or bytes(handshake.RANDOM)
        await super().answer(data)
        key = handshake.seller_key(disperse(FACTORY_KEY, self.chip.cells.serial))
        return self._info[::-1] + handshake.chip_proof(key, theirs, ours, self._info)[::-1]


class TwinSerial(Pocket):
    """The handheld greets with the serial of another chip, always."""

    serial = bytes.fromhex("00000000000000ee")

    async def answer(self, data: bytes) -> bytes:
        """Only the greeting is a lie."""
        said = await super().answer(data)
        return said[:2] + self.serial[::-1] + said[10:] if data[0] == codes.HELLO else said


class GreetsAsCard(Pocket):
    """The handheld greets as another card of the same shop."""

    card = bytes.fromhex("0000000000000099")

    async def answer(self, data: bytes) -> bytes:
        """Only the greeting is a lie."""
        said = await super().answer(data)
        return said[:10] + self.card[::-1] + said[18:] if data[0] == codes.HELLO else said


class Interrupted(Pocket):
    """After the first session a stranger greets between greeting and proof, and sends END: no key is needed for
    that, and the chip's random is another by then."""

    async def answer(self, data: bytes) -> bytes:
        """The stranger is heard first."""
        if data[0] != codes.HELLO and sum(frame.data[0] == codes.PROVE for frame in self.asked) > 1:
            for stranger in (codes.HELLO, codes.END):
                fields = bytes(4 if stranger == codes.HELLO else 8)
                with suppress(No):
                    await self.questions.answer(bytes([stranger]) + codes.OURS + fields)
        elif data[0] not in (codes.HELLO, codes.PROVE):
            with suppress(No):
                await self.questions.answer(bytes([codes.END]) + codes.OURS + bytes(8))
        return await super().answer(data)


class Reluctant(Pocket):
    """The handheld breaks the session off again and again: each question but the greeting is refused as expired."""

    async def answer(self, data: bytes) -> bytes:
        """0008 for all but the first two questions."""
        if data[0] in (codes.HELLO, codes.PROVE):
            return await super().answer(data)
        return await self.seal(data[:8] + bytes(4))


class Relayed(Pocket):
    """An eye at the counter, a radio behind it, and a handheld elsewhere that its owner has set to *Seller*."""

    late_ms = 300

    async def heard(self, frame: Frame) -> bytes:
        """The right answer, later."""
        self.clock.now += self.late_ms
        return await super().heard(frame)


class Replayed(Pocket):
    """A recorder: it answers each question with what was answered to one of that kind in an earlier session."""

    def __init__(self, chip: Chip) -> None:
        super().__init__(chip)
        self.recorded: dict[int, bytes] = {}
        self.playing = False

    async def heard(self, frame: Frame) -> bytes:
        """Records until `playing`."""
        number = frame.data[0]
        if not self.playing:
            self.recorded[number] = await super().heard(frame)
        return self.recorded.get(number, b"")


class Mute(Pocket):
    """The handheld falls silent after so many questions."""

    def __init__(self, chip: Chip, after: int = 3) -> None:
        super().__init__(chip)
        self._left = itertools.count(after, -1)

    async def heard(self, frame: Frame) -> bytes:
        """Nothing any more."""
        return await super().heard(frame) if next(self._left) > 0 else b""
