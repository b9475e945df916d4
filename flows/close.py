# flows/close.py - close the tripped relay by our own key: allow where a trip order stands, then close
from wattkey.flow import flow, step

FLOW = flow(
    "close",
    #    step         verb                outcome -> next step                                       visits  screen text
    step("permitted", "wallet.may_close", {"ok": "unlock", "none": "forbidden"}, due=407),
    step("unlock",    "meter.ir_auth",    {"ok": "login", "silent": "who", "refused": "anew"},            4, "step.unlock", 273),
    step("anew",      "meter.ir_auth",    {"ok": "login", "silent": "who", "refused": "locked"},          4, "step.unlock"),
    step("who",       "refusal.who",      {"ours": "unlock", "other": "point", "silent": "point",
                                           "old": "locked"},                                              4, "step.unlock"),
    step("login",     "meter.identify",   {"ok": "allow", "lost": "unlock", "refused": "locked"},         4, "step.login name meter", 193),
    step("allow",     "relay.allow",      {"ok": "close", "not_needed": "close", "closed": "already",
                                           "forbidden": "forbidden", "failed": "failed", "hung": "hung",
                                           "mac": "mac"},                                                 4, "step.relay", 151),
    step("close",     "relay.close",      {"ok": "closed", "dark": "why", "forbidden": "forbidden", "failed": "failed",
                                           "hung": "hung", "mac": "mac"},                                 4, "step.close", 0),
    # Accepted, and nothing moved.
    step("why",       "light.why",        {"buy": "buy", "barred": "barred", "closed": "closed",
                                           "failed": "failed"},                                           4, "step.close"),
    # What a person is told or asked.
    step("closed",    "person.reads",     {"else": "end"},                                                1, "say.closed"),
    step("already",   "person.reads",     {"else": "end"},                                                1, "say.already"),
    step("forbidden", "person.reads",     {"else": "end"},                                                1, "sorry.forbidden"),
    step("failed",    "person.answers",   {"ok": "unlock", "back": "end"},                                3, "sorry.failed"),
    step("point",     "person.answers",   {"ok": "unlock", "back": "end"},                                3, "sorry.point"),
    step("locked",    "person.reads",     {"else": "end"},                                                1, "sorry.locked"),
    step("buy",       "person.reads",     {"else": "end"},                                                1, "sorry.seller least"),
    step("barred",    "person.reads",     {"else": "end"},                                                1, "sorry.seller"),
    step("hung",      "person.reads",     {"else": "end"},                                                1, "sorry.hung"),
    step("mac",       "person.reads",     {"else": "end"},                                                1, "sorry.mac"),
    step("stop",      "person.reads",     {"else": "end"},                                                1, "sorry.stop"),
)
