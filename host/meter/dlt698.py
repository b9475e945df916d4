# dlt698.py - DL/T 698.45 as a meter speaks it: which questions are its own, and the frame that answers
"""A meter that speaks 645 too has one number, one speed and one line for both: each question is answered in its own
language. Wildcards (an A for any digit) are answered under the own address; what is for a group or for all is not."""

from typing import TYPE_CHECKING

from wattkey.dlt698.link import ANSWER, ASK, KIND, SCRAMBLED, WILDCARD, Frame698
from wattkey_host.meter.fault import REFUSE, SILENT, Fault, strike
from wattkey_host.meter.hearing import AWAKE, Ear, Speak
from wattkey_host.meter.services698 import REFUSED, Services
from wattkey_host.meter.supply import PowerLost
from wattkey_host.reader.dlt698.frames698 import fits
from wattkey_host.reader.dlt698.words698 import explain

if TYPE_CHECKING:
    from wattkey_host.meter.meter import Meter


class Dlt698:
    """The language of one meter; `needs_fe`: FE bytes without which it does not hear a question."""

    def __init__(self, meter: "Meter", services: Services, needs_fe: int = 0) -> None:
        self.address = meter.address
        self._meter = meter
        self._services = services
        self._needs_fe = needs_fe

    def ear(self, speak: Speak) -> Ear:
        """An ear for one line."""
        return Ear(self._meter.clock, lambda frame, wake: self.asked(frame, speak, wake), Frame698)

    def move(self, address: bytes) -> None:
        """The meter has another address."""
        self.address = address

    def hears(self, question: Frame698) -> bool:
        """Whether this is a question, whole, and for this meter alone."""
        if question.control & ~SCRAMBLED != ASK or question.logical:  # a fragment is none, either
            return False
        if question.flags & KIND == WILDCARD:
            return fits(question.address, self.address)
        return not question.flags & KIND and question.address == self.address

    def asked(self, question: Frame698, speak: Speak, wake: int = AWAKE) -> None:
        """A question has come, behind `wake` times FE; its answer goes to `speak` when its time has come."""
        if wake < self._needs_fe:
            return
        meter, mine = self._meter, self.hears(question)
        if mine:
            meter.questions.append((meter.clock.now_us, explain(question).title))
        meter.teller.asked(question, mine)
        if not mine:
            return
        fault = strike(meter.faults, question.control & ~SCRAMBLED, int.from_bytes(question.data[3:7], "big"))
        try:
            self._respond(question, fault, speak)
        except PowerLost:
            return

    def _respond(self, question: Frame698, fault: Fault | None, speak: Speak) -> None:
        kind = fault.kind if fault else ""
        if kind == SILENT:
            self._meter.teller.answered(None, kind)
            return
        apdu = _denied(question.data) if kind == REFUSE else self._services.answer(question.data)
        scrambled = question.control & SCRAMBLED
        answer = Frame698(self.address, ANSWER | scrambled, apdu, question.client)
        self._meter.teller.answered(answer, kind)
        self._meter.voice.answer(answer, question, fault, speak)


def _denied(apdu: bytes) -> bytes:
    """The refusal of a GET of one."""
    return bytes([apdu[0] | 0x80]) + apdu[1:7] + bytes([0, REFUSED, 0, 0])
