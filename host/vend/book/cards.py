# cards.py - whose a chip is to be: issue, re-issue, new keys, replacement; and when it has become so
"""The ledger notes what a document will do before it leaves; it comes true when a report of the card, under its MAC,
says that the chip has taken it. Until then the card stays what it was and nothing is sold to it."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wattkey_host.vend.book import recover
from wattkey_host.vend.book.book import Book
from wattkey_host.vend.book.ledger import Card, Carriage, Issue, Meter, open_purchases
from wattkey_host.vend.book.moving import move, recounted
from wattkey_host.vend.book.states import HANDED_OVER, SOLD
from wattkey_host.vend.errors import digits
from wattkey_host.vend.softstore import NO_CARD
from wattkey_host.vend.wording import refusal


def issue_by_file(
    book: Book, serial: str, meter: str, customer: str, *, card: str | None = None, count: int | None = None
) -> Issue:
    """The document that makes the blank chip `serial` the card of `meter`; the same wish gives the same one again.

    `card`: 16 digits, by default the next free number. `count`: purchases that a meter new to this ledger has had
    elsewhere. Raises VendError; for a meter that has an active card above all.
    """
    known = book.session.scalars(select(Card.meter).where(Card.serial == serial)).all()
    book.lock(digits("meter", meter, 12), *known)
    session = book.session
    row = session.scalar(select(Card).where(Card.serial == serial))
    if row is not None and (row.active or row.lost):
        raise refusal("chip.is_card", serial=serial, card=row.card, meter=row.meter)
    meter_row = known_meter(book, meter, count)
    one_active(session, meter, row.card if row else "")
    row = row or _new_card(book, serial, card)
    if card is not None and card != row.card:
        raise refusal("chip.waits", serial=serial, card=row.card)
    row.meter, row.customer = meter, book.customer(digits("customer", customer, 12))
    return _document(book, row, "issue", meter_row)


def reissue(book: Book, card: str, meter: str, customer: str | None = None, *, count: int | None = None) -> Issue:
    """The document that makes an issued card the card of another meter. Raises VendError over undelivered money.

    For its own meter, with `count`: that puts right what was typed too high, or a note of another channel that was
    withdrawn; the chip goes on from there.
    """
    book.lock_card(card, digits("meter", meter, 12))
    session = book.session
    row = active(session, card)
    for purchase in open_purchases(session, card):
        raise refusal("reissue.undelivered", order=purchase.order, card=card, state=purchase.state)
    if meter == row.meter:
        if count is None:
            raise refusal("reissue.same_meter", card=card, meter=meter)
        return _document(book, row, "issue", recounted(session, session.get_one(Meter, meter), count), customer)
    meter_row = known_meter(book, meter, count)
    one_active(session, meter)
    return _document(book, row, "issue", meter_row, customer or row.customer)


def rekey(book: Book, card: str, *, meter_too: bool = False) -> Issue:
    """The document that gives a card the keys of the latest generation; `meter_too`: its meter holds them already.

    A purchase on the card stays. Raises VendError while a purchase file is under way: its MAC dies with the old key.
    """
    book.lock_card(card)
    session = book.session
    row = active(session, card)
    for purchase in open_purchases(session, card):
        if purchase.state in (SOLD, HANDED_OVER) or purchase.ending:
            raise refusal("rekey.under_way", order=purchase.order, card=card)
    meter = session.get_one(Meter, row.meter)
    keys = book.keys.generation
    if (row.keys, keys if meter_too else meter.keys) == (keys, meter.keys):
        raise refusal("rekey.latest", card=card)
    return _document(book, row, "rekey", meter, meter_keys=keys if meter_too else meter.keys)


def replace(book: Book, card: str, serial: str) -> Issue:
    """A blank chip takes the place of a lost or broken one: same meter, and the purchases that were on the way.

    They keep their counts: the meter takes each of them once, whichever handheld comes first. A replacement that never
    reported, but carries such purchases, can be replaced too. Raises VendError.
    """
    book.lock_card(card)
    session = book.session
    old = session.get(Card, digits("card", card, 16))
    if old is None or not (old.active or old.lost or open_purchases(session, old.card)):
        raise refusal("replace.never_used", card=card)
    new = session.scalar(select(Card).where(Card.serial == serial))
    if old.lost and new is not None and new.meter == old.meter:
        latest = select(Issue).where(Issue.card == new.card, Issue.number == new.issue)
        return session.scalars(latest).one()
    if old.seen >= old.next_order:
        recover.check(old)
    if old.lost or new is not None:
        raise refusal("replace.taken", card=card, serial=serial)
    old.active, old.lost = False, True
    session.flush()
    new = _new_card(book, serial, None)
    new.meter, new.customer = old.meter, old.customer
    session.flush()
    move(book, old, new)
    return _document(book, new, "issue", session.get_one(Meter, old.meter))


def taken(session: Session, card: Card, number: int) -> None:
    """A report of the card says that its chip has taken document `number`: it is what that document made of it."""
    row = session.scalar(select(Issue).where(Issue.card == card.card, Issue.number == number))
    if row is None:
        raise refusal("document.unknown", card=card.card, number=number)
    if row.done:
        return
    later = select(Issue.id).where(Issue.card == card.card, Issue.done, Issue.number > number)
    if session.scalar(later.limit(1)) is not None:
        row.done = True  # it came true once, and the card has gone on since
        return
    if row.kind == "issue":
        one_active(session, row.meter, card.card)
        card.meter, card.customer, card.active = row.meter, row.customer, not card.lost
    card.keys, row.done = row.keys, True
    session.get_one(Meter, row.meter).keys = row.meter_keys
    session.flush()


def pending(session: Session, card: Card) -> Issue | None:
    """The latest document of a card, if its report has not come yet."""
    row = session.scalar(select(Issue).where(Issue.card == card.card).order_by(Issue.number.desc()).limit(1))
    return None if row is None or row.done else row


def active(session: Session, card: str) -> Card:
    """The card of this number (16 digits), in use and not waiting for a document. Raises VendError."""
    row = session.get(Card, digits("card", card, 16))
    if row is None or not row.active:
        raise refusal("card.not_active", card=card)
    recover.check(row)
    return row


def known_meter(book: Book, meter: str, count: int | None) -> Meter:
    """The ledger's row of a meter (12 digits), a new one if need be. Raises VendError for a count against it."""
    row = book.session.get(Meter, digits("meter", meter, 12))
    if not 0 <= (count or 0) < 1 << 32:
        raise refusal("count.none", count=count)
    if row is None:
        row = Meter(meter=meter, count=count or 0, base=count or 0, keys=book.keys.generation)
        book.session.add(row)
    elif count is not None and count != row.count:
        raise refusal("meter.known", meter=meter, count=row.count)
    book.session.flush()
    return row


def one_active(session: Session, meter: str, but: str = "") -> None:
    """Raises VendError if the meter has an active card already, other than `but`, or a replacement is on its way with
    what was sold: no third card comes between them."""
    other = session.scalar(select(Card).where(Card.meter == meter, Card.active, Card.card != but))
    if other:
        raise refusal("meter.has_card", meter=meter, card=other.card)
    on_its_way = select(Carriage.card).join(Card, Card.card == Carriage.card)
    moved = Carriage.meter == meter, Carriage.open, Card.lost.is_(False), Card.active.is_(False), Card.card != but
    if replacement := session.scalar(on_its_way.where(*moved).limit(1)):
        raise refusal("meter.waits", meter=meter, card=replacement)


def _new_card(book: Book, serial: str, card: str | None) -> Card:
    book.keys.check_serial(serial)
    if card is None:
        card = _free_number(book.session)
    if book.session.get(Card, digits("card", card, 16)):
        raise refusal("card.exists", card=card)
    if card == NO_CARD:
        raise refusal("card.no_number", card=card)
    row = Card(card=card, serial=serial, next_order=1, active=False, keys=book.keys.generation, issue=0)
    book.session.add(row)
    return row


def _free_number(session: Session) -> str:
    """The next one; behind one that was chosen near the end, the first that leaves a gap."""
    last = int(session.scalar(select(func.max(Card.card))) or 0)
    if last + 1 < int(NO_CARD):
        return f"{last + 1:016d}"
    taken = set(session.scalars(select(Card.card)))
    return next(f"{n:016d}" for n in range(1, len(taken) + 2) if f"{n:016d}" not in taken)


def _document(
    book: Book, card: Card, kind: str, meter: Meter, customer: str | None = None,
    meter_keys: int | None = None,
) -> Issue:  # fmt: skip
    """The waiting document that says just this, or a new one: a later number makes the earlier ones void."""
    session = book.session
    order, count = _where_it_stands(session, card, meter)
    wish = {
        "kind": kind,
        "meter": meter.meter,
        "customer": book.customer(digits("customer", customer or card.customer, 12)),
        "order": order,
        "count": count,
        "keys": book.keys.generation,
        "meter_keys": meter_keys or meter.keys,
    }
    waiting = pending(session, card)
    if waiting is not None and all(getattr(waiting, name) == value for name, value in wish.items() if name != "count"):
        return waiting
    card.issue += 1
    row = Issue(card=card.card, number=card.issue, done=False, **wish)
    session.add(row)
    return row


def _where_it_stands(session: Session, card: Card, meter: Meter) -> tuple[int, int]:
    """(order, count) that a chip is to go on from: before the purchases that moved to a card and wait for it."""
    fresh = session.scalar(select(Issue.id).where(Issue.card == card.card, Issue.done)) is None
    for first in open_purchases(session, card.card) if fresh else ():
        return first.order - 1, first.count - 1
    return card.next_order - 1, meter.count
