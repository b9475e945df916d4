# slave.py - the answering side: which questions are for us, and the frame that answers
"""A question goes to a handler, which knows nothing of frames: it gets control code and DATA, and returns DATA or
raises ErrorAnswer. What does not fit into one frame is handed out in pieces: the first under A1H/B1H, the rest on
02H/12H; 03H with a 1997 identifier repeats the last of them (control codes of both editions)."""

from wattkey.dlt645 import codes
from wattkey.dlt645.frame import MAX_DATA, Frame
from wattkey.dlt645.values import BROADCAST, addressed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

_TO_ALL = (codes.FREEZE_1997, codes.SET_TIME, codes.FREEZE)  # may be broadcast


class ErrorAnswer(Exception):
    """What a handler raises to refuse: `reason` is DATA of the error answer, the error byte or word as on the wire."""

    def __init__(self, reason: bytes) -> None:
        super().__init__(reason)
        self.reason = reason


class Slave:
    """Answers under `address` (6 bytes as printed).

    `handler(control, data, to)` returns DATA of the right answer, identifier included, as long as it is; None says
    nothing. `to` is the address as it was asked: broadcast, with AA in it, or ours. It may raise ErrorAnswer.
    `room`: bytes of DATA in one answer.
    """

    alone = False  # on its line: then it answers what is broadcast, as some meters do

    def __init__(
        self, address: bytes, handler: "Callable[[int, bytes, bytes], bytes | None]", room: int = MAX_DATA
    ) -> None:
        self.address = address
        self._handler = handler
        self._room = room
        self._name = b""  # identifier of the value that is handed out in pieces
        self._rest = b""  # what of it was not sent yet
        self._sequence = 0  # of the last piece; 1997 sends none, but has one
        self._last = Frame(address, 0)  # the last piece, to be repeated

    def hears(self, question: Frame) -> bool:
        """Whether this is a question, and ours to act upon."""
        if question.control > codes.FUNCTION:
            return False
        if question.address == BROADCAST:
            return self.alone or question.control in _TO_ALL
        return addressed(question.address, self.address)

    def reply(self, question: Frame) -> "Frame | None":
        """Act upon a question; the frame to send, or None if there is nothing to be said."""
        if not self.hears(question):
            return None
        control = question.control
        try:
            answer = self._piece(question) or self._answer(control, question.data, question.address)
        except ErrorAnswer as refusal:
            answer = Frame(self.address, control | codes.REFUSAL, refusal.reason)
        return None if question.address == BROADCAST and control in _TO_ALL else answer

    def _answer(self, control: int, data: bytes, to: bytes) -> "Frame | None":
        whole = self._handler(control, data, to)
        if whole is None:
            return None
        self._rest = self._name = b""
        if len(whole) <= self._room:
            return Frame(self.address, control | codes.ANSWER, whole)
        self._name = whole[: 4 if control == codes.READ else 2]
        self._sequence = 0
        self._rest = whole[self._room :]
        self._last = Frame(self.address, control | codes.ANSWER | codes.FOLLOWS, whole[: self._room])
        return self._last

    def _piece(self, question: Frame) -> "Frame | None":
        """The answer to a follow-on question; None if it is none, or nothing follows: the handler's business."""
        control = question.control
        name = question.data[:4] if control == codes.MORE else question.data
        if not self._name or name != self._name:
            return None
        sequence = question.data[len(name) :]
        if control == codes.REPEAT_1997:
            return Frame(self.address, self._last.control & codes.FOLLOWS | codes.ANSWER | control, self._last.data)
        if control == codes.MORE and sequence == bytes([self._sequence]) and self._sequence:
            return self._last  # its answer was lost
        if control == codes.MORE and sequence != bytes([self._sequence + 1 & 0xFF]):
            return None
        if control not in (codes.MORE, codes.MORE_1997) or not self._rest:
            return None
        size = self._room - len(name) - len(sequence)
        piece = self._rest[:size]
        self._rest = self._rest[size:]
        self._sequence += 1
        more = codes.FOLLOWS if self._rest else 0
        self._last = Frame(self.address, control | codes.ANSWER | more, name + piece + sequence)
        return self._last
