# conftest.py - fixtures of the partner meter, shared by the tests of meter and reader

from fakes.partner import bench, master, served, wattkey

__all__ = ["bench", "master", "served", "wattkey"]
