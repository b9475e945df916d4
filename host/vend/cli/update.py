# update.py - `wattkey vend update`: a newer version of the firmware for the handheld that is plugged in
"""`vend receive` says where there is one."""

from pathlib import Path
from typing import Annotated

import typer

from wattkey_host.vend.cli.console import HERE, AsJson, ShopFolder, clearly, end, tell
from wattkey_host.vend.cli.plugged import read_card
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.versions import hand_over, keep, newer, newest
from wattkey_host.vend.wording import refusal


def update(
    drive: Annotated[
        Path | None, typer.Argument(exists=True, file_okay=False, help="The drive of a plugged-in handheld.")
    ] = None,
    image: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Keep this image in the shop first.")
    ] = None,
    shop: ShopFolder = HERE,
    as_json: AsJson = False,
) -> None:
    """Keep an image in the shop, and copy the newest onto a handheld's drive; it asks its holder then."""
    if drive is None and image is None:
        raise typer.BadParameter("name the handheld's drive, or --image")
    with clearly():
        if not shop.is_dir():
            raise refusal("shop.none", shop=shop)
        if image:
            kept = keep(shop, image)
            tell(as_json, f"Kept in the shop: version {kept.number}.")
        best = newest(shop)
        if best is None:
            raise refusal("image.none_kept", folder=shop / "images")
        out = _hand(shop, drive, as_json) if drive else {}
    end(as_json, {"version": best.number, **out})


def _hand(shop: Path, drive: Path, as_json: bool) -> dict:
    running = read_card(drive)["firmware"]
    best = newer(shop, running)
    if best is None:
        tell(as_json, f"{drive} runs {running}: the shop has nothing newer.")
        return {"running": running, "path": None, "removed": []}
    removed = hand_over(best, drive, running)
    tell(as_json, f"Written: {drive / best.path.name}", *(f"Removed from the drive: {file}" for file in removed))
    tell(as_json, f"Its screen asks now: {running} -> {best.number}. Press # there.")
    return {"running": running, "path": str(drive / best.path.name), "removed": removed}


def offer(shop: Path, drive: Path, as_json: bool) -> None:
    """One line where the shop has a newer version than the one that runs on that drive."""
    try:
        best = newer(shop, read_card(drive)["firmware"])
    except (VendError, OSError):
        return
    if best:
        tell(as_json, f"Version {best.number} is here for it: wattkey vend update {drive}")
