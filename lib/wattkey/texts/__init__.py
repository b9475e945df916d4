"""One module for each language; wattkey.text loads the one that is wanted."""
