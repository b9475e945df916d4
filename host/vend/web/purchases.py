# purchases.py - page Purchase: where it stands, its file, its receipt; and how it ends where it was not delivered
"""Each button is one verb of the desk. A decision that needs two people asks for the second one's password."""

from email.message import EmailMessage
from io import BytesIO

import segno
from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from wattkey.amount import money
from wattkey_host.vend.book import ending
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.web import limits, people, stations
from wattkey_host.vend.web.proofs import proof
from wattkey_host.vend.web.webvisit import Ends, Looks, Sells, Visit, away

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/purchase")
def purchase(visit: Looks) -> Response:
    """One purchase: its stations, what to do next, and the buttons for it."""
    with visit.counter.shop.reading() as session:
        row = ending.find(session, visit.asked("payment"))
        (line,) = stations.lines(session, [row])
        shown = proof(session, visit.counter.shop.keys, row)
        alone = limits.of(session)[limits.REFUND] if row.free else 0
        unsure = row.free and ending.of_before_the_backup(session, row)
    evidence = visit.desk.evidence(row.payment) if row.open and (row.used or row.state == "disputed") else ""
    return visit.page(
        "purchase.html", p=row, line=line, proof=shown, evidence=evidence, needs_two=row.amount > alone,
        unsure=unsure,
    )  # fmt: skip


@router.get("/receipt")
def receipt(visit: Looks) -> Response:
    """To print: what was bought, and the name of its file as a QR code."""
    row = visit.desk.find(visit.asked("payment"))
    drawn = BytesIO()
    segno.make(row.file_name, error="m").save(
        drawn, kind="svg", scale=4, xmldecl=False, svgns=False, title=row.file_name
    )
    return visit.page("receipt.html", p=row, code=Markup(drawn.getvalue().decode()))  # noqa: S704


@router.post("/file")
def file(visit: Sells) -> Response:
    """The file of a purchase (or of how it is to end), as a download. The ledger notes that it has left."""
    row = visit.desk.find(visit.asked("payment"))
    if row.open and not row.ending:
        row = visit.desk.handed_over(row)
        name, content = row.file_name, visit.desk.document(row)
    else:
        name, content = visit.desk.end_document(row)
    return _mail(visit, name, content) if visit.asked("mail") else download(name, content)


def download(name: str, content: bytes) -> Response:
    """A document of the shop, to be saved."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="application/json", headers=headers)


def _mail(visit: Visit, name: str, content: bytes) -> Response:
    """A mail with the document, to be opened in the clerk's own program, addressed and sent."""
    mail = EmailMessage()
    mail["Subject"], mail["X-Unsent"] = f"WattKey: {name}", "1"
    mail.set_content(visit.words["receipt_words"])
    mail.add_attachment(content, maintype="application", subtype="json", filename=name)
    headers = {"Content-Disposition": f'attachment; filename="{name.removesuffix(".json")}.eml"'}
    return Response(mail.as_bytes(), media_type="message/rfc822", headers=headers)


@router.post("/cancel")
def cancel(visit: Ends) -> Response:
    """Take it back, and with `later` those behind it."""
    visit.desk.cancel(visit.asked("payment"), later=bool(visit.asked("later")))
    return back(visit)


@router.post("/settle")
def settle(visit: Ends) -> Response:
    """Decide whether the meter has it. "Not credited" and `gone` need two names."""
    credited, gone = visit.asked("credited") == "yes", bool(visit.asked("gone"))
    if not credited and visit.asked("credited") != "no":
        raise VendError("nothing was chosen", "Choose credited or not credited")
    desk, two = visit.desk, gone or not credited
    if two:
        desk.who = two_names(visit)
    desk.settle(visit.asked("payment"), credited=credited, gone=gone, seconded=two)
    return back(visit)


@router.post("/refund")
def refund(visit: Ends) -> Response:
    """The money is paid out, once. A large refund needs two names; and its proof is looked at once more. `checked`: the
    receipts were looked through, where a backup was put back."""
    desk = visit.desk
    row = desk.find(visit.asked("payment"))
    with visit.counter.shop.reading() as session:
        shown = proof(session, visit.counter.shop.keys, row)
        alone = limits.of(session)[limits.REFUND]
    if row.free and not shown.holds:
        raise VendError(f"nothing proves that the {money(row.amount)} of payment {row.payment} are free", "Ask")
    if row.amount > alone:
        desk.who = two_names(visit)
    desk.refund(row.payment, checked=bool(visit.asked("checked")))
    return back(visit)


@router.post("/resell")
def resell(visit: Ends) -> Response:
    """Sell once more what was taken back. `checked` as for a refund."""
    visit.desk.resell(visit.asked("payment"), checked=bool(visit.asked("checked")))
    return back(visit)


def two_names(visit: Visit) -> str:
    """Both names. Raises VendError; after too many wrong passwords of the second person, without a try."""
    throttle, second = visit.counter.throttle, visit.asked("second")
    if wait := throttle.begin(f"name {second}"):
        raise VendError("too many wrong passwords", f"Again in {wait} seconds")
    names = people.two(visit.counter.shop, visit.who, second, visit.form.get("second_password", ""))
    throttle.right(f"name {second}")
    return names


def back(visit: Visit) -> Response:
    """The page of the purchase again."""
    return away("/purchase", payment=visit.asked("payment"))
