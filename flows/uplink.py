# flows/uplink.py - the gateway of a meter box answers whoever asks from above, until a key is pressed
from wattkey.flow import flow, step

FLOW = flow(
    "uplink",
    #    step       verb                outcome -> next step                    visits  screen text
    step("open",    "box.uplink.open",  {"ok": "serve", "problem": "problem"}),
    step("serve",   "box.uplink.serve", {"ok": "end"}),
    # What a person is told.
    step("problem", "person.reads",     {"else": "end"},                             1, "sorry.document line"),
    step("stop",    "person.reads",     {"else": "end"},                             1, "sorry.stop"),
)
