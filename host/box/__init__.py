# The box of 64 meters on one pair of wires: what hangs there, reading it from a PC, and how fast the collector is.
