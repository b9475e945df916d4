# test_engine.py - the engine of `wattkey torture` holds when one of its children breaks
"""In a process of its own, because it forks."""

import subprocess
import sys

BREAKS = """
import os
import tempfile
from pathlib import Path

from wattkey_lab.torture.cuts.engine import Engine, Lived
from wattkey_lab.torture.cuts.life import STEPS, Step

parent = os.getpid()

def breaks(lab):
    if os.getpid() != parent:
        raise KeyError("an error that no life should meet")

with tempfile.TemporaryDirectory() as folder:
    steps = (*STEPS[:2], Step("break", breaks))
    result = Engine(Path(folder), every=10**6, lived=Lived(steps)).run()
    there = Path(folder).is_dir()
print(len(result.points), sum(point.broken == ("stuck",) for point in result.points.values()), there)
"""


def test_a_child_that_breaks_is_stuck_and_leaves_the_parents_folder_alone():
    out = subprocess.run([sys.executable, "-P", "-c", BREAKS], capture_output=True, text=True, check=False)
    assert out.returncode == 0, out.stderr
    points, stuck, there = out.stdout.split()
    assert int(points) > 0
    assert (stuck, there) == (points, "True")
    assert "an error that no life should meet" in out.stderr
