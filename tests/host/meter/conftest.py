# conftest.py - fixtures of the partner meter, shared by the tests of meter and reader

from fakes.partner import bench, master, served, wattkey
from fakes.serialpair import our_meter_on, pair

__all__ = ["bench", "master", "our_meter_on", "pair", "served", "wattkey"]
