# guided.py - fuzzing that follows what the parsers do: atheris grows inputs that reach new lines of them
"""Each feed runs in a process of its own, because libFuzzer never returns. atheris is optional (`.[fuzz]`): its wheels
exist for Linux on x86-64 and a few Pythons only."""

import importlib
import importlib.util
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

MISSING = f"guided fuzzing needs atheris, which is not here: {sys.executable} -m pip install atheris==3.0.0"
FEEDS = "wattkey_lab.torture.fuzz.feeds"
FOLLOWED = [
    "wattkey",
    "wattkey_host.reader.dlt645",
    "wattkey_host.reader.dlt698",
    "wattkey_host.meter",
    "wattkey_host.meter.prepaid",
    "wattkey_host.vend",
    "tomllib",
]
LONGEST = 4200  # bytes of an input: a document may have 4096
SLOWEST_S = 5
MOST_MB = 1024
START_S = 120  # to load, and to end, on a machine that is busy


class Outcome(NamedTuple):
    """What became of one feed: inputs tried, places reached, and the input that broke a promise, with the words."""

    runs: int
    places: int
    broken: bytes | None = None
    words: str = ""


def available() -> bool:
    """Whether atheris is installed."""
    return importlib.util.find_spec("atheris") is not None


def follow(name: str, seconds: float, runs: int = -1, feeds: str = FEEDS) -> Outcome:
    """Feed one for so many seconds, or `runs` inputs if that is sooner. `feeds`: the module that has the table."""
    with tempfile.TemporaryDirectory() as folder:
        program = "import sys; from wattkey_lab.torture.fuzz.guided import child; child(*sys.argv[1:])"
        options = [f"-max_total_time={max(1, round(seconds))}", f"-runs={runs}", f"-max_len={LONGEST}", "-seed=1"]
        options += [f"-timeout={SLOWEST_S}", f"-rss_limit_mb={MOST_MB}", f"-artifact_prefix={folder}/found-"]
        limit = seconds + START_S + 2 * SLOWEST_S
        try:
            done = subprocess.run(
                [sys.executable, "-P", "-c", program, feeds, name, folder, *options],
                capture_output=True, text=True, errors="replace", check=False, timeout=limit,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return Outcome(0, 0, b"", f"it hangs: killed after {limit:.0f} s")
        found = next(Path(folder).glob("found-*"), None)
        runs_done = re.findall(r"^Done (\d+) runs|^#(\d+)\s", done.stderr, re.MULTILINE)
        places = re.findall(r" cov: (\d+)", done.stderr)
        tried = int("".join(runs_done[-1])) if runs_done else 0
        if done.returncode == 0 and not found:
            return Outcome(tried, int(places[-1]) if places else 0)
        return Outcome(tried, 0, found.read_bytes() if found else b"", _words(done.stdout + done.stderr))


def child(feeds: str, name: str, folder: str, *options: str) -> None:
    """The process that is instrumented: it ends in libFuzzer."""
    import atheris  # noqa: PLC0415 only here, because only this process needs it

    with atheris.instrument_imports(include=[*FOLLOWED, feeds]):
        table = importlib.import_module(feeds)
    feed = next(feed for feed in table.FEEDS if feed.name == name)
    place = Path(folder)
    (place / "work").mkdir()
    seeds, one = feed.make(place / "work")
    (place / "corpus").mkdir()
    for number, seed in enumerate(seeds):
        (place / "corpus" / f"seed{number}").write_bytes(seed)
    atheris.Setup([sys.argv[0], *options, str(place / "corpus")], one)
    atheris.Fuzz()


def _words(output: str) -> str:
    """The end of what Python said, without libFuzzer's own."""
    start = output.rfind("Traceback")
    lines = output[max(start, 0) :].splitlines()
    return "\n".join(line for line in lines if not re.match(r"==\d+==|#\d|SUMMARY|MS:|artifact_|Base64|0x", line))[
        -2000:
    ]
