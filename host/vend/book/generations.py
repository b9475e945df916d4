# generations.py - which keys a ledger was kept with: others, or older ones, are refused before anything is signed
"""An old keys.json put back makes orders that no card takes, and calls every report forged; another shop's would begin
a second book. The ledger has a fingerprint of each generation, which tells nothing about its keys."""

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from wattkey_host.vend.book.ledger import Generation
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.keys import Keys


def lacking(session: Session, keys: Keys) -> bool:
    """Whether the ledger lacks a generation of these keys. Raises VendError where it was kept with other keys."""
    known = session.execute(select(Generation.number, Generation.print)).all()
    for number, mark in known:
        if number > keys.generation:
            do = "Restore the latest keys.json from your backup: cards have keys of that generation"
            raise VendError(f"the ledger knows {len(known)} generations of keys, keys.json has {keys.generation}", do)
        if mark != keys.fingerprint(number):
            do = "Put the right one back: cards take no order that is signed with other keys"
            raise VendError(f"generation {number} in keys.json is not the one that this ledger was kept with", do)
    return len(known) < keys.generation


def note(session: Session, keys: Keys) -> None:
    """The ledger knows all generations of these keys from now on. Raises VendError as `lacking` does."""
    if lacking(session, keys):
        known = set(session.scalars(select(Generation.number)))
        new = [number for number in range(1, keys.generation + 1) if number not in known]
        session.execute(insert(Generation), [{"number": n, "print": keys.fingerprint(n)} for n in new])
