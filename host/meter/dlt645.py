# dlt645.py - DL/T 645 as a meter speaks it: a question, what goes wrong on demand, the answer in time
"""One address and one set of frames for both editions of the standard; what is done for a control code is a table of
each edition (commands_1997.py, commands_2007.py)."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from wattkey.dlt645.frame import MAX_DATA, Frame
from wattkey.dlt645.slave import Slave
from wattkey.dlt698.link import Frame698
from wattkey_host.meter.bcd import identifier
from wattkey_host.meter.fault import REFUSE, SILENT, Fault, refused, strike
from wattkey_host.meter.hearing import AWAKE, Ear, Speak
from wattkey_host.meter.questionwords import words
from wattkey_host.meter.supply import PowerLost

if TYPE_CHECKING:
    from wattkey_host.meter.meter import Meter

# A command gets (meter, DATA, address as asked); DATA of the answer, None to say nothing; or it raises ErrorAnswer.
Command = Callable[["Meter", bytes, bytes], bytes | None]
# Whether a question (meter, control code, DATA, address as asked) reaches its command; else it is not answered.
Gate = Callable[["Meter", int, bytes, bytes], bool]
_KINDS = {False: (Frame,), True: (Frame, Frame698)}


class Edition(NamedTuple):
    """One edition of the standard as a meter has it: its commands by control code, and the gates in front of them."""

    name: str
    commands: Mapping[int, Command]
    gates: Sequence[Gate]

    def find(self, meter: "Meter", control: int, data: bytes, to: bytes) -> Command | None:
        """The command for a question; None if it is not for this edition, or must not be answered."""
        command = self.commands.get(control)
        return command if command and all(gate(meter, control, data, to) for gate in self.gates) else None


class Dlt645:
    """The language of one meter. `also`: addresses of others to which it answers too, under its own; `needs_fe`: FE
    bytes without which it does not hear a question; `alone`: it answers what is broadcast; `room`: bytes of DATA in one
    answer; `mixed`: the meter knows frames of 698.45, too."""

    def __init__(
        self,
        meter: "Meter",
        editions: Sequence[Edition],
        *,
        room: int = MAX_DATA,
        alone: bool = False,
        needs_fe: int = 0,
        also: Sequence[bytes] = (),
        mixed: bool = False,
    ) -> None:
        """The first edition that has a command for a question obeys."""
        self.editions = editions
        self.slave = Slave(meter.address, self.carry_out, room)
        self.slave.alone = alone
        self._meter = meter
        self._needs_fe = needs_fe
        self._also = also
        self._mixed = mixed

    def ear(self, speak: Speak) -> Ear:
        """An ear for one line."""
        return Ear(self._meter.clock, lambda frame, wake: self.heard(frame, speak, wake), *_KINDS[self._mixed])

    def heard(self, frame: Frame | Frame698, speak: Speak, wake: int) -> None:
        """A frame on its line; one of 698.45 is for another ear."""
        if isinstance(frame, Frame):
            self.asked(frame, speak, wake)

    def move(self, address: bytes) -> None:
        """The meter has another address."""
        self.slave.address = address

    def asked(self, question: Frame, speak: Speak, wake: int = AWAKE) -> None:
        """A question has come, behind `wake` times FE; its answer goes to `speak` when its time has come."""
        if wake < self._needs_fe:
            return
        if question.address in self._also and not question.is_answer():
            question = Frame(self.slave.address, question.control, question.data)
        if self._noted(question):
            fault = strike(self._meter.faults, question.control, identifier(question.data))
            try:
                self._respond(question, fault, speak)
            except PowerLost:
                return

    def carry_out(self, control: int, data: bytes, to: bytes) -> bytes | None:
        """Do what is asked, in either edition; DATA of the answer, None to say nothing. Raises ErrorAnswer."""
        self._meter.catch_up()
        for edition in self.editions:
            if command := edition.find(self._meter, control, data, to):
                return command(self._meter, data, to)
        return None

    def _noted(self, question: Frame) -> bool:
        """Remember and tell what was asked; whether it is ours."""
        meter, mine = self._meter, self.slave.hears(question)
        if mine:
            meter.questions.append((meter.clock.now_us, words(question.control, question.data)))
        meter.teller.asked(question, mine)
        return mine

    def _respond(self, question: Frame, fault: Fault | None, speak: Speak) -> None:
        answer = self._answer(question, fault)
        self._meter.teller.answered(answer, fault.kind if fault else "")
        if answer is not None:
            self._meter.voice.answer(answer, question, fault, speak)

    def _answer(self, question: Frame, fault: Fault | None) -> Frame | None:
        if fault and fault.kind == REFUSE:
            return refused(question, fault.serr)
        return None if fault and fault.kind == SILENT else self.slave.reply(question)
