# flows/read_back.py - the purchase is loaded, but its reading was interrupted: read the meter now, load nothing
from wattkey.flow import flow, step

FLOW = flow(
    "read_back",
    #    step      verb              outcome -> next step                                         visits  screen text
    step("unlock", "meter.ir_auth",  {"ok": "login", "silent": "who", "refused": "anew"},              6, "step.unlock", 382),
    step("anew",   "meter.ir_auth",  {"ok": "login", "silent": "who", "refused": "locked"},            6, "step.unlock"),
    step("who",    "refusal.who",    {"ours": "unlock", "other": "point", "silent": "point",
                                      "old": "locked"},                                                6, "step.unlock"),
    step("login",  "meter.identify", {"ok": "proof", "lost": "unlock", "refused": "locked"},           6, "step.login name meter", 302),
    # The chip stores the proved count and balance for the report; what it says about the count is no news any more.
    step("proof",  "meter.prove",    {"expired": "login", "lost": "unlock", "else": "usage"},          6, "step.proof", 195),
    step("usage",  "usage.read",     {"ok": "done", "failed": "failed"},                               4, "step.usage", 0),
    # What a person is told or asked.
    step("done",   "person.reads",   {"else": "end"},                                                  1, "say.read_back balance"),
    step("failed", "person.answers", {"ok": "unlock", "back": "end"},                                  4, "sorry.failed"),
    step("point",  "person.answers", {"ok": "unlock", "back": "end"},                                  5, "sorry.point"),
    step("locked", "person.reads",   {"else": "end"},                                                  1, "sorry.locked"),
    step("stop",   "person.reads",   {"else": "end"},                                                  1, "sorry.stop"),
)
