# flows/pin_give.py - the PIN opens the card, until the power goes
from wattkey.flow import flow, step

FLOW = flow(
    "pin_give",
    #    step       verb              outcome -> next step                                        visits  screen text
    step("ask",     "pinpad.give",    {"ok": "end", "none": "end", "back": "end", "wrong": "again",
                                       "blocked": "blocked"},                                      16),
    step("again",   "person.answers", {"ok": "ask", "back": "end"},                                  16, "sorry.again tries"),
    step("blocked", "person.reads",   {"else": "end"},                                                1, "sorry.seller"),
    step("stop",    "person.reads",   {"else": "end"},                                                1, "sorry.stop"),
)
