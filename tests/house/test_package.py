# test_package.py - what pip installs: our three packages, the drive's files as data, and nothing under a general name
"""setuptools builds the tree as for a wheel, without network; pyproject.toml is held against the folders."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from wattkey_host.drive import contents
from wattkey_host.sim import drive

ROOT = Path(__file__).parents[2]
LISTED = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"])
DEVICE = Path("wattkey_host/device")


def tree(*folders, of=ROOT):
    """The files in these folders (or these files) of the repository, without what Python and mypy leave there."""
    found = [file for folder in folders for file in (of / folder, *(of / folder).rglob("*")) if file.is_file()]
    return {file.relative_to(of) for file in found if "__pycache__" not in file.parts}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder with everything that would be in the wheel."""
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-P", "-c", "import setuptools; setuptools.setup()", "-q", "build_py", "-d", str(out)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return out


def test_every_folder_with_python_files_is_a_package_in_the_list():
    folders = {"wattkey_host": "host", "wattkey_lab": "lab", "wattkey": "lib/wattkey"}
    found = {"wattkey_host.device"}
    for package, folder in folders.items():
        for file in tree(folder):
            if file.suffix == ".py":
                found.add(".".join((package, *file.parent.relative_to(folder).parts)))
    assert found == LISTED


def test_every_package_says_that_it_is_one():
    for folder in {file.parent for file in tree("host", "lab", "lib/wattkey") if file.suffix == ".py"}:
        assert (ROOT / folder / "__init__.py").is_file(), folder


def test_only_our_own_names_are_installed(built):
    assert {path.name for path in built.iterdir()} == {"wattkey", "wattkey_host", "wattkey_lab"}


def test_every_file_of_the_packages_is_installed(built):
    assert tree("wattkey", of=built) == {p.relative_to("lib") for p in tree("lib/wattkey")}
    assert tree("wattkey_lab", of=built) == {"wattkey_lab" / p.relative_to("lab") for p in tree("lab")}
    inside = {p for p in tree("wattkey_host", of=built) if not p.is_relative_to(DEVICE)}
    assert inside == {"wattkey_host" / p.relative_to("host") for p in tree("host")}


def test_the_drive_is_installed_as_it_stands_with_stories_and_requirements(built):
    wanted = {"requirements.txt", "requirements-sim.txt", "stories", *contents.DEVICE} - {"lib"} | {"lib/wattkey"}
    here = tree(*wanted)
    assert {p.relative_to(DEVICE) for p in tree(DEVICE, of=built)} == here
    assert all((built / DEVICE / file).read_bytes() == (ROOT / file).read_bytes() for file in here)


def test_a_drive_can_be_made_from_what_is_installed(built):
    installed, checkout = drive.Drive.from_tree(built / DEVICE), drive.Drive.from_tree(ROOT)
    files = {path: installed.read(path) for path, _, _ in installed.files()}
    assert files == {path: checkout.read(path) for path, _, _ in checkout.files() if path in files}
    assert {"/code.py", "/boot.py", "/settings.toml", "/lib/wattkey/meter.py", "/flows/recharge.py"} <= set(files)
