# meter.py - the slave at the infrared eye: hears bytes, finds questions, answers in time
"""A State Grid single-phase local prepaid meter, DL/T 645-2007 at 1200 8E1.

It behaves like the firmwares that the protocol facts tag SY (relay) and 3JIL (infrared access, loading).
What it holds and does is Metering's; this file is its tongue.
"""

from collections.abc import Callable
from typing import Any

from wattkey.dlt645 import codes
from wattkey.dlt645.frame import Frame, Scanner, encode
from wattkey.dlt645.slave import Refusal, Slave
from wattkey_host.meter.prepaid.access import answered, taken
from wattkey_host.meter.prepaid.control import control
from wattkey_host.meter.prepaid.esam import MeterKeys
from wattkey_host.meter.prepaid.fault import DELAY, DROP, REFUSE, SILENT, Fault, refused, strike
from wattkey_host.meter.prepaid.metering import Metering
from wattkey_host.meter.prepaid.questions import words
from wattkey_host.meter.prepaid.readings import read
from wattkey_host.meter.prepaid.security import security
from wattkey_host.meter.prepaid.spoil import SPOILERS, Said
from wattkey_host.meter.prepaid.wire import identifier
from wattkey_host.sim.clock import BYTE_US, VirtualClock

GAP_US = 500_000  # silence between two bytes that ends a half-heard frame (DL/T 645-2007, 5.3)
REFUSALS = {  # what this meter never does: control code -> error byte
    0x12: 0x02,
    0x14: 0x04,
    0x16: 0x04,
    0x17: 0x08,
    0x18: 0x04,
    0x19: 0x04,
    0x1A: 0x04,
    0x1B: 0x04,
    0x1F: 0x02,
}


class PowerLost(Exception):
    """The power went between two writes of one answer: what is written stays, the rest never happens."""


class Meter(Metering):
    """One meter. `speak` and `fall_silent` are set by the infrared path; `hear` takes single bytes."""

    def __init__(
        self,
        number: str,
        customer: str,
        keys: MeterKeys,
        clock: VirtualClock,
        seed: int = 0,
        *,
        answer_ms: int = 20,
        preamble: int = 4,
        whole_records: bool = True,
        password: str | None = None,
        **scene: Any,
    ) -> None:
        """Answers start `answer_ms` after the question, with `preamble` times FE.

        `whole_records`: knows 0333FFxx. `password`: 6 digits; then 1B and 1C are taken with PA=02 or 04.
        `scene`: Metering's keywords (terms, balance, opened, history, trip_delay_min, ahead_s).
        """
        super().__init__(number, customer, keys, clock, seed, **scene)
        self.whole_records = whole_records
        self.password = bytes.fromhex(password) if password is not None else None
        self.faults: list[Fault] = []
        self.questions: list[tuple[int, str]] = []  # (microseconds, words), answered or not
        self.speak: Callable[[bytes], None] = lambda answer: None
        self.fall_silent: Callable[[], None] = lambda: None
        self.between_writes: Callable[[str], None] = lambda what: None  # `what` is written, something else follows
        self._answer_ms = answer_ms
        self._preamble = preamble
        self._slave = Slave(self.esam.number, self.carry_out)
        self._scanner = Scanner()
        self._heard_us = 0
        self._before = b""  # the answer sent last
        self._life = 0  # goes up with every power cut: answers of an earlier life are never sent

    def hear(self, byte: int) -> None:
        """One byte has arrived; its stop bit ends now."""
        now = self.clock.now_us
        if now - self._heard_us > GAP_US + BYTE_US:
            self._scanner.clear()
        self._heard_us = now
        self._scanner.feed(bytes([byte]))
        while (frame := self._scanner.next()) is not None:
            self.asked(frame)

    def cut_power(self) -> None:
        """The supply drops out for a moment: authentications, half-heard bytes and answers, begun or not, are gone."""
        self.esam.reset()
        self._scanner.clear()
        self._life += 1
        self.fall_silent()

    def wrote(self, what: str) -> None:
        """One of the writes of an answer is done. Raises PowerLost if the power goes here."""
        life = self._life
        self.between_writes(what)
        if life != self._life:
            raise PowerLost(what)

    def asked(self, frame: Frame, speak: Callable[[bytes], None] | None = None) -> None:
        """A question has come; its answer goes to `speak`, when its time has come."""
        self.note(frame)
        if not self._slave.hears(frame):
            return
        fault = strike(self.faults, frame.control, identifier(frame.data))
        kind = fault.kind if fault else ""
        try:
            answer = refused(frame, fault.serr) if fault and kind == REFUSE else self._answer(frame, kind)
        except PowerLost:
            return
        self.note_answer(answer, kind)
        if answer is None or kind == DROP:
            return
        out = bytes(encode(answer, self._preamble))
        wait_ms = self._answer_ms + (fault.delay_ms if fault and kind == DELAY else 0)
        pieces = [(0, out)]
        if kind in SPOILERS:
            pieces = SPOILERS[kind](Said(answer, out, bytes(encode(frame, 0)), self._before))
        self._before = out
        for late_ms, piece in pieces:
            self._send(piece, wait_ms + late_ms, speak)

    def _answer(self, frame: Frame, kind: str) -> Frame | None:
        return None if kind == SILENT else self._slave.reply(frame)

    def note(self, question: Frame) -> None:
        """Remember what was asked, if it is ours."""
        if self._slave.hears(question):
            self.questions.append((self.clock.now_us, words(question.control, question.data)))

    def note_answer(self, answer: Frame | None, fault: str) -> None:
        """For meters that talk: what is answered, and what goes wrong with it."""

    def _send(self, answer: bytes, wait_ms: int, speak: Callable[[bytes], None] | None) -> None:
        life = self._life

        def say() -> None:
            if life == self._life:
                (speak or self.speak)(answer)

        self.clock.after(wait_ms * 1000, say)

    def carry_out(self, control: int, data: bytes, to: bytes) -> bytes | None:
        """Do what is asked; DATA of the answer, None to say nothing. Raises Refusal."""
        if not taken(to, control) or not answered(control, data, self.esam.infrared_open):
            return None
        if control in ANSWERS:
            return ANSWERS[control](self, data, to)
        if control in REFUSALS:
            raise Refusal(bytes([REFUSALS[control]]))
        return None


def _reading(meter: Meter, data: bytes) -> bytes:
    di = identifier(data)
    value = read(meter, di) if di is not None and len(data) == 4 else None
    if value is None:
        raise Refusal(codes.NO_SUCH_DATA)
    return data + value


ANSWERS: dict[int, Callable[[Meter, bytes, bytes], bytes | None]] = {
    codes.SECURITY: security,
    codes.READ: lambda meter, data, to: _reading(meter, data),
    codes.FIND: lambda meter, data, to: None if data else meter.esam.number[::-1],
    codes.RELAY: lambda meter, data, to: control(meter, data),
}
