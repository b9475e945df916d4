# flows/language.py - choose the language of the screens
from wattkey.flow import flow, step

FLOW = flow(
    "language",
    #    step      verb               outcome -> next step                 visits  screen text
    step("choose", "language.choose", {"ok": "keep", "back": "end"}),
    step("keep",   "language.keep",   {"ok": "done", "full": "full"}),
    step("done",   "person.reads",    {"else": "end"},                           1, "say.language"),
    step("full",   "person.reads",    {"else": "end"},                           1, "sorry.full"),
    step("stop",   "person.reads",    {"else": "end"},                           1, "sorry.stop"),
)
