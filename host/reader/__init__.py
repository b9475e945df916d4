"""A reader that can talk to any meter of DL/T 645 or 698.45, and what its frames and identifiers mean in words."""
