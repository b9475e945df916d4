# above.py - a power line above a box: a concentrator asks for every meter, and the device answers as the gateway
"""The whole device runs, code.py and all, with the flow *uplink*; it hears a slave module on one UART and the meters on
the other. The line takes its time and loses some of what it carries."""

import json
import re
from collections.abc import Sequence

from wattkey.box.boxmeter import READ, REFUSED, SILENT, energy, names
from wattkey.dlt645 import codes
from wattkey.dlt645.frame import Frame
from wattkey_host.meter.boxmeters import Spec
from wattkey_host.reader.box.passes import PassReading
from wattkey_host.sim.concentrator import Concentrator
from wattkey_host.sim.powerline import PowerLine
from wattkey_host.sim.slavemodule import SlaveModule
from wattkey_host.sim.uart import UartConfig
from wattkey_host.sim.wire import Wire
from wattkey_host.sim.world import World

SELF = "000000000099"  # the gateway's own number
DELAY_S, LOSS = (0.5, 3.0), 0.1  # one way over the line
TRIES, PATIENCE_S = 6, 30
_BAUD = 9600
_LINK = re.compile(rb'(?m)^LINK = "\w+"')  # the device's own, which the settings below replace
_SETTINGS = f'LINK = "rs485"\nUPLINK = "serial"\nUPLINK_BAUD = "{_BAUD}"\nTERMINAL_ADDRESS = "{SELF}"\n'


class Above:
    """The line, with the device set up as the box's gateway; it is to be switched on, and its flow started."""

    def __init__(
        self, specs: list[Spec], world: World, delay_s: tuple[float, float] = DELAY_S, loss: float = LOSS
    ) -> None:
        self.specs = specs
        self.readings: list[PassReading] = []
        toml = _LINK.sub(b"#", world.drive.read("/settings.toml"))
        world.drive.write("/settings.toml", _SETTINGS.encode() + toml)
        listed = {str(number): f"{spec.address} {spec.standard}" for number, spec in enumerate(specs, 1)}
        world.drive.write("/mail/meters.json", json.dumps({"wattkey": 1, "type": "meters", **listed}).encode())
        module = SlaveModule(world.clock)
        world.wire = Wire(world.clock, module, UartConfig(_BAUD, 8, "even", 1))
        line = PowerLine(world.clock, delay_s=delay_s, loss=loss)
        for spec in specs:
            line.add(spec.address, module.door())
        self._concentrator = Concentrator(world.clock, line, world.run_until)

    def read(self, specs: Sequence[Spec] = ()) -> None:
        """The concentrator asks for every meter of the box, or for these."""
        self.readings = [self._reading(spec) for spec in specs or self.specs]

    def ask(self, spec: Spec, control: int, data: bytes) -> Frame | None:
        """The answer to a question for a meter of the box; None if none comes."""
        return self._concentrator.ask(Frame(bytes.fromhex(spec.address), control, data), TRIES, PATIENCE_S)

    def _reading(self, spec: Spec) -> PassReading:
        standard = int(spec.standard)
        control, name = codes.question(standard, codes.ENERGY[standard])
        answer = self.ask(spec, control, name)
        if answer is None or answer.address.hex() != spec.address:
            return PassReading(SILENT, (), (), 0)
        if answer.is_error():
            return PassReading(REFUSED, (), (), 0)
        values = energy(standard, answer.data[len(name) :])
        return PassReading(READ, names(standard, len(values)), values, 0)
