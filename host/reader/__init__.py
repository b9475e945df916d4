"""A reader that can talk to any DL/T 645 meter, and what its frames and identifiers mean in words."""
