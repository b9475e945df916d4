"""The simulator: a board that runs the device's own files, and the world around it."""
