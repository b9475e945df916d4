# firmware.py - the port Firmware, apart from the others: only an update loads it
"""The default of the port knows of no other version and starts none."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator


class Firmware:
    """The version of the firmware that runs, and others that may take its place."""

    version = ""  # of the image that was looked at
    older = False  # than the one that runs
    signer = ""  # whose key has signed it; "" unsigned
    wrong = "T89"  # short code of what `check` has found, "" for nothing

    def other(self) -> str:
        """Path of the newest image that does not run; "" for none."""
        return ""

    def look(self, path: str) -> str:
        """Read what an image says of itself. A short code where it cannot be taken, else ""."""
        return "T89"

    def check(self) -> "Iterator[int]":
        """Read and verify it in pieces, yielding percents; what came of it is in `wrong` and `signer`."""
        return iter(())

    def install(self) -> bool:
        """Keep that it is the one to start. False: there is no room in nvm."""
        return False

    def restart(self) -> None:
        """Start it; does not come back."""

    def boot_drive(self) -> None:
        """Start as the chip's own drive, for a UF2; does not come back."""
