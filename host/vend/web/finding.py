# finding.py - pages Find (one field for everything) and Customer
"""What is shown is looked up; only a name and a telephone number are written down here."""

from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from wattkey_host.vend.book.backing import let_go_of_what_was_erased
from wattkey_host.vend.book.ledger import Card, Carriage, Customer, Purchase, bought
from wattkey_host.vend.book.meterwords import Reading
from wattkey_host.vend.book.references import plain
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.web import stations
from wattkey_host.vend.web.counterroom import to
from wattkey_host.vend.web.plots import bars, months
from wattkey_host.vend.web.webtables import Contact
from wattkey_host.vend.web.webvisit import Looks, Sells, Visit, away

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
MOST, LAST = 20, 20


class Hit(NamedTuple):
    """Something that was found. `kind`: customer or payment."""

    kind: str
    number: str
    words: str
    link: str


@router.get("/")
def find(visit: Looks) -> Response:
    """What the field says: a number, a name, a telephone, a payment. One exact find is opened at once."""
    asked = visit.asked("q")[:64]
    with visit.counter.shop.reading() as session:
        hits = _hits(session, asked) if asked else []
    if len(hits) == 1 and "hx-request" not in visit.request.headers:
        return away(hits[0].link)
    return visit.page("find.html", asked=asked, hits=hits[:MOST], more=len(hits) > MOST)


def _hits(session: Session, asked: str) -> list[Hit]:
    found = {
        number: f"{name or ''} {telephone or ''}" for number, name, telephone in session.execute(_customers(asked))
    }
    hits = [Hit("customer", number, words, to("/customer", number=number)) for number, words in found.items()]
    sold = bought(or_(Purchase.payment == asked, Purchase.plain == plain(asked))).limit(MOST)
    return hits + [
        Hit("payment", row.payment, row.card, to("/purchase", payment=row.payment)) for row in session.scalars(sold)
    ]


def _customers(asked: str) -> Select:
    like = "%" + asked.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    columns = select(Customer.customer, Customer.name, Contact.telephone)
    joined = columns.outerjoin(Card, Card.customer == Customer.customer)
    joined = joined.outerjoin(Contact, Contact.customer == Customer.customer)
    short = asked.isascii() and asked.isdigit() and len(asked) >= 4
    numbers = (Customer.customer, Card.card, Card.meter)
    exact = [column.endswith(asked) if short else column == asked for column in numbers]
    told = [Customer.name.ilike(like, escape="\\"), Contact.telephone.like(like, escape="\\")]
    return joined.where(or_(*exact, *told)).order_by(Customer.customer).limit(4 * MOST)


@router.get("/customer")
def customer(visit: Looks) -> Response:
    """A customer: cards and meters, the last purchases with their stations, what came back."""
    number = visit.asked("number")
    with visit.counter.shop.reading() as session:
        row = _known(session, number)
        contact = session.get(Contact, number)
        cards = list(session.scalars(select(Card).where(Card.customer == number).order_by(Card.card)))
        meters = sorted({card.meter for card in cards})
        of_cards = bought(Carriage.card.in_([card.card for card in cards]))
        sold = list(session.scalars(of_cards.order_by(Purchase.at.desc(), Purchase.id.desc()).limit(LAST)))
        lines = stations.lines(session, sold)
        reads = select(Reading).where(Reading.meter.in_(meters)).order_by(Reading.meter, Reading.count)
        readings = list(session.scalars(reads))
    return visit.page(
        "customer.html", customer=row, telephone=contact.telephone if contact else "", cards=cards, lines=lines,
        bars=bars(readings), plot=months(readings), readings=readings,
    )  # fmt: skip


@router.post("/customer")
def write_down(visit: Sells) -> Response:
    """The name and telephone of a customer; empty ones are erased. The event names neither."""
    number, name, telephone = visit.asked("number"), visit.form.get("name", ""), visit.form.get("telephone", "")
    _write(visit, number, _printable(name, 120), _printable(telephone, 32))
    return away("/customer", number=number)


def _write(visit: Visit, number: str, name: str, telephone: str) -> None:
    erased: list[bool] = []

    def work(book) -> None:  # noqa: ANN001
        row, contact = _known(book.session, number), book.session.get(Contact, number)
        erased[:] = [row.name is not None and not name, contact is not None and not telephone]
        row.name = name or None
        if telephone:
            book.session.merge(Contact(customer=number, telephone=telephone))
        elif contact is not None:
            book.session.delete(contact)
        book.tell(f"name of customer {number}")

    visit.desk.act("customer", work)
    if any(erased):
        let_go_of_what_was_erased(visit.counter.shop)


def _printable(text: str, most: int) -> str:
    text = " ".join(text.split())
    if len(text) > most or not text.isprintable():
        raise VendError("this cannot be written down", f"At most {most} letters, none of them invisible")
    return text


def _known(session: Session, number: str) -> Customer:
    row = session.get(Customer, number)
    if row is None:
        raise VendError(f"customer {number!r} is not in this ledger", "Check the number")
    return row
