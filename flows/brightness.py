# flows/brightness.py - how bright the screen is
from wattkey.flow import flow, step

FLOW = flow(
    "brightness",
    #    step      verb                  outcome -> next step           visits  screen text
    step("choose", "choices.brightness", {"ok": "keep", "back": "end"}),
    step("keep",   "choices.keep",       {"ok": "end", "full": "full"}),
    step("full",   "person.reads",       {"else": "end"},                     1, "sorry.full"),
    step("stop",   "person.reads",       {"else": "end"},                     1, "sorry.stop"),
)
