"""The vending host: issues cards, sells to them, takes their reports."""
