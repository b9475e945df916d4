# env.py - what Alembic runs: the connection comes from upgrade.py, which has made a backup
"""To write a further step: `alembic revision` with this folder as script_location; base.py names the last."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
