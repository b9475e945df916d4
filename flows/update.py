# flows/update.py - an image of another version: check it, ask, install it; the device starts anew with it
from wattkey.flow import flow, step

FLOW = flow(
    "update",
    #    step       verb               outcome -> next step                               visits  screen text
    step("look",    "update.look",     {"ok": "check", "none": "none"}),
    step("check",   "update.check",    {"ok": "ask", "older": "older", "copying": "copying",
                                        "bad": "bad"},                                          16, "step.verify"),
    step("copying", "update.wait",     {"ok": "check", "back": "end"},                          16, "mail.copying"),
    # A step back is asked twice.
    step("older",   "person.answers",  {"ok": "ask", "back": "end"},                             1, "say.older to from"),
    step("ask",     "person.answers",  {"ok": "install", "back": "end"},                         1, "say.update from to signer"),
    step("install", "update.install",  {"room": "room", "bad": "bad"},                           2, "step.install"),
    step("room",    "update.make_room", {"ok": "install"},                                       1, "step.room"),
    # What a person is told.
    step("none",    "person.reads",    {"else": "end"},                                          1, "say.no_image"),
    step("bad",     "person.reads",    {"else": "end"},                                          1, "sorry.document"),
    step("stop",    "person.reads",    {"else": "end"},                                          1, "sorry.stop"),
)
