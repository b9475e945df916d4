# state.py - everything that a story has left behind, as one hash: ledger, chip, meter
"""Times and randoms are left out, so that two ways to the same end give the same hash."""

import hashlib
import json
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from wattkey_host.vend.book.base import Base

if TYPE_CHECKING:
    from wattkey_host.story.stage import Stage

_LEFT_OUT = ("read_at", "random1", "id", "at", "clerk")  # times, a random, the order in which rows were written, who
_HISTORY = ("event", "step", "entry", "report")  # the way there
_PREPAID = ("count", "bought", "balance", "relay_closed", "opened", "mac_failures")


def state(stage: "Stage") -> dict[str, Any]:
    """What stands in the ledger, in the chip's memory and in the meter; plain data."""
    with stage.shop.reading() as session:
        ledger = {
            table.name: sorted(_plain(dict(row)) for row in session.execute(select(table)).mappings())
            for table in Base.metadata.sorted_tables
            if table.name not in _HISTORY
        }
    chip = _plain(asdict(stage.chip.cells))
    return {"ledger": ledger, "chip": chip, "meter": _meter(stage)}


def state_hash(stage: "Stage") -> str:
    """The state of a stage (`state`) as a hash, 16 hexadecimal digits."""
    return hashlib.sha256(json.dumps(state(stage), sort_keys=True).encode()).hexdigest()[:16]


def _meter(stage: "Stage") -> dict[str, Any] | None:
    meter = stage.meter
    if meter is None:
        return None
    values: dict[str, Any] = {"registers": list(meter.registers.forward)}
    if prepaid := stage.prepaid:
        values |= {name: getattr(prepaid, name) for name in _PREPAID}
        values["records"] = [record.amount for record in prepaid.records]
    return values


def _plain(row: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(name, _word(value)) for name, value in sorted(row.items()) if name not in _LEFT_OUT]


def _word(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, date) else value
