# mutants.py - we break our own money rules, one at a time, and want to be caught
"""Each mutant changes one place of the sources in a copy of the installed program, and names the test that must fail.

The copy is laid out as pip installs it; the tests of the checkout run against it. A test that does not notice is a
hole in the tests, and the command says so.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from wattkey_host import device_root
from wattkey_host.drive.contents import PROGRAMS
from wattkey_lab.torture.mutants.mutations import MUTANTS, Mutant

# what stands beside the packages, as pyproject.toml packs it
DEVICE = (*PROGRAMS, "settings.toml", "requirements.txt", "requirements-sim.txt")
PACKAGES = {"host": "wattkey_host", "lab": "wattkey_lab"}  # folder of the checkout: its name on sys.path
FOLDERS = ("lib", "drivers", "flows", "stories")
HEAD = """# The money rules, broken on purpose

Each row is one place of the sources, changed so that a rule of the money is broken, and the test that notices.
`wattkey torture mutants` changes them one after the other in a copy of the program and runs that test: it must fail.
`make test` does so with a few, and looks that every place still exists. Written by `wattkey docs` from the table in
`lab/torture/mutants/mutations.py`.

"""
SURVIVED, CAUGHT, ELSEWHERE = "survived", "caught", "failed elsewhere"


def mutants(
    name: Annotated[str, typer.Option(help="Only those whose name has this in it")] = "",
) -> None:
    """Break the money rules on purpose, one after the other: each must be caught by the test that it names."""
    console, root, missed = Console(highlight=False), device_root(), 0
    if not (root / "tests").is_dir():
        typer.echo(f"{root} is an installed copy without tests; run this in a checkout", err=True)
        raise typer.Exit(1)
    chosen = [mutant for mutant in MUTANTS if name in mutant.name]
    for mutant in chosen:
        outcome, words = run(mutant)
        console.print(f"{'[green]' if outcome == CAUGHT else '[red]'}{outcome}[/]  {mutant.name}", soft_wrap=True)
        if outcome != CAUGHT:
            missed += 1
            console.print(words, markup=False)
    console.print(f"{len(chosen) - missed} of {len(chosen)} caught")
    if missed or not chosen:
        raise typer.Exit(1)


def page(root: Path) -> str:
    """docs/mutants.md: the table, for people."""
    rows = [f"| {mutant.name} | `{mutant.file}` | `{mutant.caught_by}` |" for mutant in MUTANTS]
    return HEAD + "\n".join(["| broken rule | where | caught by |", "|---|---|---|", *rows]) + "\n"


def source(root: Path, mutant: Mutant) -> str:
    """The changed source. Raises ValueError when the place is not there exactly once: the sources have moved on."""
    text = (root / mutant.file).read_text(encoding="utf-8")
    if text.count(mutant.old) != 1:
        raise ValueError(
            f"{mutant.file} has {text.count(mutant.old)} places like {mutant.old!r}: the sources have moved on, so"
            f" bring the row {mutant.name!r} of lab/torture/mutants/mutations.py up to date (then `wattkey docs`)"
        )
    return text.replace(mutant.old, mutant.new)


def run(mutant: Mutant) -> tuple[str, str]:
    """How it went (survived, caught, failed elsewhere), and the last words of the tests."""
    root = device_root()
    with installed(root, mutant) as site:
        path = os.pathsep.join([str(site), str(site / "wattkey_host" / "device" / "lib")])
        done = subprocess.run(
            [sys.executable, "-P", "-m", "pytest", "-q", "-x", "-rfE", "--no-header", *mutant.caught_by.split()],
            cwd=root, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False,
        )  # fmt: skip
    named = any(line.startswith(("FAILED", "ERROR ")) for line in done.stdout.splitlines())
    outcome = {0: SURVIVED, 1: CAUGHT if named else ELSEWHERE}.get(done.returncode, ELSEWHERE)
    return outcome, "\n".join(done.stdout.splitlines()[-15:])


@contextmanager
def installed(root: Path, mutant: Mutant) -> Iterator[Path]:
    """A folder for sys.path with both packages and the drive's files in them, one place changed. What Python has
    compiled comes along, for the copies are of the same moment; but not beside the place that is changed."""
    with tempfile.TemporaryDirectory() as place:
        site = Path(place)
        for folder, package in PACKAGES.items():
            shutil.copytree(root / folder, site / package)
        device = site / "wattkey_host" / "device"
        for name in FOLDERS:
            shutil.copytree(root / name, device / name)
        for name in DEVICE:
            shutil.copy(root / name, device / name)
        folder, _, rest = mutant.file.partition("/")
        changed = site / PACKAGES[folder] / rest if folder in PACKAGES else device / mutant.file
        changed.write_text(source(root, mutant), encoding="utf-8")
        shutil.rmtree(changed.with_name("__pycache__"), ignore_errors=True)
        yield site
