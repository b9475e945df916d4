# test_circup.py - `circup install -r requirements.txt`, by circup itself, brings what `wattkey drive` brings
"""circup takes its libraries from a bundle on GitHub; here from one on this machine, made of the same distributions as
they come from PyPI, with the dependencies that they declare."""

import json
import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from wattkey_host import device_root
from wattkey_host.drive.contents import LIBRARIES, boot_out, library_files
from wattkey_host.drive.mpy import compiled
from wattkey_host.sim import adafruit

CIRCUP = Path(sys.executable).parent / "circup"
TAG = "20261120"
PINS = adafruit.pins((device_root() / "requirements-sim.txt").read_text())
# the same name in circup's words
MODULES = {d: {n.partition("/")[0].removesuffix(".py") for n in adafruit.files(d)}.pop() for d in LIBRARIES}
OURS = dict(library_files())
COMPILED = dict(compiled(path, content) for path, content in OURS.items())

pytestmark = pytest.mark.skipif(not CIRCUP.exists(), reason="no circup (pip install circup)")


def write(folder, files):
    for path, content in files.items():
        target = folder / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def tree(folder):
    return {f"/lib/{file.relative_to(folder).as_posix()}": file.read_bytes() for file in folder.rglob("*.*py")}


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """circup's data folder with that bundle in it."""
    home = tmp_path_factory.mktemp("home")
    data = home / "circup"
    for platform, label, files in (("py", "py", OURS), ("10mpy", "10.x-mpy", COMPILED)):
        write(data / "wattkey" / f"bundle-{platform}" / f"bundle-{label}-{TAG}", files)
    wanted = data / "wattkey" / "bundle-py" / f"bundle-py-{TAG}" / "requirements"
    for distribution, module in MODULES.items():
        needs = [re.split(r"[^\w.-]", need)[0] for need in metadata.requires(distribution) or () if "extra" not in need]
        write(wanted, {f"{module}/requirements.txt": "\n".join(needs).encode()})
    (data / "bundle_config.json").write_text(json.dumps({"local": "wattkey/bundle"}))
    (data / "circup.json").write_text(json.dumps({"wattkey/bundle": [TAG]}))
    return {**os.environ, "XDG_DATA_HOME": str(home), "HOME": str(home), "LC_ALL": "C.UTF-8"}


@pytest.fixture
def circup(environment, tmp_path):
    """`circup(arguments)` -> what it says; `circup.device` is the drive, with nothing of ours but boot_out.txt."""
    write(tmp_path, {"boot_out.txt": boot_out("0" * 16), "code.py": b"", "lib/.keep": b""})

    def run(*arguments):
        command = [CIRCUP, "--offline", "--path", tmp_path, *arguments]
        done = subprocess.run(command, env=environment, cwd=device_root(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run.device = tmp_path
    return run


@pytest.mark.parametrize(("option", "files"), [(("--py",), OURS), ((), COMPILED)], ids=["source", "compiled"])
def test_circup_brings_the_same_libraries_as_the_drive_has(circup, option, files):
    circup("install", *option, "-r", "requirements.txt")
    assert tree(circup.device / "lib") == files


def test_circup_finds_the_pinned_versions_there(circup):
    circup("install", "-r", "requirements.txt")
    frozen = dict(line.split("==") for line in circup("freeze").splitlines() if "==" in line)
    assert frozen == {module: PINS[distribution] for distribution, module in MODULES.items()}


def test_circup_finds_nothing_to_update_on_a_drive_of_ours(circup):
    write(circup.device, COMPILED)
    assert "All modules found on the device are up to date" in circup("list")
