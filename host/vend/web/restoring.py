# restoring.py - a backup is put back, on a PC that has no shop yet: ledger and keys, looked at before they count
"""Never under a counter that has a ledger: it would forget every sale since. The shop's folder comes to be in one step,
or not at all; and each card has to be heard before anything is sold to it (docs/money.md)."""

import os
import shutil
import zipfile
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import IO

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import UploadFile

from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import KEYS, LEDGER, Shop
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.web.door import guarded
from wattkey_host.vend.web.webvisit import Visit, away, stranger

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
PATH = "/restore"
MOST = 1 << 30  # bytes of a backup, and of what is packed in it
_PARTS = {KEYS: 1 << 20, LEDGER: MOST}


@router.post(PATH)
async def restore(request: Request) -> Response:
    """Put a backup back, for whoever has read the code in the terminal and knows the passphrase."""
    visit = stranger(request)
    if visit.counter.has_shop:
        return away("/")
    form = await request.form(max_files=1, max_fields=5)
    given = {name: value for name, value in form.items() if isinstance(value, str)}
    file = next((value.file for value in form.values() if isinstance(value, UploadFile)), None)
    return await run_in_threadpool(guarded, visit, given, lambda: _restored(visit, file, given.get("passphrase", "")))


def _restored(visit: Visit, file: IO[bytes] | None, passphrase: str) -> Response:
    counter = visit.counter
    counter.take(put_back(file, counter.folder, passphrase))
    return away("/login" if counter.has_people else "/begin")


def put_back(file: IO[bytes] | None, folder: Path, passphrase: str) -> Shop:
    """The shop of a backup, in a folder that is empty or not there. Raises VendError, OSError; nothing is left then."""
    if folder.exists() and any(folder.iterdir()):
        raise VendError("the folder is not empty", "Move what is in it away, then restore")
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(mkdtemp(dir=folder.parent, prefix=".restore-"))
    try:
        _unpack(file, beside)
        shop = Shop.open(beside, lambda: passphrase)
        if faults := Desk(shop).check().faults:
            raise VendError(f"the book of this backup does not hold: {faults[0]}", "Take an earlier backup")
        Desk(shop, "restore").restored()
        shop.close()
        with suppress(FileNotFoundError):
            folder.rmdir()
        os.rename(beside, folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)  # it is still there only where something was refused
    return Shop.open(folder, lambda: passphrase)


def _unpack(file: IO[bytes] | None, folder: Path) -> None:
    """The two files of a backup; nothing else is taken out of it, and no more than they may be long."""
    try:
        with zipfile.ZipFile(file or _nothing()) as archive:
            for name, most in _PARTS.items():
                with archive.open(name) as packed, (folder / name).open("xb") as target:
                    _copy(packed, target, most)
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise VendError("this is no backup of a counter", "It is called wattkey-DATE.zip") from error
    for name in _PARTS:
        (folder / name).chmod(0o600)


def _nothing() -> IO[bytes]:
    raise zipfile.BadZipFile("no file was chosen")


def _copy(packed: IO[bytes], target: IO[bytes], most: int) -> None:
    left = most
    while block := packed.read(1 << 20):
        left -= len(block)
        if left < 0:
            raise zipfile.BadZipFile("it is longer than a backup may be")
        target.write(block)
