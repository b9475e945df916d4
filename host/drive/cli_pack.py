# cli_pack.py - `wattkey pack`: the application as one image to be dropped, and the key that signs it
"""Exit status 1 with one line on stderr when it cannot be made."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from wattkey_host import device_root
from wattkey_host.complaint import in_words
from wattkey_host.drive import pack as packing
from wattkey_host.drive import signature
from wattkey_host.drive.fat import DriveFull
from wattkey_host.drive.imagefile import NotPackable, manifest, name
from wattkey_host.drive.mpy import CompileError
from wattkey_host.drive.signature import BadKey
from wattkey_host.foreign import write
from wattkey_host.overwrite import Overwrite, ask_before
from wattkey_host.plain import quoted, say


def pack(
    out: Annotated[
        Path, typer.Argument(help="Folder for the image; or a file's name for the key of --make-key")
    ] = Path(),
    key: Annotated[Path | None, typer.Option(help="Sign it with this private key (PEM, RSA 2048)")] = None,
    make_key: Annotated[
        bool, typer.Option("--make-key", help="Make a key in OUT, and its public half beside it")
    ] = False,
    overwrite: Overwrite = False,
    as_json: Annotated[bool, typer.Option("--json", help="Figures as one line of JSON, last on stdout")] = False,
) -> None:
    """Make wattkey-X.Y.Z.img: the application in one file that updates a handheld when it is dropped on its drive."""
    console = Console(stderr=as_json, highlight=False)
    try:
        if make_key:
            public = signature.make(out)
            console.print(f"{quoted(out)}: keep it where nobody else gets it. {quoted(public)} goes to each handheld:")
            how = f"--key {quoted(out)} --update-key {quoted(public)} --signer YOUR-NAME"
            console.print(f"    wattkey drive CIRCUITPY --mpy {how}", soft_wrap=True)
            return
        target = out / name(packing.version(device_root()))
        ask_before(overwrite, target)
        whole = packing.pack(device_root(), signature.private(key) if key else None)
        made = manifest(whole)
        assert made
        out.mkdir(parents=True, exist_ok=True)
        write(target, whole)
    except (CompileError, DriveFull, NotPackable, BadKey, OSError) as error:
        say(f"wattkey: {in_words(error) if isinstance(error, OSError) else error}", err=True)
        raise typer.Exit(1) from error
    console.print(f"{quoted(target)}: version {made.version}, {len(whole):,} bytes, {'signed' if key else 'UNSIGNED'}")
    console.print("Next: copy it onto the drive of a handheld that has an image already, and do what its screen says.")
    if as_json:
        print(json.dumps({"file": str(target), **made._asdict(), "size": len(whole), "signed": key is not None}))
