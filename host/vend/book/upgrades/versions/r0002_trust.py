# r0002_trust.py - the ledger knows its keys by a fingerprint, and why a purchase of another channel is believed
"""Whoever upgrades vouches for the keys, once."""

import sqlalchemy as sa
from alembic import context, op

revision, down_revision = "0002_trust", "0001_book"


def upgrade() -> None:
    """The keys that the upgrade runs with are those of the ledger: its digests were made with them."""
    made = op.create_table(
        "generation",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=False
        ),
        sa.Column("print", sa.String(32), nullable=False),
    )
    op.add_column("elsewhere", sa.Column("evidence", sa.String(120)))
    keys = context.config.attributes["keys"]
    rows = [{"number": n, "print": keys.fingerprint(n)} for n in range(1, keys.generation + 1)]
    op.bulk_insert(made, rows)
