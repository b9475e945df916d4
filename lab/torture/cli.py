# cli.py - `wattkey torture`: everything is cut, pulled and torn at every single operation
"""Exit status 0 only if every promise held at every point tried. Other ways to hurt it are its sub-commands."""

import importlib
from typing import Annotated

import typer

from wattkey_host.commandtable import Row, at_work, group, offer
from wattkey_host.personalityoption import PersonalityName

LIVES = {"purchases": "life", "card": "life_card"}  # name -> module of wattkey_lab.torture.cuts, which has its STEPS
TOLD = "What is told above stands; the rest was not tried"
OTHERS = "Other ways to hurt it"
WAYS = {
    "mutants": Row(
        "wattkey_lab.torture.mutants.mutants:mutants", OTHERS, "Break the money rules on purpose: a test must notice.",
        "torture mutants --name sale", TOLD,
    ),
    "air": Row(
        "wattkey_lab.torture.air.badair:air", OTHERS, "Recharge through bad air.", "torture air --runs 10",
        "Nothing was measured to its end",
    ),
    "answers": Row(
        "wattkey_lab.torture.air.answers:answers", OTHERS, "A million answers with turned bits.",
        "torture answers --answers 20000", "Nothing was counted to its end",
    ),
    "standing": Row(
        "wattkey_lab.torture.standing.standing:standing", OTHERS, "A gateway stands for a month among odd meters.",
        "torture standing --days 3", "Nothing was told to its end",
    ),
    "fuzz": Row(
        "wattkey_lab.torture.fuzz.fuzz:fuzz", OTHERS, "Damaged streams and documents, by chance or guided.",
        "torture fuzz --share 0.01", TOLD,
    ),
    "hostile": Row(
        "wattkey_lab.torture.hostile.hostile:hostile", OTHERS, "Drives and devices that lie, at the seller's PC.",
        "torture hostile --drives 500 --sessions 500", TOLD,
    ),
}  # fmt: skip

torture_app = group("torture --every 50", no_args_is_help=False)
offer(torture_app, WAYS)


@torture_app.callback(invoke_without_command=True)
def cut(
    context: typer.Context,
    every: Annotated[int, typer.Option(min=1, help="Of each kind of point only every n-th")] = 1,
    kinds: Annotated[int, typer.Option(min=1, help="Only every n-th kind of point")] = 1,
    first: Annotated[int, typer.Option(min=0, help="With --kinds: from this one on")] = 0,
    point: Annotated[int, typer.Option(min=0, help="Do this one again, and tell it")] = 0,
    prove: Annotated[int, typer.Option(min=0, help="Live every n-th merged point to its end, and compare")] = 0,
    life: Annotated[str, typer.Option(help=f"Which one is lived: {' or '.join(LIVES)}")] = "purchases",
    personality: PersonalityName = "",
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON, last on stdout; words on stderr")] = False,
) -> None:
    """Cut the handheld's power, the meter's, pull the cable, tear the chip's write, kill the PC: at every operation."""
    if context.invoked_subcommand:
        return
    if life not in LIVES:
        raise typer.BadParameter(f"--life is {' or '.join(LIVES)}")
    telling = importlib.import_module("wattkey_lab.torture.cuts.summary")
    steps = importlib.import_module(f"wattkey_lab.torture.cuts.{LIVES[life]}").STEPS
    lived = importlib.import_module("wattkey_lab.torture.cuts.engine").Lived(steps, personality, kinds, first)
    at_work(telling.cut, "Nothing was tried to its end")(lived, every, prove, point, life, as_json)
