"""The counter in a browser: people, pages, and the API of the seller's desk. Needs the extra `counter`."""
