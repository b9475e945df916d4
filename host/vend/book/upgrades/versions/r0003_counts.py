# r0003_counts.py - up to which count a meter's purchases are known, and which it has used that nobody here knows of
"""Holes of before the upgrade were told with every report, and stop no sale: what the ledger has allocated counts as
looked at."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0003_counts", "0002_trust"


def upgrade() -> None:
    """Two numbers more of each meter."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    for name in ("checked", "unknown"):
        op.add_column("meter", sa.Column(name, number, nullable=False, server_default="0"))
    op.execute("UPDATE meter SET checked = count")
