# __init__.py - the simulated secure element
"""The simulated secure element of the handheld: docs/esam.md in Python, from its memory to its SPI pins."""
