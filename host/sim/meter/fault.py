# fault.py - what goes wrong at the meter, on demand
"""A list of these on a meter makes its next answers go wrong; each is used up and leaves the list.

`silent` is a question that the meter never understood: nothing happens inside. In all other kinds the
meter has done what it was asked, money included, and only the answer suffers.
"""

from dataclasses import dataclass

SILENT, DROP, DELAY, CORRUPT = "silent", "drop", "delay", "corrupt"
KINDS = (SILENT, DROP, DELAY, CORRUPT)


@dataclass
class Fault:
    """`control` and `di` say which question it waits for (None: any); it strikes `times` times."""

    kind: str
    control: int | None = None
    di: int | None = None
    times: int = 1
    delay_ms: int = 0  # on top of the usual answer delay

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


def corrupted(answer: bytes) -> bytes:
    """The same answer with one bit turned over in front of its checksum."""
    return answer[:-3] + bytes([answer[-3] ^ 0x01]) + answer[-2:]
