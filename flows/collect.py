# flows/collect.py - read the meters of a box: eight, keep them (a reset), the next eight; at the end the table
# Without a list they are looked for on the wires first, eight and a reset in the same way.
from wattkey.flow import flow, step

FLOW = flow(
    "collect",
    #    step     verb                  outcome -> next step                                     visits  screen text
    step("begin", "box.collect.begin",  {"new": "read", "part": "ask", "whole": "last",
                                         "on": "read", "done": "table", "bad": "bad",
                                         "known": "known", "none": "none", "search": "search",
                                         "host": "unplug", "rest": "rest"},                            1, "step.meters"),
    step("ask",   "person.answers",     {"ok": "read", "back": "anew"},                                1, "say.go_on done all"),
    step("last",  "person.answers",     {"ok": "anew", "back": "table"},                               1, "say.last_pass done all"),
    step("known", "box.collect.wanted", {"ok": "anew", "back": "table", "search": "search"},           1, "say.known done all"),
    step("none",  "person.answers",     {"ok": "search", "back": "end"},                               1, "say.no_list"),
    step("search", "box.collect.search", {"kept": "end", "stopped": "end", "on": "read", "done": "table", "bad": "bad"}),
    step("anew",  "box.collect.anew",   {"ok": "read"}),
    # What was read is kept once the flow has ended; then it begins again by itself (home.py).
    step("read",  "box.collect.read",   {"ok": "end", "stopped": "end"}),
    step("table", "box.collect.table",  {"ok": "end"}),
    # A collection terminal that stands alone (START): pass after pass, until a person comes, who is shown the table.
    step("rest",  "box.collect.rest",   {"due": "read", "ok": "look", "back": "end"}),
    step("look",  "box.collect.table",  {"ok": "anew"}),
    # What a person is told or asked.
    step("unplug", "person.reads",      {"else": "end"},                                               1, "say.unplug"),
    step("bad",   "person.reads",       {"else": "end"},                                               1, "sorry.document line"),
    step("stop",  "person.reads",       {"else": "end"},                                               1, "sorry.stop"),
)
