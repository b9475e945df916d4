"""A DL/T 645 meter that any client can talk to, and a reader that can talk to any meter."""
