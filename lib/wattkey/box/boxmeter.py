# boxmeter.py - a meter of a box: what its list says, what was learned of it, what was read last
"""Sixty-four of these objects are more than the board can hold beside a pass, which keeps them packed (packed.py)."""

from micropython import const

from wattkey.dlt645 import registers

MOST = const(64)  # meters on one pair of wires
STANDARDS = (1997, 2007, 698)  # DL/T 645, two editions, and DL/T 698.45; in this order an unknown meter is asked
_KEPT = const(5)  # registers of a meter at the most: the total and four rates
SPEEDS = (1200, 2400, 4800, 9600, 600)  # bits a second, the likeliest first
WAKE = const(4)  # FE bytes in front of a question; some meters need them all
_NEAR_END = const(90_000_000)  # of a register, hundredths of a kWh: lower behind it, it has begun anew
_BEGUN = const(10_000_000)
NONE = const(
    0x7FFFFFF
)  # where a register is kept (packed.py): it has no value. All others are less, hundredths of a kWh

UNREAD = "unread"
READ = "read"
SILENT = "silent"  # not one answer
REFUSED = "refused"  # it answers, but has no such data
UNSURE = "unsure"  # it speaks, and nothing of it was right, or twice the same: nothing is reported


class BoxMeter:
    """One meter. `values`: total and rates in hundredths of a kWh, None for one that it says it has not; () before the
    first reading. A sixth value, always None, says that it has more than four rates, which are not kept."""

    __slots__ = (
        "address", "baud", "exchanged", "pass_number", "preamble", "searched", "since", "standard", "state",
        "thrifty", "values",
    )  # fmt: skip

    def __init__(self, address: bytes, standard: int = 0, baud: int = 0) -> None:
        self.address = address  # 6 bytes as printed
        self.standard = standard  # 1997, 2007, 698; 0: not known yet
        self.baud = baud  # 0: not known yet
        self.preamble = WAKE
        self.thrifty = False  # whether fewer FE bytes were tried
        self.searched = 0  # searches at other speeds that found nothing
        self.state = UNREAD
        self.pass_number = 0  # of the pass that has tried it last; 0: none
        self.values: "tuple[int | None, ...]" = ()
        self.since = 0  # passes since they were read; 0 where that was the last one
        self.exchanged = False  # another meter than the one before hangs under this number; told until a person looks

    @property
    def names(self) -> "tuple[str, ...]":
        """Of the values, which follow from the standard and how many they are."""
        return names(self.standard, len(self.values))

    @property
    def rates(self) -> int:
        """Tariff rates of the meter, 0 to 4; 5 for more than that."""
        return max(0, len(self.values) - 1)

    def is_another(self, standard: int, values: "tuple[int | None, ...]") -> bool:
        """Whether a meter of that edition and with these registers is not the one that was read before: registers
        never fall, but that they begin anew behind 999999.99 kWh."""
        if not self.values:
            return False
        if standard != self.standard or len(values) != len(self.values):
            return True
        return any(_fell(old, new) for old, new in zip(self.values, values))

    def take(self, standard: int, values: "tuple[int | None, ...]") -> None:
        """A reading that is sure."""
        self.exchanged = self.exchanged or self.is_another(standard, values)
        self.standard, self.values = standard, values


def _fell(old: "int | None", new: "int | None") -> bool:
    if old is None or new is None:
        return False
    return new < old and not (old >= _NEAR_END and new < _BEGUN)


def names(standard: int, count: int) -> "tuple[str, ...]":
    """The names of so many values. Raises ValueError if no meter of that standard has so many."""
    return registers.rates(standard, count) if count else ()


def energy(standard: int, block: bytes) -> "tuple[int | None, ...]":
    """The values in an energy block of DL/T 645, wire order: hundredths of a kWh, the total first. Raises ValueError
    for what is none."""
    block = registers.values_in(block, 4, standard == 1997)
    more = len(block) > 4 * _KEPT
    return kept(registers.read(standard, block[: 4 * _KEPT])[1] + [None] * more)


def kept(values: "list[int | None]") -> "tuple[int | None, ...]":
    """What is kept of so many values of a meter: a sixth says that there were more. Raises ValueError where one is more
    than a register holds."""
    if [value for value in values if value is not None and not 0 <= value < NONE]:
        raise ValueError("more than a register holds")
    return tuple(values[:_KEPT]) + ((None,) if len(values) > _KEPT else ())


def likely(address: bytes, lots: "dict[bytes, int]") -> int:
    """The standard of the lot (how its numbers begin -> standard) that has most leading digits in common with this
    number: makers number their meters in rows. Without a lot that of most meters, 1997."""
    best, found = -1, STANDARDS[0]
    for lot, standard in lots.items():
        common = _common(lot, address)
        if common > best:
            best, found = common, standard
    return found


def _common(one: bytes, other: bytes) -> int:
    """Leading digits that two numbers have in common."""
    for i in range(len(one)):
        differ = one[i] ^ other[i]
        if differ:
            return 2 * i + (differ < 16)
    return 2 * len(one)
