# flows/aim.py - answers per second while a person points at a meter
from wattkey.flow import flow, step

FLOW = flow(
    "aim",
    #    step     verb            outcome -> next step  visits  screen text
    step("point", "aim.point",    {"ok": "end"},             1, "step.find"),
    step("stop",  "person.reads", {"else": "end"},           1, "sorry.stop"),
)
