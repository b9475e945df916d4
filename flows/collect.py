# flows/collect.py - read the meters of a box: eight, keep them (a reset), the next eight; at the end the table
from wattkey.flow import flow, step

FLOW = flow(
    "collect",
    #    step     verb              outcome -> next step                                     visits  screen text
    step("begin", "collect.begin",  {"new": "read", "part": "ask", "whole": "last",
                                     "on": "read", "done": "table", "bad": "bad"},                               1, "step.meters"),
    step("ask",   "person.answers", {"ok": "read", "back": "anew"},                                1, "say.go_on done all"),
    step("last",  "person.answers", {"ok": "anew", "back": "table"},                               1, "say.last_pass done all"),
    step("anew",  "collect.anew",   {"ok": "read"}),
    # What was read is kept once the flow has ended; then it begins again by itself (home.py).
    step("read",  "collect.read",   {"ok": "end", "stopped": "end"}),
    step("table", "collect.table",  {"ok": "end"}),
    # What a person is told or asked.
    step("bad",   "person.reads",   {"else": "end"},                                               1, "sorry.document line"),
    step("stop",  "person.reads",   {"else": "end"},                                               1, "sorry.stop"),
)
