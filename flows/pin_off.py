# flows/pin_off.py - no PIN any more
from wattkey.flow import flow, step

FLOW = flow(
    "pin_off",
    #    step       verb              outcome -> next step                                        visits  screen text
    step("ask",     "pinpad.off",     {"ok": "done", "none": "end", "back": "end", "wrong": "again",
                                       "blocked": "blocked"},                                      16),
    step("again",   "person.answers", {"ok": "ask", "back": "end"},                                  16, "sorry.again tries"),
    step("blocked", "person.reads",   {"else": "end"},                                                1, "sorry.seller"),
    step("done",    "person.reads",   {"else": "end"},                                                1, "say.pin_off"),
    step("stop",    "person.reads",   {"else": "end"},                                                1, "sorry.stop"),
)
