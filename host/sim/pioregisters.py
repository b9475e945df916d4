# pioregisters.py - the registers of a PIO state machine, and what each instruction does to them
"""Source: RP2040 datasheet, 3.4. The input shift register shifts right, the output one too."""

from collections.abc import Callable

from wattkey_host.sim import pioprogram as op
from wattkey_host.sim.pioprogram import Instruction

_WORD = 0xFFFFFFFF
_HOLDS: dict[int, Callable[[int, int], bool]] = {  # conditions of a jump, of X and Y
    op.ALWAYS: lambda x, y: True,
    op.NOT_X: lambda x, y: x == 0,
    op.X_DEC: lambda x, y: x != 0,
    op.NOT_Y: lambda x, y: y == 0,
    op.Y_DEC: lambda x, y: y != 0,
    op.X_NOT_Y: lambda x, y: x != y,
}


class Registers:
    """X, Y and the input shift register by their numbers in the instructions; the output shift register."""

    def __init__(self) -> None:
        self.values = dict.fromkeys((op.X, op.Y, op.NULL, op.ISR), 0)
        self.shift, self.shifted = 0, 32

    def copied(self) -> "Registers":
        """Others with the same in them."""
        made = Registers()
        made.values, made.shift, made.shifted = dict(self.values), self.shift, self.shifted
        return made

    def jump(self, step: Instruction) -> int | None:
        """Where to, or None where the condition does not hold."""
        x, y = self.values[op.X], self.values[op.Y]
        if step.argument in (op.X_DEC, op.Y_DEC):
            which = op.X if step.argument == op.X_DEC else op.Y
            self.values[which] = (self.values[which] - 1) & _WORD
        return step.value if _HOLDS[step.argument](x, y) else None

    def source(self, step: Instruction) -> int:
        """What an `in` that is not from a pin takes."""
        return self.values[step.argument] & ((1 << (step.value or 32)) - 1)

    def take(self, step: Instruction, source: int) -> None:
        """The end of an `in`: so many bits into the ISR."""
        count = step.value or 32
        self.values[op.ISR] = (self.values[op.ISR] >> count | source << (32 - count)) & _WORD

    def out(self, step: Instruction) -> None:
        """Bits out of the output shift register."""
        count = step.value or 32
        if step.argument != op.NULL:
            self.values[step.argument] = self.shift & ((1 << count) - 1)
        self.shift >>= count
        self.shifted += count

    def set(self, step: Instruction) -> None:
        """A number into a register."""
        self.values[step.argument] = step.value

    def move(self, step: Instruction) -> None:
        """A register, or its complement, into another."""
        source = self.values[step.value & 7]
        self.values[step.argument] = ~source & _WORD if step.value & 8 else source
