# webserve.py - `wattkey vend serve`: finds what it needs, opens the shop and serves its pages until Ctrl-C
"""Only this machine is let in, unless there is TLS or a proxy that is named."""

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from wattkey_host.vend.book.shop import DATABASE, KEYS, LEDGER, Shop
from wattkey_host.vend.cli.console import HERE, Port, ShopFolder, clearly, passphrase
from wattkey_host.vend.errors import VendError

BRINGS = "pip install 'wattkey[counter]'"
NEEDS = ("argon2", "fastapi", "jinja2", "python_multipart", "segno", "uvicorn")


def serve(
    listen: Annotated[str, typer.Option(metavar="HOST:PORT", help="Where the pages are.")] = "127.0.0.1:8646",
    tls_cert: Annotated[Path | None, typer.Option(exists=True, help="Certificate (PEM), for other machines.")] = None,
    tls_key: Annotated[Path | None, typer.Option(exists=True, help="Its private key (PEM).")] = None,
    behind: Annotated[
        str | None, typer.Option(metavar="NAME", help="Host name of the TLS proxy on this machine, as browsers see it.")
    ] = None,
    port: Port = None,
    practice: Annotated[bool, typer.Option("--practice", help="With a simulated customer, to learn with.")] = False,
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="Server processes: for many clerks at once, one for each core.")
    ] = 1,
    shop: ShopFolder = HERE,
) -> None:
    """The counter in a browser: clerks, supervisors and auditors, each with a name and a password."""
    with clearly():
        server = serving()
        try:
            door = server.doorway(listen, tls_cert, tls_key, behind)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--listen") from error
        door = door._replace(practise=practice, port_of_head=port, workers=workers)
        server.serve(shop, _opened(shop), door, typer.echo)


def serving() -> Any:
    """What serves. Raises VendError where a package is missing."""
    for package in NEEDS:
        try:
            import_module(package)
        except ModuleNotFoundError as missing:
            what = f"the counter needs the package {package}, which is not installed"
            raise VendError(what, f"Install it: {BRINGS}") from missing
    return import_module("wattkey_host.vend.web.counterserving")


def _opened(folder: Path) -> Shop | None:
    """The shop; None where the first run is to make one. Raises VendError where only a part of it is there."""
    if not any((folder / name).exists() for name in (KEYS, LEDGER, DATABASE)):
        return None
    return Shop.open(folder, passphrase)
