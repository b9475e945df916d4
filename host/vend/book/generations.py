# generations.py - which keys a ledger was kept with: others, or older ones, are refused before anything is signed
"""An old keys.json put back makes orders that no card takes, and calls every report forged; another shop's would begin
a second book. The ledger has a fingerprint of each generation, which tells nothing about its keys."""

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from wattkey_host.vend.book.ledger import Generation, Issue
from wattkey_host.vend.keystore import KeyStore
from wattkey_host.vend.wording import refusal


def lacking(session: Session, keys: KeyStore) -> bool:
    """Whether the ledger lacks a generation of these keys. Raises VendError where it was kept with other keys."""
    known = session.execute(select(Generation.number, Generation.print)).all()
    for number, mark in known:
        if number > keys.generation:
            raise refusal("keys.older", known=len(known), generation=keys.generation)
        if mark != keys.fingerprint(number):
            raise refusal("keys.other", number=number)
    return len(known) < keys.generation


def note(session: Session, keys: KeyStore) -> None:
    """The ledger knows all generations of these keys from now on. Raises VendError as `lacking` does."""
    if lacking(session, keys):
        known = set(session.scalars(select(Generation.number)))
        new = [number for number in range(1, keys.generation + 1) if number not in known]
        session.execute(insert(Generation), [{"number": n, "print": keys.fingerprint(n)} for n in new])


def no_chip_yet(session: Session) -> None:
    """Raises VendError if a chip of this shop has become a card: its documents need that factory key."""
    cards = session.scalar(select(func.count(func.distinct(Issue.card))).where(Issue.done))
    if cards:
        raise refusal("factory.in_use", cards=cards)
