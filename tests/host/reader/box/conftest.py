# conftest.py - a box of meters served over TCP, for whoever reads or searches it

import pytest

from fakes.served import serving
from wattkey_host.meter.boxserved import ServedBox
from wattkey_host.sim.clock import VirtualClock


@pytest.fixture
def served():
    """served(specs) -> socket://host:port of a box."""
    with serving() as serve:
        yield lambda *specs: f"socket://{serve(ServedBox(list(specs), VirtualClock(), [].append))}"
