# test_flowtables.py - a compiled flow has the rows that the board would make of its table
import pytest

from wattkey.flow import needed, packed
from wattkey_host import device_root
from wattkey_host.drive.flowtables import rows_packed

FLOWS = sorted(path for path in (device_root() / "flows").glob("*.py") if b"\nFLOW = " in path.read_bytes())


def ran(source):
    """What stands in a module afterwards."""
    names = {}
    exec(source, names)
    return names


@pytest.mark.parametrize("path", FLOWS, ids=[path.stem for path in FLOWS])
def test_a_flow_is_packed_as_the_board_does_it(path):
    table = ran(path.read_bytes())["FLOW"]
    source = rows_packed(f"/flows/{path.name}", path.read_bytes())
    assert b"import" not in source
    assert ran(source)["FLOW"] == (*packed(table), needed(table))


@pytest.mark.parametrize("path", ["/flows/menu_main.py", "/lib/wattkey/flow.py", "/drivers/pads.py"])
def test_what_is_no_flow_stays_as_it_is(path):
    source = (device_root() / path[1:]).read_bytes()
    assert rows_packed(path, source) == source
