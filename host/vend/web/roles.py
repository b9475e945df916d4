# roles.py - who may do what at the counter: one table
"""A route names one right. What needs two people: people.py (`Two`)."""

CLERK, SUPERVISOR, AUDITOR = "clerk", "supervisor", "auditor"
ROLES = (CLERK, SUPERVISOR, AUDITOR)
LOOK, SELL, END, STAFF, AUDIT = "look", "sell", "end", "staff", "audit"
RIGHTS = {
    LOOK: (CLERK, SUPERVISOR, AUDITOR),  # find, customers, purchases, the day
    SELL: (CLERK, SUPERVISOR),  # and hand over, receive, issue, cash up, write a customer's name down
    END: (SUPERVISOR,),  # take back, settle, refund, sell once more, replace
    STAFF: (SUPERVISOR,),  # people, tokens, limits
    AUDIT: (SUPERVISOR, AUDITOR),  # every event, and its export
}
MENU = (  # key of its name, address, right
    ("find", "/", LOOK),
    ("receive", "/receive", SELL),
    ("devices", "/devices", SELL),
    ("day", "/day", LOOK),
    ("reports", "/reports", LOOK),
    ("audit", "/audit", AUDIT),
    ("staff", "/staff", STAFF),
)


def may(role: str, right: str) -> bool:
    """Whether a role has a right."""
    return role in RIGHTS[right]
