# onlooker.py - looks over the shoulder of the device: which step of which flow, which command of the chip
"""The files of the device stay as they are. When it loads its module `wattkey.runner`, the rows there get outcomes
that tell when they are looked up; the chip is asked through a function that tells what it was asked."""

from collections import deque
from types import ModuleType
from typing import Any

from wattkey.info import STATES
from wattkey_host.sim.chip.cos import COMMANDS, Chip
from wattkey_host.sim.chip.memory import Torn
from wattkey_host.sim.world import World

Row = dict[str, Any]
_KEPT = 200


class _Outcomes(dict):
    """What a step may come to; `told` hears where it led."""

    told: Any = None

    def __getitem__(self, outcome: str) -> str:
        target: str = super().__getitem__(outcome)
        self.told(outcome, target)
        return target


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
        run, row_of = module.Runner.run, module.row_of

        async def watched(self_: Any, name: str, rows: list[str]) -> str:
            self._begun(name, [row_of(row) for row in rows])
            last: str = await run(self_, name, rows)
            self.step = ""
            return last

        def telling(text: str) -> tuple:
            step, verb, outcomes, *rest = row_of(text)
            return (step, verb, self._telling(outcomes), *rest)

        module.Runner.run = watched
        vars(module)["row_of"] = telling

    def _begun(self, name: str, steps: list[tuple]) -> None:
        self.flow, self.visits = name, {}
        self.steps = [{"name": s[0], "verb": s[1], "to": dict(s[2]), "visits": s[3]} for s in steps]
        self._enter(steps[0][0])

    def _telling(self, outcomes: dict[str, str]) -> _Outcomes:
        made = _Outcomes(outcomes)
        made.told = lambda _outcome, target: self._enter(target)
        return made

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
