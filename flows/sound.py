# flows/sound.py - what can be heard, where there is a buzzer
from wattkey.flow import flow, step

FLOW = flow(
    "sound",
    #    step      verb                  outcome -> next step           visits  screen text
    step("choose", "choices.sound", {"ok": "keep", "back": "end"}),
    step("keep",   "choices.keep",       {"ok": "end", "full": "full"}),
    step("full",   "person.reads",       {"else": "end"},                     1, "sorry.full"),
    step("stop",   "person.reads",       {"else": "end"},                     1, "sorry.stop"),
)
