# fault.py - what goes wrong at the meter, on demand
"""A list of these on a meter makes its next answers go wrong; each is used up and leaves the list.

`silent` is a question that the meter never understood, `refuse` one that it will not carry out: nothing
happens inside. In all other kinds the meter has done what it was asked, money included, and only the answer suffers.
"""

from dataclasses import dataclass

from wattkey.dlt645 import codes
from wattkey.dlt645.frame import Frame
from wattkey_host.meter.spoil import SPOILERS

SILENT, REFUSE, DROP, DELAY = "silent", "refuse", "drop", "delay"
CORRUPT, GARBLE, CUT, FOREIGN, STUNTED = "corrupt", "garble", "cut", "foreign", "stunted"  # of the spoilers
FOREVER = 1 << 30  # times
KINDS = (SILENT, REFUSE, DROP, DELAY, *SPOILERS)


@dataclass
class Fault:
    """`control` and `di` say which question it waits for (None: any); it strikes `times` times."""

    kind: str
    control: int | None = None
    di: int | None = None
    times: int = 1
    delay_ms: int = 0  # on top of the usual answer delay
    serr: int = 1  # the error word of a refusal

    def __post_init__(self) -> None:
        """Raises ValueError for an unknown kind."""
        if self.kind not in KINDS:
            raise ValueError(f"a fault is one of {KINDS}, not {self.kind!r}")

    def fits(self, control: int, di: int | None) -> bool:
        """Whether it strikes at this question."""
        return self.control in (None, control) and self.di in (None, di)


def strike(faults: list[Fault], control: int, di: int | None) -> Fault | None:
    """The first fault that fits, taken off the list when it is used up."""
    for fault in faults:
        if fault.fits(control, di):
            fault.times -= 1
            if fault.times <= 0:
                faults.remove(fault)
            return fault
    return None


def refused(question: Frame, serr: int) -> Frame:
    """A refusal: an error word to a security command, else its low byte."""
    data = serr.to_bytes(2, "little") if question.control == codes.SECURITY else bytes([serr & 0xFF])
    return Frame(question.address, question.control | codes.REFUSAL, data)
