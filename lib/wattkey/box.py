# box.py - a meter of a box: what its list says, what was learned of it, what was read last
"""Sixty-four of them are more than the board can hold as objects beside a running flow: roster.py, batch.py."""

from micropython import const

MOST = const(64)  # meters on one pair of wires
STANDARDS = (1997, 2007)
SPEEDS = (1200, 2400, 4800, 9600, 600)  # bits a second, the likeliest first
WAKE = const(4)  # FE bytes in front of a question; some meters need them all

UNREAD = "unread"
READ = "read"
SILENT = "silent"  # not one answer
REFUSED = "refused"  # it answers, but has no such data
UNSURE = "unsure"  # no two readings in a row were the same: nothing is reported rather than something wrong


class Entry:
    """One meter. `values`: total and rates in hundredths of a kWh, named by `names`; () before the first reading."""

    __slots__ = ("address", "baud", "names", "preamble", "searched", "standard", "state", "thrifty", "turn", "values")

    def __init__(self, address: bytes, standard: int = 0, baud: int = 0) -> None:
        self.address = address  # 6 bytes as printed
        self.standard = standard  # 1997, 2007; 0: not known yet
        self.baud = baud  # 0: not known yet
        self.preamble = WAKE
        self.thrifty = False  # whether fewer FE bytes were tried
        self.searched = 0  # searches at other speeds that found nothing
        self.state = UNREAD
        self.turn = 0  # number of the pass that has tried it last; 0: none
        self.names: "tuple[str, ...]" = ()
        self.values: "tuple[int | None, ...]" = ()

    @property
    def rates(self) -> int:
        """Tariff rates of the meter, 0 to 4."""
        return max(0, len(self.values) - 1)
