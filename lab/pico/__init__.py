"""The device files on the official CircuitPython, in an emulated Pico with the simulator's world at its pins."""
