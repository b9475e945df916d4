# onlooker.py - watches the device: which step of which flow runs, which command of the chip
"""The files of the device stay as they are. When it loads its module `wattkey.runner`, the function there that
looks an outcome up tells where it leads; the chip is asked through a function that tells what it was asked."""

from collections import deque
from types import ModuleType
from typing import Any

from wattkey.info import STATES
from wattkey_host.sim.chip.cos import COMMANDS, Chip
from wattkey_host.sim.chip.memory import Torn
from wattkey_host.sim.world import World

Row = dict[str, Any]
_KEPT = 200


class Watch:
    """`flow` is the table that ran last, `step` where it is ("" before and after), `visits` how often each was entered.
    `chip` holds the last commands of the chip; `torn` is set when one was torn."""

    def __init__(self, world: World) -> None:
        self._world = world
        world.machine.imported = self._imported
        self._chip: Chip | None = None
        self.flow = ""
        self.steps: list[Row] = []
        self.step = ""
        self.visits: dict[str, int] = {}
        self.chip: deque[Row] = deque(maxlen=_KEPT)
        self.asked = 0  # commands so far
        self.torn = False

    def look(self, chip: Chip) -> None:
        """Once in a while: watch what was started, or put in, since."""
        if self._chip is not chip:
            self._chip = chip
            chip.apdu = self._asking(chip)  # type: ignore[method-assign]
        if self._world.machine.state != "running":
            self.step = ""

    def _imported(self, module: ModuleType) -> None:
        if module.__name__ != "wattkey.runner":
            return
        run, leads = module.Runner.run, module.leads

        async def watched(self_: Any, name: str, sheets: list[str]) -> str:
            self._begun(module, name, sheets)
            last: str = await run(self_, name, sheets)
            self.step = ""
            return last

        def leading(ways: str, outcome: str) -> str:
            target: str = leads(ways, outcome)
            self._enter(target)
            return target

        module.Runner.run = watched
        vars(module)["leads"] = leading

    def _begun(self, module: ModuleType, name: str, sheets: list[str]) -> None:
        names = [line.split("|")[0] for sheet in sheets for line in sheet.strip().splitlines()]
        rows = [module.row_of(sheets, name) for name in names]
        self.flow, self.visits = name, {}
        self.steps = [{"name": r[0], "verb": r[1], "to": module.outcomes(r[5]), "visits": r[2]} for r in rows]
        self._enter(names[0])

    def _enter(self, step: str) -> None:
        self.step = "" if step == "end" else step
        self.visits[step] = self.visits.get(step, 0) + 1

    def _asking(self, chip: Chip) -> Any:
        apdu = type(chip).apdu

        def asked(command: bytes) -> tuple[bytes, int]:
            row = COMMANDS.get(command[1]) if len(command) > 1 else None
            before = STATES[chip.cells.state]
            try:
                answer = apdu(chip, command)
            except Torn:
                self.torn = True
                self._note(row.name if row else "?", "torn", before, before)
                raise
            self._note(row.name if row else "?", f"{answer[1]:04X}", before, STATES[chip.cells.state])
            return answer

        return asked

    def _note(self, name: str, sw: str, before: str, after: str) -> None:
        self.asked += 1
        seconds = round(self._world.clock.now_us / 1e6, 3)
        self.chip.append({"n": self.asked, "t": seconds, "name": name, "sw": sw, "was": before, "is": after})
