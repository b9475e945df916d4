# references.py - payment references that a person would take for one: they sell twice only if somebody says so
"""Typed at one counter as "R-1", at another as "r-1", on a Chinese keyboard as "Ｒ－１", with a long dash from a mail:
one payment. References that are character for character alike are one anyhow (sell.py)."""

import unicodedata

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from wattkey_host.vend.book.ledger import Purchase
from wattkey_host.vend.wording import refusal

_MINUS = "\N{MINUS SIGN}"  # a sign of mathematics; all other dashes are of the category Pd

_READS_AS = (  # written out once: every sale runs it
    select(Purchase.payment)
    .where(Purchase.plain == bindparam("reads"), Purchase.payment != bindparam("reference"))
    .order_by(Purchase.payment)
    .limit(1)
)


def plain(payment: str) -> str:
    """The reference in its normal form (NFKC), without case, with one kind of dash and of space."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", payment).casefold())
    return "".join("-" if sign == _MINUS or unicodedata.category(sign) == "Pd" else sign for sign in folded)


def check(session: Session, payment: str, another: bool) -> bool:
    """Whether a new reference reads as one that was sold. Raises VendError if so, and it is not meant: `another`."""
    sold = session.scalar(_READS_AS, {"reads": plain(payment), "reference": payment})
    if sold is not None and not another:
        raise refusal("payment.reads_as", payment=payment, sold=sold)
    return sold is not None
