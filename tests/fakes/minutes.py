# minutes.py - the mark of tests that take long: `make test` skips and counts them, `make test-all` runs them too
import os

import pytest

minutes = pytest.mark.skipif(not os.environ.get("WATTKEY_MINUTES"), reason="takes long: make test-all")
