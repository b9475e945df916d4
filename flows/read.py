# flows/read.py - what the meter shows, on our own screen: balance, registers, its display items; no purchase is needed
from wattkey.flow import flow, step

FLOW = flow(
    "read",
    #    step      verb              outcome -> next step                                         visits  screen text
    step("find",   "readout.find",   {"new": "unlock", "open": "items", "old": "items",
                                      "silent": "point", "refused": "refused"},                        5, "step.find"),
    step("unlock", "meter.ir_auth",  {"ok": "list", "else": "items"},                                  5, "step.unlock"),
    step("list",   "readout.screens",{"ok": "items", "none": "items"},                                 5, "step.read"),
    step("items",  "readout.read",   {"ok": "show", "lost": "point"},                                  5, "step.read"),
    step("show",   "readout.show",   {"ok": "end", "marks": "marks"},                                  9),
    step("marks",  "marks.choose",   {"ok": "show"},                                                   9),
    # What a person is told or asked.
    step("point",  "person.answers", {"ok": "find", "back": "end"},                                    5, "sorry.point"),
    step("refused","person.reads",   {"else": "end"},                                                  1, "sorry.locked"),
    step("stop",   "person.reads",   {"else": "end"},                                                  2, "sorry.stop"),
)
