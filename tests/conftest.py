"""Makes `micropython` exist for the core, as the simulator does."""

import wattkey_host  # noqa: F401
