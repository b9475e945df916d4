# flows/recharge.py - carry the purchase from the ESAM into the meter, read the consumption back
from wattkey.flow import flow, step

FLOW = flow(
    "recharge",
    #    step       verb               outcome -> next step                                        visits  screen text
    step("pending", "wallet.pending",  {"ok": "unlock", "none": "nothing"}),
    step("unlock",  "meter.ir_auth",   {"ok": "login", "silent": "twice", "refused": "anew"},           6, "step.unlock"),
    # In bad air one question more is cheaper than finding out who is there.
    step("twice",   "meter.ir_auth",   {"ok": "login", "silent": "who", "refused": "anew"},             6, "step.unlock"),
    # A meter that lost its power between two answers refuses once.
    step("anew",    "meter.ir_auth",   {"ok": "login", "silent": "who", "refused": "locked"},           6, "step.unlock"),
    step("who",     "refusal.who",     {"ours": "unlock", "other": "point", "silent": "point",
                                        "old": "locked"},                                               6, "step.unlock"),
    step("login",   "meter.identify",  {"ok": "compare", "lost": "unlock", "refused": "locked"},        6, "step.login"),
    step("compare", "meter.compare",   {"before": "load", "ours": "usage", "other": "check", "gap": "check",
                                        "unsure": "proof", "expired": "login", "lost": "unlock"},       8, "step.compare"),
    step("proof",   "meter.prove",     {"before": "load", "ours": "usage", "expired": "login",
                                        "lost": "unlock", "else": "seller"},                            4, "step.proof"),
    # Every answer to a load, even "ok", leads to a comparison: an answer is not a credit.
    step("load",    "meter.load",      {"ok": "compare", "repeated": "compare", "lost": "compare",
                                        "expired": "login", "mac": "mac", "refused": "verdict",
                                        "hoard": "weigh"},                                              2, "step.load"),
    # The meter has said no: find out where it stands, load no more.
    step("verdict", "meter.compare",   {"ours": "usage", "unsure": "check", "else": "seller"},          2, "step.compare"),
    step("weigh",   "meter.compare",   {"before": "room", "ours": "usage", "unsure": "check",
                                        "else": "seller"},                                              2, "step.compare"),
    step("room",    "refusal.room",    {"full": "full", "never": "seller"},                             2, "step.compare"),
    step("check",   "meter.prove",     {"ours": "usage", "else": "tell"},                               2, "step.proof"),
    # Whose the count is the seller decides, by the cumulative amount.
    step("tell",    "usage.read",      {"ok": "seller", "failed": "seller"},                            2, "step.usage"),
    step("usage",   "usage.read",      {"ok": "finish", "failed": "finish"},                            1, "step.usage"),
    step("finish",  "wallet.finish",   {"ok": "relay", "open": "stop"}),
    step("relay",   "relay.allow",     {"ok": "open", "not_needed": "open", "else": "loaded"},          1, "step.relay"),
    # What a person is told or asked.
    step("loaded",  "person.reads",    {"else": "end"},                                                 1, "say.loaded amount balance"),
    step("open",    "person.reads",    {"else": "may"},                                                 1, "say.loaded amount balance"),
    step("may",     "wallet.may_close", {"ok": "press", "none": "end"}),
    step("press",   "person.reads",    {"else": "end"},                                                 1, "say.press_close"),
    step("point",   "person.answers",  {"ok": "unlock", "back": "end"},                                 5, "sorry.point"),
    step("nothing", "person.reads",    {"else": "end"},                                                 1, "say.nothing"),
    step("locked",  "person.reads",    {"else": "end"},                                                 1, "sorry.locked"),
    step("seller",  "person.reads",    {"else": "end"},                                                 1, "sorry.seller"),
    step("full",    "person.reads",    {"else": "end"},                                                 1, "sorry.seller below"),
    step("mac",     "person.reads",    {"else": "end"},                                                 1, "sorry.mac"),
    step("stop",    "person.reads",    {"else": "end"},                                                 2, "sorry.stop"),
)
