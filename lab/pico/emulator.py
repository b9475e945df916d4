# emulator.py - the Node process that is the Pico, at the other end of a pipe
"""Lock-step: Node steps the machine to a moment or to the next event that matters and answers; then Python thinks,
and the machine stands still. What is needed beside rp2040js stands in `Parts`."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RP2040JS = "1.4.1"
CIRCUITPYTHON = "adafruit-circuitpython-raspberry_pi_pico-en_US-10.2.1.uf2"
BOOTROM = "bootrom.ts"
CACHE = Path(os.environ.get("WATTKEY_CACHE", "~/.cache/wattkey")).expanduser()
_MAIN = Path(__file__).parent / "emulator" / "main.mjs"


class Missing(Exception):
    """Something that the emulated Pico needs is not on this machine: one line that says where to get it."""


@dataclass(frozen=True)
class Parts:
    """Where the pieces lie that are in no package of ours."""

    node: str
    rp2040js: Path
    uf2: Path
    bootrom: Path


def find_parts(uf2: Path | None = None, bootrom: Path | None = None) -> Parts:
    """The pieces, from options or the cache folder (WATTKEY_CACHE, else ~/.cache/wattkey). Raises Missing."""
    node = shutil.which("node")
    if not node:
        raise Missing("the emulated Pico needs node 20 or newer: on Debian, apt install nodejs npm")
    uf2 = uf2 or CACHE / CIRCUITPYTHON
    if not uf2.is_file():
        raise Missing(f"no {uf2}: 10.2.1 in English from circuitpython.org/board/raspberry_pi_pico, or --uf2 FILE")
    bootrom = bootrom or CACHE / BOOTROM
    if not bootrom.is_file():
        raise Missing(f"no {bootrom}: it is demo/bootrom.ts of the repository wokwi/rp2040js, or --bootrom FILE")
    rp2040js = CACHE / "node" / "node_modules" / "rp2040js"
    if not (rp2040js / "package.json").is_file():
        raise Missing(f"no rp2040js: npm install --prefix {CACHE / 'node'} rp2040js@{RP2040JS} (`make pico` does it)")
    return Parts(node, rp2040js, uf2, bootrom)


class Emulator:
    """One emulated board; times are microseconds of the world's clock."""

    def __init__(self, parts: Parts, wiring: Mapping[str, Any]) -> None:
        pieces = map(str, (_MAIN, parts.rp2040js, parts.uf2, parts.bootrom))
        command = [parts.node, *pieces, json.dumps(wiring)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def tell(self, name: str, *values: Any) -> None:
        """A command without an answer. Raises RuntimeError when the process has ended."""
        assert self._process.stdin
        try:
            self._process.stdin.write(json.dumps([name, *values]).encode() + b"\n")
        except BrokenPipeError as error:
            raise self._ended() from error

    def ask(self, name: str, *values: Any) -> Any:
        """A command, and its answer. Raises RuntimeError when the process has ended."""
        self.tell(name, *values)
        assert self._process.stdin and self._process.stdout
        try:
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError as error:
            raise self._ended() from error
        if not line:
            raise self._ended()
        return json.loads(line)

    def _ended(self) -> RuntimeError:
        """Never a BrokenPipeError: Typer takes that one for a pager that was closed, and exits without a word."""
        return RuntimeError(f"the emulator has ended with status {self._process.wait()} (negative: that signal)")

    def run(self, until_us: int) -> tuple[int, list[list[Any]]]:
        """Let the machine run; (moment reached, events as [moment, kind, ...])."""
        reached, events = self.ask("run", until_us)
        return reached, events

    def read(self, address: int, length: int) -> bytes:
        """Bytes of the flash."""
        return bytes.fromhex(self.ask("read", address, length))

    def write(self, address: int, data: bytes) -> None:
        """Change the flash behind the machine's back, as another master would."""
        self.tell("write", address, data.hex())

    def touched(self, address: int, length: int) -> bytes:
        """For each 512 bytes of that part of the flash 1 where the machine has read there since its power came, or
        programmed, else 0."""
        return bytes.fromhex(self.ask("touched", address, length))

    def release(self) -> None:
        """Nothing is around the board any more, as when the process began: for another world, without power. What it
        has learned of the program it keeps, so that a start takes less than half the time."""
        self.tell("release")

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin and self._process.stdout
        with suppress(BrokenPipeError):  # it has ended already
            self._process.stdin.close()
        self._process.wait(timeout=10)
        self._process.stdout.close()
