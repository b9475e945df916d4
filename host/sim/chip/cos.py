# cos.py - the chip operating system: one command in, one answer and its status word out
"""The simulated secure element behind its APDUs; docs/esam.md is its specification.

A command is CLA INS P1 P2 and data. What may happen is the table COMMANDS; what happens is in
identity.py, purchase.py, takingback.py, metersession.py, usage.py, pin.py and seller.py. SM4 stands in for SM1.
"""

import os
from collections.abc import Callable
from typing import NamedTuple

from wattkey_host.sim.chip import identity, metersession, pin, purchase, seller, takingback, usage
from wattkey_host.sim.chip.memory import Cells, Memory, Torn
from wattkey_host.sim.chip.ram import Ram
from wattkey_host.sim.chip.words import DONE, NOT_ISSUED, UNKNOWN, WRONG_LENGTH, StatusWord

CLA = 0x90
ATR_HEAD = bytes.fromhex("3B69000057")  # TS, T0 (TB1, TC1, 9 historical bytes), TB1, TC1, "W"; the serial follows
PLAIN_US, SM4_US, WRITE_US = 2_000, 6_000, 8_000  # what a command works: at least, with its cipher, at its memory


class Command(NamedTuple):
    """One row of the table: its name, the length of its data (with `most`: from `length` to that), whether the chip
    must be issued, what it does, how long it works at that, and the version of the chip that has it first."""

    name: str
    length: int
    issued: bool
    method: "Callable[[Chip, bytes], bytes]"
    work_us: int
    most: int = 0
    since: int = 2


COMMANDS = {
    0x02: Command("INFO", 0, False, identity.info, PLAIN_US),
    0x04: Command("IMPORT", 147, False, identity.import_issue, SM4_US + WRITE_US),
    0x06: Command("TAKE", 47, True, purchase.take, SM4_US + WRITE_US),
    0x08: Command("REKEY", 139, True, identity.rekey, SM4_US + WRITE_US),
    0x0A: Command("CANCEL", 37, True, takingback.cancel, SM4_US + WRITE_US),
    0x0C: Command("SETTLE", 30, True, takingback.settle, SM4_US + WRITE_US),
    0x0E: Command("UNLOCK", 29, True, pin.unlock, SM4_US + WRITE_US),
    0x10: Command("IR_RANDOM", 0, True, metersession.ir_random, PLAIN_US),
    0x12: Command("IR_ANSWER", 16, True, metersession.ir_answer, SM4_US),
    0x14: Command("LOGIN", 0, True, metersession.login, SM4_US),
    0x16: Command("LOGGED", 4, True, metersession.logged, PLAIN_US),
    0x18: Command("STATUS", 16, True, metersession.status, SM4_US),
    0x1A: Command("PROOF", 47, True, metersession.proof, SM4_US + WRITE_US),
    0x1C: Command("RELEASE", 0, True, purchase.release, WRITE_US + SM4_US),
    0x1E: Command("CONFIRM", 8, True, purchase.confirm, WRITE_US),
    0x20: Command("CLOSE", 7, True, metersession.close, SM4_US),
    0x22: Command("USAGE", 42, True, usage.usage, WRITE_US),
    0x24: Command("REPORT", 0, True, usage.report, SM4_US),
    0x26: Command("PIN", 8, True, pin.pin, 2 * WRITE_US),
    0x28: Command("NEW PIN", 16, True, pin.new_pin, 2 * WRITE_US),
    0x2A: Command("RECEIPT", 0, True, usage.receipt, SM4_US, since=3),
    0x30: Command("SELLER_HELLO", 0, False, seller.hello, PLAIN_US),
    0x32: Command("SELLER_PROVE", 16, False, seller.prove, SM4_US),
    0x34: Command("SELLER_HEARD", 5, False, seller.heard, SM4_US, most=250),
    0x36: Command("SELLER_SEALED", 1, False, seller.sealed, SM4_US, most=250),
    0x38: Command("SELLER_REPORT", 0, True, seller.sealed_report, 2 * SM4_US),
    0x3A: Command("SELLER_LEAVE", 0, False, seller.leave, PLAIN_US),
}


def work_us(command: bytes) -> int:
    """Microseconds from a command (CLA INS P1 P2 and data) to its answer."""
    row = COMMANDS.get(command[1]) if len(command) > 1 else None
    return row.work_us if row else PLAIN_US


class Chip:
    """A secure element over its `memory`; `rng(n)` gives n random bytes (default: the system's). `version`: 2, or 3,
    which has RECEIPT and releases fewer load MACs."""

    def __init__(
        self, memory: Memory, rng: Callable[[int], bytes] | None = None, version: int = identity.VERSION
    ) -> None:
        self.version = version
        self.memory = memory
        self.ram = Ram()
        self.random = rng or os.urandom
        self._dead = False

    @property
    def cells(self) -> Cells:
        """What the memory holds now."""
        return self.memory.cells

    def power_on(self) -> bytes:
        """Power the chip anew: RAM is empty, a torn chip lives again. Returns the ATR (serial in bytes 5..12)."""
        self.ram = Ram()
        self._dead = False
        return ATR_HEAD + self.cells.serial

    def apdu(self, command: bytes) -> tuple[bytes, int]:
        """Carry out one command. Returns (data, status word); an answer other than 9000 has no data.

        Raises Torn when the power fails in a write, and then for every command until `power_on`.
        """
        if self._dead:
            raise Torn("the chip has no power")
        try:
            return self._run(bytes(command)), DONE
        except StatusWord as refusal:
            return b"", refusal.sw
        except Torn:
            self._dead = True
            raise

    def _run(self, command: bytes) -> bytes:
        if len(command) < 4:
            raise StatusWord(WRONG_LENGTH)
        row = COMMANDS.get(command[1])
        if row is None or row.since > self.version or command[0] != CLA or command[2:4] != b"\0\0":
            raise StatusWord(UNKNOWN)
        if not row.length <= len(command) - 4 <= (row.most or row.length):
            raise StatusWord(WRONG_LENGTH)
        if row.issued and not self.cells.issue:
            raise StatusWord(NOT_ISSUED)
        return row.method(self, command[4:])
