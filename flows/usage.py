# flows/usage.py - the last reading as bars, from the chip; no meter is needed
from wattkey.flow import flow, step

FLOW = flow(
    "usage",
    #    step       verb            outcome -> next step               visits  screen text
    step("bars",    "bars.show",    {"ok": "end", "none": "nothing"}),
    step("nothing", "person.reads", {"else": "end"},                         1, "say.no_reading"),
    step("stop",    "person.reads", {"else": "end"},                         1, "sorry.stop"),
)
