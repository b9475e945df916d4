"""A box of meters on one pair of wires, read and searched from a PC with the device's own collector."""
