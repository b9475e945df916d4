# cli.py - `wattkey demo`: a story on the virtual clock, told in the terminal
"""Exit status 0 only if the story came out as it must; 1 with the line that did not."""

import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from wattkey.amount import money
from wattkey_host import device_root
from wattkey_host.overwrite import Overwrite, ask_before
from wattkey_host.personalityoption import PersonalityName
from wattkey_host.plain import say
from wattkey_host.reader.box.passes import judge
from wattkey_host.sim.sessions import AirSession
from wattkey_host.story.playedboard import Language, simulated
from wattkey_host.story.script import StoryFailed, play, read
from wattkey_host.story.settingoption import Settings, set_to
from wattkey_host.story.stage import Stage
from wattkey_host.story.state import state_hash
from wattkey_host.story.teller import OPENINGS, Teller, kind, shots_of
from wattkey_host.story.verbs import VERBS
from wattkey_host.story.ways import WAYS


class Way(StrEnum):
    """How documents travel between seller and handheld."""

    DRIVE = "drive"
    IR = "ir"
    SERIAL = "serial"


def demo(
    story: Annotated[
        str, typer.Option(help="A story of the folder stories, or the path of a .story file")
    ] = "two_purchases",
    by: Annotated[Way, typer.Option(help="How documents travel between seller and handheld")] = Way.DRIVE,
    language: Annotated[Language, typer.Option(help="The language of the device's screens")] = Language.EN,
    shots: Annotated[Path | None, typer.Option(help="Save the screens that the story looks at as PNGs here")] = None,
    overwrite: Overwrite = False,
    as_json: Annotated[bool, typer.Option("--json", help="Figures as one line of JSON, last on stdout")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Tell nothing but the end")] = False,
    personality: PersonalityName = "",
    settings: Settings = None,
) -> None:
    """Watch a purchase travel from the seller into the meter, through the unmodified device files."""
    console = Console(stderr=as_json, quiet=quiet, highlight=False)
    with tempfile.TemporaryDirectory() as folder:
        board = set_to(simulated, settings)
        stage = Stage(Path(folder), language.value, board=board, personality=personality)
        perform(story, stage, console, shots, WAYS[by.value], overwrite)
        if as_json:
            print(json.dumps(figures(stage)))


def perform(
    story: str,
    stage: Stage,
    console: Console,
    shots: Path | None = None,
    ways: Mapping[str, Callable] | None = None,
    overwrite: bool = False,
) -> None:
    """Play a story on a stage and tell it; `ways` are verbs that take the place of others.

    Raises typer.Exit with status 1 where it does not come out as it must; FileExistsError where a picture is there that
    is not to be written over.
    """
    teller = Teller(stage, console, shots)
    try:
        lines = read(path_of(story), stage.personality)
    except StoryFailed as none:
        say(f"wattkey: {none}", err=True)
        raise typer.Exit(1) from none
    try:
        if shots and not stage.pc:
            ask_before(overwrite, *(shots / name for name in shots_of(lines)))
        play(lines, VERBS | dict(ways or {}), stage, teller.line)
    except StoryFailed as failed:
        _explain(failed, stage)
        raise typer.Exit(1) from failed
    finally:
        stage.world.close()
    teller.figures()
    console.print(f"[green]The story {story!r} came out as it must.[/]")


def figures(stage: Stage) -> dict[str, str | int | float]:
    """The keys of --json: money as decimal strings, seconds and bytes of the slowest recharge session (070102FF), of
    the opening `opening_pairs` and `opening_s`. `loaded_s`: from the key to the page that says so, of the
    latest purchase. `learned_s`: the slowest recharge in which reads went without FE bytes, as learned before."""
    prepaid = stage.prepaid
    out: dict[str, str | int | float] = {
        "sold": money(sum(purchase.amount for purchase in stage.purchases)),
        "credited": money(prepaid.bought if prepaid else 0),
        "count": prepaid.count if prepaid else 0,
    }
    loads = {name: _slowest(stage, name) for name in OPENINGS.values()}
    if slow := loads["recharge"]:
        out |= {"pairs": slow.pairs, "bytes_out": slow.bytes_out, "bytes_in": slow.bytes_in}
        out |= {"session_s": round(slow.session_s, 4), "floor_s": round(slow.floor_s, 4), "ratio": round(slow.ratio, 4)}
        out |= {"loaded_s": round(stage.loaded_s, 4)} if stage.loaded_s else {}
    learned = [session.session_s for session in stage.sessions() if kind(session) == "recharge" and session.learned]
    out |= {"learned_s": round(max(learned), 4)} if learned else {}
    if slow := loads["open account"]:
        out |= {"opening_pairs": slow.pairs, "opening_s": round(slow.session_s, 4)}
    return out | _live_figures(stage) | _box_figures(stage) | {"state": state_hash(stage)}


def _slowest(stage: Stage, name: str) -> AirSession | None:
    """The slowest session of that kind, if there was one."""
    found = [session for session in stage.sessions() if kind(session) == name]
    return max(found, key=lambda session: session.session_s, default=None)


def _live_figures(stage: Stage) -> dict[str, float]:
    """Of the seller's sessions: the slowest sale with its read-back, and the issue. None by drive.

    Over infrared from the recorded bytes; over USB, which has no byte times, from question to answer.
    """
    seen = [session for session in stage.sessions() if kind(session) == "sale"]
    sales = [session.session_s for session in seen] or [talk.took_s for talk in stage.talks if talk.what == "sale"]
    issues = [session.session_s for session in stage.sessions() if kind(session) == "issue"]
    issues = issues or [talk.took_s for talk in stage.talks if talk.what == "issue"]
    out = {}
    if sales:
        out["seller_s"] = round(max(sales), 4)
    if seen:
        out["seller_ratio"] = round(max(session.ratio for session in seen), 4)
    if issues:
        out["issue_s"] = round(max(issues), 4)
    return out


def _box_figures(stage: Stage) -> dict[str, int | float]:
    """Of a box: what the last pass read, and how far its first and last pass were from their floor."""
    box = stage.box
    if box is None or not box.passes:
        return {}
    names = {"first_ratio": 0, "second_ratio": 1, "learned_ratio": -1}
    ratios = {name: round(box.passes[at].ratio, 4) for name, at in names.items() if at < len(box.passes)}
    out = {**box.judged(), **ratios, "checks_parity": bool(box.checks_parity)}
    if stage.above and stage.above.readings:
        found = judge(box.specs, stage.above.readings)
        out |= {f"above_{name}": found[name] for name in ("read_right", "wrong", "silent")}
    return out


def path_of(story: str) -> Path:
    """A story by its name in the folder stories, or by its path."""
    return Path(story) if story.endswith(".story") else device_root() / "stories" / f"{story}.story"


def _explain(failed: StoryFailed, stage: Stage) -> None:
    machine = stage.world.machine
    say(f"The story failed at {failed}", err=True)
    print(machine.crash or machine.console[-2000:], file=sys.stderr)
