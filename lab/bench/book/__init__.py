"""What the seller's ledger costs: sales, sellers at once, reports, and what a SIGKILL leaves."""
