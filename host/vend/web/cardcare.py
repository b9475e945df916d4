# cardcare.py - a card's life at the counter: replaced when it is lost, its PIN taken away; and the shop's backup
"""Documents leave as downloads; on a plugged-in device the page Devices writes them."""

import io
import json
import zipfile
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from wattkey_host import foreign
from wattkey_host.vend.book import copying
from wattkey_host.vend.book.shop import KEYS, LEDGER, Shop
from wattkey_host.vend.errors import VendError, digits
from wattkey_host.vend.web.purchases import download
from wattkey_host.vend.web.webvisit import Ends, Leads

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.post("/replace")
def replace(visit: Ends) -> Response:
    """A blank handheld takes the place of a lost one: its document. What was on the way goes with it."""
    serial = visit.asked("serial").lower()
    if len(serial) != 16 or not set(serial) <= set("0123456789abcdef"):
        raise VendError(f"{serial[:20]!r} is no serial of a chip", "It has 16 digits of 0-9 and a-f")
    made = visit.desk.replace(digits("card", visit.asked("card"), 16), serial)
    return download(made.file_name, visit.desk.chip_document(made))


@router.post("/unlock")
def unlock(visit: Ends) -> Response:
    """A file that takes a forgotten PIN away, once."""
    name, made = visit.desk.unlock(digits("card", visit.asked("card"), 16))
    return download(name, made.text)


@router.post("/backup")
def backup(visit: Leads) -> Response:
    """Ledger and keys of one moment, in one file. Raises VendError where they may not leave so."""
    shop = visit.counter.shop
    if shop.url:
        raise VendError("the ledger is in a database server", "Make its backup with pg_dump, and copy keys.json")
    if "sealed" not in json.loads(foreign.read(shop.folder / KEYS)):
        raise VendError("the keys of this shop are not sealed", "Copy its folder yourself, to where nobody else looks")
    visit.desk.act("backup", lambda book: book.tell("downloaded"))
    name = f"wattkey-{datetime.now():%Y%m%d-%H%M%S}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(_zipped(shop), media_type="application/zip", headers=headers)


def _zipped(shop: Shop) -> bytes:
    packed = io.BytesIO()
    with TemporaryDirectory() as folder, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        copy = Path(folder) / LEDGER
        copying.copy(shop.path, copy)
        archive.write(copy, LEDGER)
        archive.writestr(KEYS, foreign.whole(shop.folder / KEYS))
    return packed.getvalue()
