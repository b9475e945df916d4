# flows/codes.py - what a person reads out to whoever helps him
from wattkey.flow import flow, step

FLOW = flow(
    "codes",
    #    step    verb             outcome -> next step  visits  screen text
    step("show", "support.codes", {"ok": "end"}),
    step("stop", "person.reads",  {"else": "end"},           1, "sorry.stop"),
)
