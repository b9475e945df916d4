# structtime.py - the parts of a moment, as the board's `time` has them
"""Made once: a named tuple is compiled from text, and the module `time` is executed anew for each life."""

from collections import namedtuple

struct_time = namedtuple(
    "struct_time", "tm_year tm_mon tm_mday tm_hour tm_min tm_sec tm_wday tm_yday tm_isdst", module="time"
)
