# flows/times.py - how soon the screen gets dim and dark, where a battery is measured
from wattkey.flow import flow, step

FLOW = flow(
    "times",
    #    step      verb                  outcome -> next step           visits  screen text
    step("choose", "choices.times", {"ok": "keep", "back": "end"}),
    step("keep",   "choices.keep",       {"ok": "end", "full": "full"}),
    step("full",   "person.reads",       {"else": "end"},                     1, "sorry.full"),
    step("stop",   "person.reads",       {"else": "end"},                     1, "sorry.stop"),
)
