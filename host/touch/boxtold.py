# boxtold.py - a box of meters on the table: who hangs on the wires, and what the handheld has kept of each
"""What it has kept stands in /mail/readings.json; what each would have to say is known from the table of the box."""

from typing import Any

from wattkey.box import readings
from wattkey.box.boxmeter import UNREAD
from wattkey_host.story import collecting
from wattkey_host.story.stage import Stage
from wattkey_host.touch.asked import NotDone


class Box:
    """Of one stage; empty until meters are hung."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._file = b""
        self._rows: list[dict[str, Any]] = []

    def hang(self, meters: int) -> None:
        """Hang `meters` meters on the pair of wires, and a handheld that collects them; it is started anew. Raises
        NotDone."""
        world = self._stage.world
        if self._stage.wires:
            raise NotDone("a box hangs there already")
        world.cut_power()
        collecting.meters(self._stage, str(meters))
        collecting.drop_list(self._stage)
        world.power_on()

    def data(self) -> list[dict[str, Any]]:
        """A row for each meter: number, edition, rates, and what was kept: state and total in kWh, with `right`."""
        if not self._stage.wires:
            return []
        file = self._stage.world.drive.read(readings.FILE)
        if file != self._file or len(self._rows) != len(self._stage.wires):
            self._file, kept = file, collecting.kept_on_drive(self._stage)
            self._rows = [self._row(spec, kept.get(spec.address)) for spec in self._stage.wires]
        return self._rows

    @staticmethod
    def _row(spec: Any, meter: Any) -> dict[str, Any]:
        total = meter.values[0] if meter and meter.values else None
        return {
            "number": spec.address,
            "standard": spec.standard,
            "rates": spec.rates,
            "state": meter.state if meter else UNREAD,
            "kwh": None if total is None else total / 100,
            "right": bool(meter and meter.values == spec.values),
        }
