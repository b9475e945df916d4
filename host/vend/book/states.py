# states.py - what becomes of a purchase: one table (state, news) -> state, and which account its money moves to
"""A report is news, not proof of the present: an old one can be handed in again. So no news moves a purchase back, and
what is final stays. Between `offered` and `not credited` the last report counts: a load can be sent again."""

SOLD, HANDED_OVER = "sold", "handed over"  # the seller's own states; from here on the card's word:
LOADED = "loaded"  # what the card calls stored
OFFERED, NOT_CREDITED, DISPUTED = "offered", "not credited", "disputed"
DELIVERED, CANCELLED, SETTLED = "delivered", "cancelled", "settled"
STORED = "stored"
FINAL = (DELIVERED, CANCELLED, SETTLED)
CANCEL, AS_CREDITED, AS_NOT_CREDITED = "cancel", "credited", "not credited"  # how a purchase is to end

NEWS = (HANDED_OVER, STORED, OFFERED, NOT_CREDITED, DISPUTED, DELIVERED, CANCELLED, SETTLED)
_NEXT: dict[str, tuple[str | None, ...]] = {  # None: older news than the ledger has
    SOLD: (HANDED_OVER, LOADED, OFFERED, NOT_CREDITED, DISPUTED, DELIVERED, CANCELLED, SETTLED),
    HANDED_OVER: (HANDED_OVER, LOADED, OFFERED, NOT_CREDITED, DISPUTED, DELIVERED, CANCELLED, SETTLED),
    LOADED: (None, LOADED, OFFERED, NOT_CREDITED, DISPUTED, DELIVERED, CANCELLED, SETTLED),
    OFFERED: (None, None, OFFERED, NOT_CREDITED, DISPUTED, DELIVERED, CANCELLED, SETTLED),
    NOT_CREDITED: (None, None, OFFERED, NOT_CREDITED, DISPUTED, DELIVERED, CANCELLED, SETTLED),
    DISPUTED: (None, None, None, None, DISPUTED, DELIVERED, CANCELLED, SETTLED),
    DELIVERED: (None, None, None, None, None, DELIVERED, None, None),
    CANCELLED: (None, None, None, None, None, None, CANCELLED, None),
    SETTLED: (None, None, None, None, None, None, None, SETTLED),
}

# Besides these there is news that leaves the state as it is.
BEGUN, AGAIN, MOVED = "sold", "sold again", "moved"  # a purchase begins, gets another order, or another card
RECOVERED = "recovered"  # it begins: a report tells of it, after an older ledger was put back
LEFT = "left"  # this order carries it no more
WISHED, NOTED, REFUNDED, CORRECTED, UPGRADED = "wished", "noted", "refunded", "corrected", "upgraded"

CASHED_UP = "cashed up"

TILL, OWED, CREDIT, FREE, BANK = "till", "owed", "delivered", "free", "bank"  # the accounts
LOST = "lost"  # paid out, and it should not have been
SUSPENSE = "suspense"  # nobody knows who has paid
# What happens -> (debit, credit). Till and bank have what was debited, less what was credited; of the others, which the
# shop owes or has earned, it is the other way round.
MONEY = {
    BEGUN: (TILL, OWED),
    RECOVERED: (SUSPENSE, OWED),
    DELIVERED: (OWED, CREDIT),
    CANCELLED: (OWED, FREE),
    AGAIN: (FREE, OWED),
    REFUNDED: (FREE, TILL),
    CASHED_UP: (BANK, TILL),
}
# And when it is settled: whether the meter has the money. (`not credited` as news of a card moves none.)
SETTLING = {True: (OWED, CREDIT), False: (OWED, FREE)}


def after(state: str, news: str) -> str | None:
    """The state of a purchase after the news (of NEWS; any other leaves it); None if the ledger knows more already."""
    return _NEXT[state][NEWS.index(news)] if news in NEWS else state


def account(state: str, credited: bool | None, refunded: bool) -> str:
    """Where the money of a purchase is. Raises KeyError for a state that there is not."""
    if refunded and not credited:
        return TILL
    if state == SETTLED:
        return CREDIT if credited else FREE
    return {DELIVERED: CREDIT, CANCELLED: FREE}.get(state) or dict.fromkeys(_NEXT, OWED)[state]
