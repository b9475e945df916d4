# flows/pin_change.py - another PIN in the place of the old one
from wattkey.flow import flow, step

FLOW = flow(
    "pin_change",
    #    step       verb              outcome -> next step                                        visits  screen text
    step("ask",     "pinpad.change",  {"ok": "done", "none": "end", "back": "end", "wrong": "again",
                                       "differ": "differ", "blocked": "blocked"},                   16),
    step("again",   "person.answers", {"ok": "ask", "back": "end"},                                  16, "sorry.again tries"),
    step("differ",  "person.answers", {"ok": "ask", "back": "end"},                                  16, "sorry.again"),
    step("blocked", "person.reads",   {"else": "end"},                                                1, "sorry.seller"),
    step("done",    "person.reads",   {"else": "end"},                                                1, "say.pin_set"),
    step("stop",    "person.reads",   {"else": "end"},                                                1, "sorry.stop"),
)
