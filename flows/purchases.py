# flows/purchases.py - what was bought: in the chip, and waiting on the drive
from wattkey.flow import flow, step

FLOW = flow(
    "purchases",
    #    step       verb              outcome -> next step               visits  screen text
    step("list",    "purchases.show", {"ok": "end", "none": "nothing"}),
    step("nothing", "person.reads",   {"else": "end"},                         1, "menu.nothing"),
    step("stop",    "person.reads",   {"else": "end"},                         1, "sorry.stop"),
)
