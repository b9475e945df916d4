"""The ledger: its tables, and the verbs of the desk, which are the only way into it."""
