# sound.py - the port Sound, apart from the others: a device that makes none does not load it
"""The default of the port is silent. docs/drivers.md shows how a port is made, with this one."""

CLICK = 0  # a key was pressed
DONE = 1
REFUSED = 2


class Sound:
    """What can be heard of the device."""

    async def play(self, what: int) -> None:
        """Let CLICK, DONE or REFUSED be heard; returns when it is over, in less than half a second."""
