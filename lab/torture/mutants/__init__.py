"""The money rules broken on purpose, one at a time; a test must notice each."""
