# cli.py - `wattkey drive`: the device's drive as files to drag, as a FAT image, as a UF2
"""Exit status 1 with one line on stderr when it cannot be made."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from wattkey_host import device_root
from wattkey_host.complaint import in_words
from wattkey_host.drive import signature
from wattkey_host.drive.contents import EMULATED_UID, MOUNT, SETTINGS, application_names, build
from wattkey_host.drive.dragged import check_folder, make_way, put, with_key
from wattkey_host.drive.fat import DriveFull, image
from wattkey_host.drive.mpy import CompileError
from wattkey_host.drive.pack import shipped
from wattkey_host.drive.signature import BadKey
from wattkey_host.drive.uf2 import BadUf2, pack
from wattkey_host.foreign import FIRMWARE, whole, write
from wattkey_host.overwrite import Overwrite, ask_before
from wattkey_host.plain import quoted, say

IMAGE, UF2 = "wattkey.img", "wattkey.uf2"


def _uid(text: str) -> str:
    """A typer parser for the board's own number."""
    if not re.fullmatch("[0-9A-Fa-f]{16}", text):
        raise typer.BadParameter(f"{text!r} is no board's number. It has 16 hex digits, as in its boot_out.txt")
    return text.upper()


Uid = Annotated[
    str, typer.Option(parser=_uid, metavar="HEX", help="The board's own, from its boot_out.txt; saves one write")
]


def drive(
    out: Annotated[Path, typer.Argument(help="Folder to fill: a new one, or the board's own drive (CIRCUITPY)")],
    mpy: Annotated[bool, typer.Option("--mpy", help="Compiled, in one image that can be updated")] = False,
    loose: Annotated[
        bool, typer.Option("--loose", help="In files of their own, which go before any image (DEV); so without --mpy")
    ] = False,
    update_key: Annotated[
        Path | None, typer.Option(help="The public key (PEM) that images must be signed with: into settings.toml")
    ] = None,
    signer: Annotated[str, typer.Option(help="Whose key it is, as the screen says it; else the file's name")] = "",
    key: Annotated[Path | None, typer.Option(help="Sign the image with this private key (with --mpy)")] = None,
    as_image: Annotated[bool, typer.Option("--image", help=f"A FAT image, {IMAGE}, instead of files")] = False,
    as_uf2: Annotated[bool, typer.Option("--uf2", help=f"The image for the boot drive RPI-RP2, {UF2}")] = False,
    firmware: Annotated[
        Path | None, typer.Option(help="CircuitPython's UF2, to be in the same file (with --uf2): one drag does it all")
    ] = None,
    uid: Uid = EMULATED_UID,
    overwrite: Overwrite = False,
    as_json: Annotated[bool, typer.Option("--json", help="Figures as one line of JSON, last on stdout")] = False,
) -> None:
    """Make the drive of a device: our files, the Adafruit libraries, the mail files."""
    console = Console(stderr=as_json, highlight=False)
    try:
        ask_before(overwrite, out / IMAGE if as_image else None, out / UF2 if as_uf2 else None)
        files = _files(mpy, loose, uid, key)
        if update_key:
            named = signer or update_key.stem, _modulus(update_key, key, MOUNT in files)
            files[SETTINGS] = with_key(_settings(out, files, as_image or as_uf2), *named)
        if not (as_image or as_uf2):
            check_folder(out, besides=(IMAGE, UF2))
        made = _as_one_file(out, files, as_image, as_uf2, firmware)
        made = made or _fill(out, files, update_key is not None, console)
    except (CompileError, DriveFull, BadUf2, BadKey, OSError, ValueError) as error:
        say(f"wattkey: {in_words(error) if isinstance(error, OSError) else error}", err=True)
        raise typer.Exit(1) from error
    size, how = sum(map(len, files.values())), ", compiled" if mpy else ""
    names, after = quoted(", ".join(map(str, made))), quoted(_next(out, made, firmware))
    console.print(f"{names}: {len(files)} files, {size:,} bytes{how}\n{after}")
    if as_json:
        print(json.dumps({"drive_bytes": size, "files": len(files), "mpy": mpy, "made": [str(path) for path in made]}))


def _fill(out: Path, files: dict[str, bytes], keyed: bool, console: Console) -> list[Path]:
    """Put the files there, and take away what would go before an image, or what it has made old."""
    for path in put(files, out, also=(SETTINGS,) if keyed else ()):
        console.print(f"[yellow]kept[/] {quoted(path)}: yours, and not the one that would be put there")
    gone = make_way(files, out, application_names(device_root()))
    if gone:
        console.print(f"[yellow]removed[/] {len(gone)} files that the image brings, or that are older")
    return [out]


def _files(mpy: bool, loose: bool, uid: str, key: Path | None) -> dict[str, bytes]:
    if mpy and not loose:
        return shipped(device_root(), signature.private(key) if key else None, uid=uid)
    if key:
        raise ValueError("--key signs an image: add --mpy")
    return build(device_root(), mpy, uid)


def _modulus(update_key: Path, key: Path | None, packed: bool) -> str:
    """Of the key that images must be signed with: the image that is put beside it, too."""
    modulus = signature.modulus(signature.public(update_key))
    if packed and (key is None or signature.modulus(signature.public(key)) != modulus):
        raise ValueError("an image that the key of --update-key has not signed would never start: --key signs it")
    return modulus


def _settings(out: Path, files: Mapping[str, bytes], one_file: bool) -> bytes:
    """The owner's own where it lies in OUT already."""
    there = out / SETTINGS.strip("/")
    return whole(there) if there.is_file() and not one_file else files[SETTINGS]


def _as_one_file(out: Path, files: dict[str, bytes], as_image: bool, as_uf2: bool, firmware: Path | None) -> list[Path]:
    """Write what --image and --uf2 ask for; the files made."""
    if firmware and not as_uf2:
        raise ValueError("--firmware goes into a UF2: add --uf2")
    made: dict[str, bytes] = {}
    if as_image or as_uf2:
        drive_image = image(files)
        if as_image:
            made[IMAGE] = drive_image
        if as_uf2:
            made[UF2] = _packed(drive_image, firmware)
        out.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        write(out / name, content)
    return [out / name for name in made]


def _next(out: Path, made: list[Path], firmware: Path | None) -> str:
    """What to do with what was made."""
    if out / UF2 in made:
        lacks = "" if firmware else " It holds the drive only: CircuitPython must be on the board already."
        return (
            f"Next: hold BOOTSEL while you plug the Pico in, and drag {out / UF2} onto the drive RPI-RP2. The Pico then"
            f" starts by itself; if the copy was interrupted, RPI-RP2 comes back: drag it again.{lacks}"
        )
    if out / IMAGE in made:
        return f"Next: {out / IMAGE} is the whole drive, for a flash programmer or an emulator; it is not for dragging."
    if (out / "boot_out.txt").is_file() and out.is_mount():
        return "Next: eject the drive, then unplug the Pico and plug it in again."
    return f"Next: copy what is in {out} onto the drive of a Pico that runs CircuitPython (CIRCUITPY), and eject it."


def _packed(drive_image: bytes, firmware: Path | None) -> bytes:
    try:
        return pack(drive_image, whole(firmware, FIRMWARE) if firmware else b"")
    except BadUf2 as error:
        raise ValueError(
            f"{firmware}: {error}. Name CircuitPython's UF2 for the Raspberry Pi Pico (circuitpython.org)"
        ) from error
