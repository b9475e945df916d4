# pocket.py - a handheld without a board at the seller's port: its chip, and a processor that may lie
"""The chip is the simulated one, and the answers are those of lib/wattkey/questions.py, the device's own. What a liar
changes is one method each (liars.py). Nobody waits: time passes when somebody listens in vain."""

from wattkey.dlt645 import codes, values
from wattkey.dlt645.frame import Frame, Scanner, encode
from wattkey.ports import Esam, Link, Store
from wattkey.questions import No, Questions
from wattkey.wallet import Wallet
from wattkey_host.sim.chip.cos import Chip
from wattkey_lab.torture.instant import Instant

_HEAD = 8  # identifier and operator code, in front of the fields
_MAC = 4


class ChipPort(Esam):
    """The chip inside the handheld."""

    def __init__(self, chip: Chip) -> None:
        self.chip = chip

    async def apdu(self, command: bytes) -> tuple[bytes, int]:
        """Answered at once."""
        return self.chip.apdu(command)


class Pocket(Link):
    """The seller's end of the cable into a handheld that shows *Seller*; this one is honest."""

    baud, preamble = 0, 0

    def __init__(self, chip: Chip, clock: Instant | None = None) -> None:
        self.port, self.clock = ChipPort(chip), clock or Instant()
        self.wallet = Wallet(self.port, {}, Store())
        self.questions = Questions(self.wallet, {})
        self.asked: list[Frame] = []
        self._scanner = Scanner()
        self._came = b""
        self._last = (b"", Frame(b"", 0))

    @property
    def chip(self) -> Chip:
        """The chip that answers now."""
        return self.port.chip

    async def send(self, data: bytes | bytearray) -> None:
        """Each question in it is answered at once, the last one again with the last answer."""
        self._came = b""
        self._scanner.feed(bytes(data))
        while frame := self._scanner.next():
            self.asked.append(frame)
            if frame.address in (self.questions.address, values.ANYONE):
                self._came += await self.heard(frame)

    async def receive(self, limit_ms: int) -> bytes:
        """What was answered; else the time is gone."""
        data, self._came = self._came, b""
        if not data:
            self.clock.now += limit_ms
        return data

    async def heard(self, frame: Frame) -> bytes:
        """The bytes that come back for one question."""
        if frame.data != self._last[0] or frame.data[0] == codes.HELLO:
            self._last = (frame.data, await self._answered(frame.data))
        answer = self._last[1]
        answer.address = self.questions.address
        return bytes(encode(answer, 0))

    async def answer(self, data: bytes) -> bytes:
        """What follows the identifier in the answer to a question; a liar says something else here. Raises No."""
        return await self.questions.answer(data)

    async def seal(self, data: bytes, *fields: bytes) -> bytes:
        """An answer of the processor's own to the question `data`, under the chip's MAC: it seals what it is given.
        The question is a genuine one of a running session. Raises No."""
        lengths = (2, 2, 4, max(0, len(data) - 20), _MAC) if data[0] == codes.PIECE else (_MAC,)
        await self._chip("heard", bytes([data[0]]) + b"".join(values.fields(data[_HEAD:], *lengths)))
        mac = await self._chip("sealed", bytes([data[0]]) + b"".join(fields))
        return b"".join(field[::-1] for field in (*fields, mac))

    async def _chip(self, command: str, data: bytes) -> bytes:
        answer, code = await self.wallet.ask("seller_" + command, data)
        if code:
            raise No(codes.SERR_EXPIRED)
        return answer[0] if answer else b""

    async def _answered(self, data: bytes) -> Frame:
        try:
            return Frame(b"", codes.SECURITY | codes.ANSWER, data[:4] + await self.answer(data))
        except No as no:
            reason = no.reason
        except ValueError:
            reason = codes.SERR_OTHER
        return Frame(b"", codes.SECURITY | codes.REFUSAL, reason.to_bytes(2, "little"))
