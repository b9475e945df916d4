# speaking.py - the transmitter of a meter: answers go out after its delay, and none after a power cut
"""An answer may go out in pieces, each at its own moment (spoil.py)."""

from wattkey_host.meter.eitherframe import EitherFrame, encode
from wattkey_host.meter.fault import DELAY, DROP, Fault
from wattkey_host.meter.hearing import Speak
from wattkey_host.meter.spoil import SPOILERS, Pieces, Said
from wattkey_host.meter.supply import Supply
from wattkey_host.sim.clock import VirtualClock


class Voice:
    """How one meter answers: `answer_ms` after the question, with `preamble` times FE in front."""

    def __init__(self, clock: VirtualClock, power: Supply, answer_ms: int = 20, preamble: int = 4) -> None:
        """A voice that has said nothing yet."""
        self.preamble = preamble
        self.before = b""  # the answer that went out last
        self._clock = clock
        self._power = power
        self._answer_ms = answer_ms

    def answer(self, answer: EitherFrame, question: EitherFrame, fault: Fault | None, speak: Speak) -> None:
        """Send an answer, or what a fault makes of it."""
        kind = fault.kind if fault else ""
        if kind == DROP:
            return
        out = encode(answer, self.preamble)
        pieces = [(0, out)]
        if kind in SPOILERS:
            pieces = SPOILERS[kind](Said(answer, out, encode(question, 0), self.before))
        self.before = out
        self.say(pieces, speak, fault.delay_ms if fault and kind == DELAY else 0)

    def say(self, pieces: Pieces, speak: Speak, late_ms: int = 0) -> None:
        """Hand each piece to `speak` when its time has come; `late_ms` is on top of the usual delay."""
        for piece_ms, piece in pieces:
            self._send(piece, self._answer_ms + late_ms + piece_ms, speak)

    def _send(self, data: bytes, wait_ms: int, speak: Speak) -> None:
        cuts = self._power.cuts

        def say() -> None:
            if cuts == self._power.cuts:
                speak(data)

        self._clock.after(wait_ms * 1000, say)
