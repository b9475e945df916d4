# plugging.py - page Devices: the handhelds that are plugged into the counter's PC, and what was done with each
"""Nothing is done by looking; a button does it for one of them."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from wattkey_host.vend.cli import drives
from wattkey_host.vend.cli.drives import DriveOutcome, PluggedDrive
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.live import live
from wattkey_host.vend.live.atport import at_port
from wattkey_host.vend.web import stations
from wattkey_host.vend.web.refusals import in_language, value_said
from wattkey_host.vend.web.webvisit import Sells, Visit

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/devices")
def devices(visit: Sells) -> Response:
    """The page of the handhelds that are plugged in."""
    return visit.page("devices.html", drives=drives.found(visit.desk, visit.counter.roots), served=None)


@router.post("/devices")
def serve(visit: Sells) -> Response:
    """Do for one of them what waits: hear its report, tidy it, write its files."""
    drive = _named(visit)
    served = drives.serve(visit.desk, drive)
    refused = [words for error in served.refused for words in in_language(error, visit.language)]
    return _done(visit, served, drive.folder, refused)


@router.post("/issue")
def issue(visit: Sells) -> Response:
    """Make a blank one the card of a meter: its document goes onto its drive."""
    drive = _named(visit)
    visit.desk.issue(drive.serial, visit.asked("meter"), visit.asked("customer"))
    return serve(visit)


@router.post("/at-head")
def at_head(visit: Sells) -> Response:
    """Bring all that waits to the handheld before the infrared head, and take its report fresh from the chip."""
    counter, desk = visit.counter, visit.desk
    if counter.port is None:
        raise VendError("this counter has no infrared head", "Start it with --port")
    if not counter.at_head.acquire():
        raise VendError("another handheld is at the head at this moment", "Wait until it is done")
    try:
        with at_port(counter.port, desk) as (terminal, run):
            brought, outcome = live.bring_live(desk, terminal, run)
    finally:
        counter.at_head.release()
    served = DriveOutcome([value_said(words, visit.language) for words in brought], outcome, [], [])
    return _done(visit, served, counter.port, [])


def _done(visit: Visit, served: DriveOutcome, at: object, refused: list[str]) -> Response:
    line = None
    if served.outcome is not None and served.outcome.purchase is not None:
        with visit.counter.shop.reading() as session:
            (line,) = stations.lines(session, [served.outcome.purchase])
    there = drives.found(visit.desk, visit.counter.roots)
    return visit.page("devices.html", drives=there, served=served, at=at, line=line, refused=refused)


def _named(visit: Visit) -> PluggedDrive:
    """Only a drive that was found: no folder is opened because a form names it. Raises VendError."""
    folder = Path(visit.asked("drive"))
    for drive in drives.found(visit.desk, visit.counter.roots):
        if drive.folder == folder and not drive.wrong:
            return drive
    raise VendError("this device is not plugged in any more", "Plug it in and load the page anew")
