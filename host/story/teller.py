# teller.py - tells a story in the terminal: headings, lines, the device's screens, the figures at the end
"""Words go to stderr, so that `--json` leaves one line on stdout. Screens are the real pixels in Braille dots."""

import re
import shlex
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from wattkey.dlt645 import codes, ids
from wattkey.text import Texts
from wattkey_host.reader.box.passes import Collection
from wattkey_host.sim.sessions import AirSession
from wattkey_host.story.script import Line
from wattkey_host.story.stage import Stage

# Braille dot of each of the 2x4 pixels of a cell: bit number in U+2800
_DOTS = ((0, 3), (1, 4), (2, 5), (6, 7))
OPENINGS = {ids.OPEN_ACCOUNT: "open account", ids.RECHARGE: "recharge"}


class Teller:
    """Prints as the story goes on; with `shots` also saves each screen that the story looks at as a PNG."""

    def __init__(self, stage: Stage, console: Console, shots: Path | None = None) -> None:
        self._stage = stage
        self._console = console
        self._shots = shots
        self._saved = 0

    def line(self, line: Line) -> None:
        """After each line of the story."""
        if line.heading:
            self._console.print(f"\n[bold]{line.heading}[/]")
            return
        seconds = self._stage.clock.now_us / 1e6
        self._console.print(
            f"[dim]{seconds:8.2f} s[/]  {escape(spoken(line.text, self._stage.texts))}", highlight=False
        )
        if _looks(line):
            self._console.print(Panel.fit(self._picture(), padding=0))
            self._save(line)

    def figures(self) -> None:
        """The last table: what each conversation with the meter took."""
        table = Table("session", "pairs", "bytes out", "bytes in", "took", "floor", "ratio", title="On the air")
        for session in self._stage.sessions():
            numbers = (session.pairs, session.bytes_out, session.bytes_in)
            times = (f"{session.session_s:.3f} s", f"{session.floor_s:.3f} s", f"{session.ratio:.3f}")
            table.add_row(kind(session), *map(str, numbers), *times)
        if table.row_count:
            self._console.print(table)
        if self._stage.box:
            self._console.print(passes(self._stage.box))

    def _picture(self) -> str:
        """The screen's pixels; of a board without one the words on its console."""
        if self._stage.pc:
            return escape("\n".join(self._stage.screen()))
        return braille(self._stage.world.oled.pixels())

    def _save(self, line: Line) -> None:
        if self._shots is None or self._stage.pc:
            return
        self._shots.mkdir(parents=True, exist_ok=True)
        self._saved += 1
        self._stage.world.oled.png(self._shots / _shot(self._saved, line), 4)


def shots_of(lines: Iterable[Line]) -> list[str]:
    """The names of the pictures that a story makes."""
    return [_shot(number, line) for number, line in enumerate(filter(_looks, lines), 1)]


def _looks(line: Line) -> bool:
    return line.text.startswith("see ")


def _shot(number: int, line: Line) -> str:
    words = "-".join(re.findall(r"\w+", line.text)[1:3])
    return f"{number:02d}-{words}.png"


def spoken(text: str, texts: Texts) -> str:
    """A line as people read it: what is seen as the device words it, not by the key of the text."""
    verb, _, rest = text.partition(" ")
    if verb != "see":
        return text
    key, *values = shlex.split(rest.partition(" within ")[0])
    return f'see "{" / ".join(texts.lines(key, *values))}"'


def passes(box: Collection) -> Table:
    """What each pass over a box took."""
    table = Table("pass", "took", "floor", "ratio", "questions", title="On the pair of wires")
    for number, one in enumerate(box.passes, 1):
        times = (f"{one.took_s:.3f} s", f"{one.floor_s:.3f} s", f"{one.ratio:.3f}")
        table.add_row(str(number), *times, str(one.asked))
    return table


def kind(session: AirSession) -> str:
    """What a session was for: "open account", "recharge", "close", or "no load"; with the seller's terminal "issue",
    "sale", "order" or "report"."""
    for _, frame, *_ in session.frames:
        di = int.from_bytes(frame.data[:4], "little")
        if frame.control == codes.SECURITY and di in OPENINGS:
            return OPENINGS[di]
    talk = [
        frame.data
        for _, frame, *_ in session.frames
        if frame.control == codes.SECURITY and frame.data[1:4] == codes.OURS
    ]
    if talk:
        first = [data[-5] for data in talk if data[0] == codes.PIECE and data[10:12] == b"\0\0"]  # type of the document
        return {1: "sale", 3: "issue"}.get(first[0], "order") if first else "report"
    controls = [frame.control for _, frame, *_ in session.frames]
    return "close" if codes.RELAY in controls else "no load"


def recharges(sessions: list[AirSession]) -> list[AirSession]:
    """The sessions in which money was loaded."""
    return [session for session in sessions if kind(session) in OPENINGS.values()]


def braille(pixels: list[bytes]) -> str:
    """A screen as text, 2x4 pixels a character."""
    rows = []
    for y in range(0, len(pixels), 4):
        cells = (
            sum(pixels[y + dy][x + dx] << _DOTS[dy][dx] for dy in range(4) for dx in range(2))
            for x in range(0, len(pixels[y]), 2)
        )
        rows.append("".join(chr(0x2800 + cell) for cell in cells))
    return "\n".join(rows)
