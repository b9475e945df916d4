# console.py - what the commands of the vending host share: options, opening the shop, words and JSON
"""Exit status: 0 done, 1 refused (the reason and what to do on stderr), 2 wrong usage. With --json one object on
one line comes last on stdout, words on stderr."""

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from wattkey.amount import DEAREST, cents, money
from wattkey.errors import WattKeyError
from wattkey_host.complaint import Complaint, in_words
from wattkey_host.plain import say
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.cli.plugged import write_order
from wattkey_host.vend.cli.spoken import spoken
from wattkey_host.vend.errors import VendError, digits
from wattkey_host.vend.vault import KEYFILE, PASSPHRASE, from_environment
from wattkey_host.vend.wording import LANGUAGES, in_language, refusal

HERE = Path("shop")
LANGUAGE = "WATTKEY_LANGUAGE"  # environment: in which commands and the ledger speak, "en" or "zh"
_AMOUNT = f"Write it like 100.00, from 0.01 to {money(DEAREST)}"
_SLIPS = (  # what people write instead, and why that is not taken
    (re.compile(r"(\d+)"), r"Write \1.00: with its cents, because \1 is what another program calls \1 cents"),
    (re.compile(r"(\d+)\.(\d)"), r"Write \1.\g<2>0: a cent that was forgotten must not be guessed"),
    (re.compile(r"[\d,]+,\d{3}(\.\d\d)?"), "Write it without commas: a comma may part thousands or cents"),
    (re.compile(r"(\d+)[,，．。](\d\d)"), r"Write \1.\2, with a point"),
    (re.compile(r"[¥￥$]\s*(.+)|(.+?)\s*(?:元|CNY|RMB)"), "Write the number alone, like 100.00"),
)


def number(noun: str, length: int) -> Callable[[str | None], str | None]:
    """A typer callback for an option that is a number of so many digits."""

    def check(value: str | None) -> str | None:
        try:
            return value if value is None else digits(noun, value, length)
        except VendError as error:
            raise typer.BadParameter(str(error)) from error

    return check


def amount(text: str) -> int:
    """A typer parser for money. Cents are never left out: 10000 may be meant as cents by a program that calls."""
    try:
        value = cents(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no amount. {_slip(text) or _AMOUNT}") from error
    if not value:
        raise typer.BadParameter(f"nothing is sold for {text}. {_AMOUNT}")
    return value


def _slip(text: str) -> str:
    """What is wrong with an amount that people write so; "" for anything else."""
    found = ((pattern.fullmatch(text), said) for pattern, said in _SLIPS)
    return next((match.expand(said) for match, said in found if match), "")


ShopFolder = Annotated[Path, typer.Option("--shop", help="Folder of the shop: its ledger and its keys.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on one line, last on stdout; words on stderr.")]
_METER = typer.Option("--meter", callback=number("meter", 12), help="Number of the meter, 12 digits.")
_CARD = typer.Option("--card", callback=number("card", 16), help="Number of the card, 16 digits.")
_CUSTOMER = typer.Option("--customer", callback=number("customer", 12), help="Customer number, 12 digits.")
_PORT = typer.Option(
    "--port",
    help="Where the device is: an infrared head or its USB serial (/dev/ttyUSB0, COM3), or socket://HOST:PORT.",
)
MeterNumber = Annotated[str, _METER]
OneMeter = Annotated[str | None, _METER]
CardNumber = Annotated[str, _CARD]
OneCard = Annotated[str | None, _CARD]
Customer = Annotated[str, _CUSTOMER]
OneCustomer = Annotated[str | None, _CUSTOMER]
DevicePort = Annotated[str, _PORT]
Port = Annotated[str | None, _PORT]
HadElsewhere = Annotated[int | None, typer.Option(min=0, help="Purchases that a new meter has had elsewhere.")]
Csv = Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Many at once: a file with a heading.")]
Payment = Annotated[str, typer.Option("--payment", help="The payment's reference.")]
Folder = Annotated[
    Path | None, typer.Option("--to", exists=True, file_okay=False, help="Folder to write the file into.")
]


def opened(folder: Path) -> Desk:
    """At the shop in `folder`; a passphrase comes from the environment, else it is asked for. Raises VendError."""
    return Desk.open(folder, passphrase)


def person_there() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty()


def passphrase(confirm: bool = False) -> str:
    """Of the key file. Raises VendError where nobody can be asked."""
    given = from_environment()
    if given is not None:
        return given
    if not person_there():
        raise refusal("keys.no_passphrase", variable=PASSPHRASE, file=KEYFILE)
    return hidden("Passphrase of the keys", confirm)


def hidden(what: str, confirm: bool) -> str:
    """What a person types unseen."""
    return typer.prompt(what, hide_input=True, confirmation_prompt=confirm, err=True)


def written(folder: Path | None, name: str, text: bytes) -> Path | None:
    """Put a document into a folder, if one is named. Raises VendError."""
    if folder is None:
        return None
    try:
        return write_order(folder, name, text)
    except OSError as error:
        raise refusal("file.unwritable", file=folder / name, error=error.strerror) from error


def tell(as_json: bool, *words: str) -> None:
    """Words for a person: on stdout, or on stderr beside JSON."""
    for line in words:
        say(spoken(line, language()), err=as_json)


def tell_file(as_json: bool, path: Path | None) -> None:
    """Where the document is."""
    tell(as_json, f"Written: {path}" if path else "No file written: run the same again with --to FOLDER.")


def end(as_json: bool, data: dict) -> None:
    """Print `data` as one JSON object, the last line on stdout, if JSON was asked for."""
    if as_json:
        say(json.dumps(data))


def language() -> str:
    """The language of this PC's clerk: English, or what WATTKEY_LANGUAGE says."""
    chosen = os.environ.get(LANGUAGE, LANGUAGES[0])
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def said_of(error: Complaint) -> str:
    """In the clerk's language."""
    chosen = language()
    if error.code or chosen == LANGUAGES[0]:
        return in_language(error, chosen)
    from wattkey_host.vend.web.refusals import in_language as by_sentence  # of the beam, ports, files of a drive

    return "。".join(by_sentence(error, chosen))


@contextmanager
def clearly() -> Iterator[None]:
    """What is refused is said in one line on stderr, and the exit status is 1."""
    try:
        yield
    except OSError as error:
        say(f"wattkey: {in_words(error)}", err=True)
        raise typer.Exit(1) from error
    except Complaint as error:
        say(f"wattkey: {said_of(error)}", err=True)
        raise typer.Exit(1) from error
    except WattKeyError as error:
        say(f"wattkey: {error.code}: {error.detail}", err=True)
        raise typer.Exit(1) from error
