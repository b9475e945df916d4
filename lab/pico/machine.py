# machine.py - the emulated board's life, in lock-step with the world's clock
"""Offers to World and to stories what host/sim/machine.py offers; what runs is the official CircuitPython."""

from typing import TYPE_CHECKING, Any

from wattkey_host.sim.chip.spi import SpiChip
from wattkey_host.sim.spibus import SpiConfig
from wattkey_host.sim.world import WIRING
from wattkey_lab.pico.emulator import Emulator
from wattkey_lab.pico.uart import InfraredUart, SerialUart

if TYPE_CHECKING:
    from wattkey_host.sim.world import World

(_DIRECTION,) = WIRING["rs485 direction"]


class Life:
    """One run of the chip between power-on, reset and the end of the power."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.alive = True

    def announce(self, name: str, *detail: object) -> bool:
        """Tell the hooks what happens; one of them may cut the power. Tells whether there is still power."""
        for hook in tuple(self._world.hooks) if self.alive else ():
            hook(name, *detail)
        return self.alive


class PicoMachine:
    """`state`: off or running. `flash_log`: (kind, address, length) of every erase and program so far."""

    ahead_us = 1000  # an emulator tells what it has sent when its time is up
    code_may_write = False
    crash = ""

    def __init__(self, world: "World", emulator: Emulator) -> None:
        self.world = world
        self.clock = world.clock
        self.emulator = emulator
        self.state = "off"
        self.lives = 0
        self.life: Life | None = None
        self.flash_log: list[tuple[str, int, int]] = []
        self.probe: list[tuple[int, bool, int, int]] = []  # of the pin of a measured image, as probe.py reads it
        self.changes: list[int] = []  # when a pixel of the panel changed, microseconds
        self._console = bytearray()
        self._answer: tuple[int | None, str] | None = None  # what the emulator knows of the chip
        self._usb = False
        self.usb_connected = False  # a host has found the board and has its serial ports open

    @property
    def console(self) -> str:
        """What the USB console has said, while a host listened."""
        return self._console.decode(errors="replace")

    def power_on(self) -> None:
        """Start from nothing; no effect while there is power."""
        if self.state == "off":
            self.state = "running"
            self._answer = None
            self._tell_chip()
            self.emulator.tell("on", self.clock.now_us)
            self._begin()

    def power_off(self) -> None:
        """The power is gone, now."""
        if self.state != "off":
            self.state = "off"
            self.emulator.tell("off")
            self._end()
            self.world.cable.disturbed()

    def host_wrote(self) -> None:
        """A host changed the drive; auto-reload is off on this device."""

    def run(self, until_us: int) -> None:
        """Let the world go on until then."""
        while self.clock.now_us < until_us:
            due_us = self.clock.next_us()
            due = until_us if due_us is None else min(until_us, due_us)
            if self.state != "off":
                self._step(due)
            elif due > self.clock.now_us:
                self.clock.step(due)
            if self.clock.now_us >= due:
                self.clock.step(self.clock.now_us)

    def stop_by(self, us: int) -> None:
        """Nothing: it is let run no further than `ahead_us` by whoever waits for what it sends."""

    def _step(self, due: int) -> None:
        """The machine up to the next thing that is due, or to an event that changes what is due."""
        self._tell_usb()
        self._tell_chip()
        reached, events = self.emulator.run(due)
        for moment, kind, *details in events:
            if self.state == "off":
                return
            self.clock.now_us = max(self.clock.now_us, moment)
            getattr(self, "_on_" + kind)(*details)
        if self.state != "off":
            self.clock.now_us = max(self.clock.now_us, reached)

    def _tell_chip(self) -> None:
        chip = self.world.esam
        ready = chip.ready_us if isinstance(chip, SpiChip) else None
        answer = (ready, chip.readable.hex() if isinstance(chip, SpiChip) else "")
        if answer != self._answer:
            self._answer = answer
            self.emulator.tell("answer", *answer)

    def _tell_usb(self) -> None:
        cable = self.world.cable
        if cable.host != self._usb:
            self._usb = cable.host
            self.emulator.tell("usb", cable.host)
            self.usb_connected = False
        for port, waiting in (("data", cable.to_device), ("console", cable.typed)):
            if waiting:
                self.emulator.tell("send", port, waiting.hex())
                waiting.clear()

    def _begin(self) -> None:
        self.lives += 1
        self.life = Life(self.world)
        self.uarts = (
            InfraredUart(0, self.world, self.emulator, self.life),
            SerialUart(1, self.world, self.emulator, self.life),
        )

    def _end(self) -> None:
        """Nothing of the life that ended reaches the world any more."""
        self.usb_connected = False
        if self.life:
            self.life.alive = False
        for uart in self.uarts:
            uart.close()
        self.world.nets.release(_DIRECTION)
        self.world.waves.clear()
        self.world.light.out()
        self.world.spi.cs_changed(True)

    # --- events of the emulator, each at its own moment

    def _on_select(self, level: bool) -> None:
        self.world.spi.cs_changed(level)

    def _on_exchange(self, value: int, hertz: int, polarity: int, phase: int, bits: int) -> None:
        self.world.spi.transfer(value, SpiConfig(hertz, polarity, phase, bits))

    def _on_i2c(self, address: int, data: str) -> None:
        if self.life and self.life.announce("i2c", address):
            self.world.i2c[address].write(bytes.fromhex(data))
            if self.world.oled.changed_us == self.clock.now_us:
                self.changes.append(self.clock.now_us)

    def _on_line(self, number: int, config: list[Any] | None) -> None:
        self.uarts[number].open(config)

    def _on_start(self, number: int, value: int) -> None:
        self.uarts[number].start(value)

    def _on_sent(self, number: int, value: int) -> None:
        self.uarts[number].sent(value)

    def _on_turn(self, driving: bool) -> None:
        self.world.nets.drive(_DIRECTION, driving)

    def _on_wave(self, pin: int, hertz: float, duty: float) -> None:
        self.world.waves[f"GP{pin}"] = (hertz, duty)

    def _on_light(self, lit: bool, nanos: int) -> None:
        """The LED's edge, made by PIO; it may lie a little back."""
        self.world.light.edge(nanos / 1000, lit)

    _on_burst = _on_light  # the first after a dark time: the world must know before the machine goes on

    def _on_opened(self) -> None:
        self.usb_connected = self._usb
        self.world.cable.ejected = False

    def _on_console(self, data: str) -> None:
        self._console += bytes.fromhex(data)

    def _on_data(self, data: str) -> None:
        """The second serial port over USB has sent something."""
        self.world.cable.to_host += bytes.fromhex(data)
        self.world.cable.written()

    def _on_probe(self, level: bool, free: int, block: int) -> None:
        self.probe.append((self.clock.now_us, level, free, block))

    def _on_erase(self, address: int, length: int) -> None:
        self._flash("erase", address, length)

    def _on_program(self, address: int, length: int) -> None:
        self._flash("program", address, length)

    def _flash(self, kind: str, address: int, length: int) -> None:
        self.flash_log.append((kind, address, length))
        if self.life:
            self.life.announce("flash " + kind, address)

    def _on_reset(self) -> None:
        self.world.device_resets()
        if self.life:
            self.life.announce("reset")
        if self.state != "off":
            self._end()
            self._begin()
