# flows/pin_set.py - a card without a PIN gets one
from wattkey.flow import flow, step

FLOW = flow(
    "pin_set",
    #    step       verb              outcome -> next step                                        visits  screen text
    step("ask",     "pinpad.set",     {"ok": "done", "none": "end", "back": "end", "wrong": "again",
                                       "differ": "differ", "blocked": "blocked"},                   16),
    step("again",   "person.answers", {"ok": "ask", "back": "end"},                                  16, "sorry.again tries"),
    step("differ",  "person.answers", {"ok": "ask", "back": "end"},                                  16, "sorry.again"),
    step("blocked", "person.reads",   {"else": "end"},                                                1, "sorry.seller"),
    step("done",    "person.reads",   {"else": "end"},                                                1, "say.pin_set"),
    step("stop",    "person.reads",   {"else": "end"},                                                1, "sorry.stop"),
)
