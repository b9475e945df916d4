"""What proves WattKey and writes its pages: torture, the emulated Pico, benches, pages made from tables."""

import wattkey_host  # noqa: F401  # it brings the stand-in for micropython that the core needs
