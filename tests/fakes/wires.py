# wires.py - a pair of wires with meters on it: who hears a question, and what is heard where several answer

from typing import NamedTuple

from fakes.link import FakeLink
from wattkey.dlt645.frame import Frame, encode
from wattkey.dlt645.slave import ErrorAnswer, Slave
from wattkey.dlt698 import link
from wattkey.dlt698.both import Scanner
from wattkey.dlt698.link import Frame698

BLOCKS = {1997: b"\x1f\x90", 2007: b"\x00\xff\x01\x00"}
READS = {1997: (0x01, 0x02, 0x03), 2007: (0x11, 0x12, 0x13)}


def on_wire(values):
    """Registers as a meter sends them: four BCD bytes each, low byte first; FF for None."""
    return b"".join(b"\xff" * 4 if value is None else bytes.fromhex(f"{value:08d}")[::-1] for value in values)


class Question(NamedTuple):
    """What went out on the wires."""

    number: str
    control: int
    data: bytes
    wake: int  # FE bytes in front
    baud: int


class Wires(FakeLink):
    """All `stations` on one pair. Answers fall on a raster of byte times; where several fall on one place, a bit is 1
    only if it is with all of them, or (`strict`) the byte has a wrong parity bit and is dropped.

    `damage(bytes)` is what the way does to an answer; the questions whose number (from 0) is in `noise` get a click."""

    def __init__(self, clock, stations, damage=lambda data: data, noise=(), strict=False):
        super().__init__(clock, self._fall)
        self.stations, self.damage, self.noise, self.strict = stations, damage, set(noise), strict
        self.questions = []

    def _fall(self, data):
        scanner = Scanner()
        scanner.feed(data)
        frame = scanner.next() or scanner.next(idle=True)
        wake = len(data) - len(data.lstrip(b"\xfe"))
        places = {3: 0x55} if len(self.questions) in self.noise else {}
        self.questions.append(Question(frame.address.hex(), frame.control, frame.data, wake, self.baud))
        for station in self.stations:
            said = station.answer(frame, wake) if station.baud == self.baud else None
            for at, value in enumerate(self.damage(said) if said else b"", round(station.delay / self.byte_ms)):
                places[at] = value if at not in places else None if self.strict else places[at] & value
        for at, value in sorted(places.items()):
            self.say(None if value is None else bytes([value]), at * self.byte_ms)

    def asked(self, *fields):
        """These fields of every question, in the order in which they went out."""
        return [tuple(getattr(question, field) for field in fields) for question in self.questions]


class Cable(Wires):
    """Without a baud rate, as LINK = "usb" may be."""

    baud = 0
    byte_ms = 1


class Station:
    """A meter on the wires: `holds` maps the DATA of a question to the value behind it, at first the energies.

    `needs`: FE bytes that wake it. `room`: bytes of DATA in one frame. `refuses`: it knows no identifier."""

    delay = 20  # milliseconds from the question to the answer

    def __init__(self, number, standard, values, *, mark=b"", needs=0, baud=1200, room=200, refuses=False):
        self.address = bytes.fromhex(number)
        self.standard, self.needs, self.baud, self.refuses, self.silent = standard, needs, baud, refuses, False
        self.heard = []
        self._mark, self.holds = mark, {}
        self.hold(values)
        self.slave = Slave(self.address, self._handle, room)

    def hold(self, values):
        """These are its registers from now on, in hundredths of a kWh."""
        self.values = values
        self.holds[BLOCKS[self.standard]] = on_wire(values) + self._mark

    def answer(self, question, wake):
        """The bytes that it sends, or None."""
        if self.silent or wake < self.needs or not isinstance(question, Frame):
            return None
        if self.slave.hears(question):
            self.heard.append((question.control, question.data))
        reply = self.slave.reply(question)
        return bytes(encode(reply, 4)) if reply else None

    def _handle(self, control, data, to):
        if control == 0x08:
            return b""
        if control not in READS[self.standard]:
            return None
        if control == 0x13:
            return self.address[::-1]
        if self.refuses or data not in self.holds:
            raise ErrorAnswer(b"\x02")
        return data + self.holds[data]


class Station698:
    """A meter of DL/T 698.45 on the wires, which tells its registers; `dar`: it refuses with that reason."""

    delay = 20

    def __init__(self, number, values, *, dar=0, baud=1200, needs=0, signed=False):
        self.address, self.values, self.dar, self.baud = bytes.fromhex(number), values, dar, baud
        self.needs, self.signed = needs, signed

    def answer(self, question, wake):
        """The bytes that it sends, or None."""
        if wake < self.needs or not isinstance(question, Frame698) or not self._meant(question):
            return None
        if question.data[0] == 0x10:  # SECURITY, in plain text
            apdu = self._apdu(question.data[3:])
            apdu = b"\x90\0" + bytes([len(apdu)]) + apdu + b"\1\0\4" + bytes(4)
        else:
            apdu = self._apdu(question.data)
        return bytes(link.encode(Frame698(self.address, link.ANSWER, apdu, question.client), 4))

    def _apdu(self, asked):
        values = [self._value(value) for value in self.values]
        held = {
            "00100200": bytes([1, len(values)]) + b"".join(values),
            "00100201": b"".join(values[:1]),
            "40010200": b"\x09\x06" + self.address,
        }
        result = b"\0" + bytes([self.dar]) if self.dar else b"\1" + held[asked[3:7].hex()]
        return b"\x85\x01" + asked[2:7] + result + b"\0\0"

    def _value(self, value):
        if value is None:
            return b"\0"
        return (b"\5" if value < 0 else b"\6") + (value % 2**32).to_bytes(4, "big")

    def _meant(self, question):
        pairs = zip(question.address.hex(), self.address.hex(), strict=True)
        return all(one in (digit, "a" if question.flags else digit) for one, digit in pairs)
