# power.py - the port Power, apart from the others: a device without a battery does not load it
"""The default of the port knows of no battery and switches nothing off."""


class Power:
    """The battery, and the switch that can switch the device off."""

    def level(self) -> int:
        """Percent that are left; -1 where nobody measures it."""
        return -1

    def empty(self) -> bool:
        """Whether it may not last for a session at a meter."""
        return False

    def off(self) -> None:
        """Switch the device off; comes back where it cannot be."""
