# meterwords.py - what meters told: after a recharge, and in a box of meters
"""Registers are integer hundredths of a kWh. None of it carries a MAC but `Reading.proved_remaining`."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wattkey_host.vend.book.base import Base

REGISTERS = ("total", "rate1", "rate2", "rate3", "rate4")
BOX_REGISTERS = ("total", "sharp", "peak", "flat", "valley", "rate1", "rate2", "rate3")  # a few rates are only numbered


class Reading(Base):
    """What the meter told after the recharge `count`; None where it has no such register."""

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("card", "meter", "count"), Index("readings_of_meter", "meter", "count"))
    id: Mapped[int] = mapped_column(primary_key=True)
    card: Mapped[str] = mapped_column(ForeignKey("card.card"))
    meter: Mapped[str] = mapped_column(ForeignKey("meter.meter"))
    count: Mapped[int]
    read_at: Mapped[str] = mapped_column(String(19))  # the meter's clock, unproved: kept as it was told
    total: Mapped[int | None]
    rate1: Mapped[int | None]
    rate2: Mapped[int | None]
    rate3: Mapped[int | None]
    rate4: Mapped[int | None]
    was_total: Mapped[int | None]
    was_rate1: Mapped[int | None]
    was_rate2: Mapped[int | None]
    was_rate3: Mapped[int | None]
    was_rate4: Mapped[int | None]
    remaining: Mapped[int | None]
    overdraft: Mapped[int | None]
    bought: Mapped[int | None]
    proved_remaining: Mapped[int | None]  # at this count, under the meter's MAC
    agrees: Mapped[bool | None]  # whether `bought` is what was sold; None: it cannot be told

    def usage(self) -> dict[str, int | None]:
        """Hundredths of a kWh per register since the recharge before; None where one of the two is absent."""
        pairs = {name: (getattr(self, name), getattr(self, "was_" + name)) for name in REGISTERS}
        return {name: None if None in pair else pair[0] - pair[1] for name, pair in pairs.items()}


class BoxReading(Base):
    """What a meter of a box told in one pass, unproved; `line` is all of it, as the device wrote it."""

    __tablename__ = "box_reading"
    id: Mapped[int] = mapped_column(primary_key=True)
    line: Mapped[str] = mapped_column(String(160), unique=True)
    meter: Mapped[str] = mapped_column(String(12))
    turn: Mapped[int]  # number of the pass
    standard: Mapped[int]
    speed: Mapped[int]
    total: Mapped[int | None]
    sharp: Mapped[int | None]
    peak: Mapped[int | None]
    flat: Mapped[int | None]
    valley: Mapped[int | None]
    rate1: Mapped[int | None]
    rate2: Mapped[int | None]
    rate3: Mapped[int | None]
