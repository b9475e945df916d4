# drives.py - handhelds that are plugged into this PC: found by card.json, given what waits, heard and tidied
"""What a person does with the commands `file --to`, `receive` and their like, for every drive that is there."""

import os
import string
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from wattkey_host.complaint import in_words
from wattkey_host.vend import versions
from wattkey_host.vend.book.cards import pending
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Card
from wattkey_host.vend.book.receive import Outcome
from wattkey_host.vend.cli.plugged import CARD, REPORT, read_card, read_report, read_serial, tidy, write_order
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.wording import refusal

ROOTS = ("/media", "/run/media", "/Volumes", "/mnt")  # drives lie one or two folders below


class PluggedDrive(NamedTuple):
    """A plugged-in handheld. `card`: None for a chip that this shop does not know; `wrong`: why it cannot be read."""

    folder: Path
    serial: str
    card: Card | None
    wrong: str = ""


class DriveOutcome(NamedTuple):
    """What was done with one."""

    written: list[str]
    outcome: Outcome | None
    removed: list[str]
    refused: list[VendError]


def found(desk: Desk, roots: Iterable[Path] | None = None) -> list[PluggedDrive]:
    """Every handheld that is plugged in."""
    return [_drive(desk, folder) for folder in _folders(roots)]


def _folders(roots: Iterable[Path] | None) -> list[Path]:
    if roots is None:
        letters = sys.platform == "win32"
        roots = (
            [Path(f"{letter}:/") for letter in string.ascii_uppercase] if letters else [Path(root) for root in ROOTS]
        )
    return sorted({folder for root in roots for folder in _below(root) if (folder / CARD).is_file()})


def _below(root: Path) -> list[Path]:
    """The folder itself, and two below it; what may not be read is not looked at."""
    seen = [root]
    for _ in range(2):
        for folder in list(seen):
            try:
                seen += [Path(one.path) for one in os.scandir(folder) if one.is_dir(follow_symlinks=False)]
            except OSError:
                continue
    return seen


def _drive(desk: Desk, folder: Path) -> PluggedDrive:
    try:
        serial = read_serial(folder)
    except (VendError, OSError) as error:
        return PluggedDrive(folder, "", None, in_words(error) if isinstance(error, OSError) else str(error))
    return PluggedDrive(folder, serial, desk.card_of(serial))


def serve(desk: Desk, drive: PluggedDrive) -> DriveOutcome:
    """Hear its report, remove what is used up, and write what waits for it. Each by itself: what is refused is told,
    and the rest is done."""
    served = DriveOutcome([], None, [], [])
    if (drive.folder / REPORT).is_file():
        try:
            served = served._replace(outcome=desk.receive(read_report(drive.folder)))
            removed, _ = tidy(desk, drive.folder)
            served.removed.extend(path.name for path in removed)
        except (VendError, OSError) as error:
            served.refused.append(_told(drive, error))
    try:
        served.removed.extend(versions.tidy(drive.folder, read_card(drive.folder)["firmware"]))
    except (VendError, OSError) as error:
        served.refused.append(_told(drive, error))
    if drive.card is not None:
        _hand_over(desk, drive, drive.card.card, served)
    return served


def _hand_over(desk: Desk, drive: PluggedDrive, card: str, served: DriveOutcome) -> None:
    with desk.shop.reading() as session:
        document = pending(session, session.get_one(Card, card))
    try:
        if document is not None:
            _write(drive, served, document.file_name, desk.chip_document(document))
        for row in desk.open_orders(card):
            if row.ending:
                _write(drive, served, *desk.end_document(row))
            elif row.state in ("sold", "handed over"):
                _write(drive, served, row.file_name, desk.document(row))
                desk.handed_over(row)
    except (VendError, OSError) as error:
        served.refused.append(_told(drive, error))


def _write(drive: PluggedDrive, served: DriveOutcome, name: str, text: bytes) -> None:
    known = (drive.folder / name).is_file()
    write_order(drive.folder, name, text)
    if not known:
        served.written.append(name)


def _told(drive: PluggedDrive, error: VendError | OSError) -> VendError:
    return error if isinstance(error, VendError) else refusal("drive.failed", drive=drive.folder, error=in_words(error))
