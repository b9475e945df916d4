# flows/about.py - what this device is
from wattkey.flow import flow, step

FLOW = flow(
    "about",
    #    step    verb            outcome -> next step  visits  screen text
    step("show", "about.show",   {"ok": "end"}),
    step("stop", "person.reads", {"else": "end"},            1, "sorry.stop"),
)
