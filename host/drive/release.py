# release.py - `make release`: all that is given away, from these sources, into one folder
"""Everything but the wheel is the same to the byte for one commit and one key. Exit status 1 where something fails."""

import hashlib
import io
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Annotated

import typer

from wattkey_host import device_root
from wattkey_host.drive import signature
from wattkey_host.drive.bill import bill
from wattkey_host.drive.contents import SETTINGS
from wattkey_host.drive.dragged import with_key
from wattkey_host.drive.fat import image
from wattkey_host.drive.imagefile import name
from wattkey_host.drive.pack import shipped, version
from wattkey_host.drive.uf2 import pack as as_uf2
from wattkey_host.plain import say

CIRCUITPYTHON = Path("~/.cache/wattkey/adafruit-circuitpython-raspberry_pi_pico-en_US-10.2.1.uf2")
_DAY = (2000, 1, 1, 0, 0, 0)  # of every file in the archive, so that the same files give the same bytes


def release(
    out: Annotated[Path, typer.Argument(help="The folder to fill")],
    key: Annotated[Path | None, typer.Option(help="Sign the image, and make the drive take only such")] = None,
    firmware: Annotated[Path, typer.Option(help="CircuitPython's UF2; without it there is no UF2")] = CIRCUITPYTHON,
) -> None:
    """Build image, UF2, drive, wheel, checksums and notes."""
    root = device_root()
    number = version(root)
    files = shipped(root, signature.private(key) if key else None)
    if key:
        files[SETTINGS] = with_key(files[SETTINGS], key.stem[:11], signature.modulus(signature.public(key)))
    made = {name(number): files["/" + name(number)], f"wattkey-{number}-drive.zip": archive(files)}
    uf2 = firmware.expanduser()
    if uf2.is_file():
        made[f"wattkey-{number}.uf2"] = as_uf2(image(files), uf2.read_bytes())
    else:
        print(f"no {uf2}: no UF2 is made (docs/pico.md says where it comes from)")
    made["NOTES.md"] = notes((root / "CHANGELOG.md").read_text(encoding="utf-8")).encode()
    made |= materials(root, number)
    try:
        clear(out)
    except ValueError as error:
        say(f"wattkey: {error}", err=True)
        raise typer.Exit(1) from error
    for path, content in made.items():
        (out / path).write_bytes(content)
    _wheel(root, out)
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(out.glob("*"))]
    (out / "SHA256SUMS").write_text("".join(sums))
    print("".join(sums) + f"{out}: version {number}, {'signed' if key else 'UNSIGNED'}")


def materials(root: Path, number: str) -> dict[str, bytes]:
    """The lock file and the bill of materials, by their names in the release."""
    lock, drive = ((root / name).read_text("utf-8") for name in ("requirements.lock", "requirements-sim.txt"))
    return {"requirements.lock": lock.encode(), f"wattkey-{number}.cdx.json": bill(number, lock, drive)}


def clear(out: Path) -> None:
    """A folder to fill: a new one, or one that an earlier release has filled, which goes. Raises ValueError for a
    folder with anything else in it."""
    sums = out / "SHA256SUMS"
    listed = {line.split(maxsplit=1)[-1] for line in sums.read_text().splitlines()} if sums.is_file() else set()
    there = list(out.glob("*")) if out.is_dir() else []
    if strange := [path.name for path in there if path.name not in {*listed, sums.name}]:
        raise ValueError(f"{out} holds {strange[0]}, which no release has made: name another folder")
    for path in there:
        path.unlink()
    out.mkdir(parents=True, exist_ok=True)


def archive(files: dict[str, bytes]) -> bytes:
    """The files of a drive as a ZIP archive, the same for the same files."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, content in sorted(files.items()):
            packed.writestr(zipfile.ZipInfo(path.lstrip("/"), _DAY), content, zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def notes(changelog: str) -> str:
    """The topmost part of the changelog. Raises ValueError where there is none."""
    parts = changelog.split("\n## ")
    if len(parts) < 2:
        raise ValueError("the changelog has no heading")
    return "# " + parts[1].strip() + "\n"


def _wheel(root: Path, out: Path) -> None:
    command = [sys.executable, "-P", "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", str(out), str(root)], check=True)


if __name__ == "__main__":
    typer.run(release)
