"""The simulator as a page that is touched: a server on this machine, and the page that is its first client."""
