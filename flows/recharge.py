# flows/recharge.py - carry the purchase from the ESAM into the meter, read the consumption back
from wattkey.flow import flow, step

FLOW = flow(
    "recharge",
    #    step       verb               outcome -> next step                                        visits  screen text
    step("pending", "wallet.pending",  {"ok": "unlock", "none": "nothing"}, due=713),
    step("unlock",  "meter.ir_auth",   {"ok": "login", "silent": "twice", "refused": "anew"},           6, "step.unlock", 579),
    # In bad air one question more is cheaper than finding out who is there.
    step("twice",   "meter.ir_auth",   {"ok": "login", "silent": "who", "refused": "anew"},             6, "step.unlock"),
    # A meter that lost its power between two answers refuses once.
    step("anew",    "meter.ir_auth",   {"ok": "login", "silent": "who", "refused": "locked"},           6, "step.unlock"),
    step("who",     "refusal.who",     {"ours": "unlock", "other": "point", "silent": "point",
                                        "old": "locked"},                                               6, "step.unlock"),
    step("login",   "meter.identify",  {"ok": "compare", "lost": "unlock", "refused": "locked"},        6, "step.login name meter", 499),
    step("compare", "meter.compare",   {"before": "load", "ours": "told", "other": "check", "gap": "check",
                                        "unsure": "proof", "expired": "login", "lost": "unlock",
                                        "hung": "hung", "newer": "newer"},                              8, "step.compare", 429),
    step("proof",   "meter.prove",     {"before": "load", "ours": "told", "used": "used", "expired": "login",
                                        "lost": "unlock", "lags": "again", "hung": "hung",
                                        "else": "seller"},                                              4, "step.proof", 193),
    # No answer to a load is a credit. Behind "ok" and "repeated" a status could only say what the proof must say once
    # more, and no second load follows them; every other answer leads to a comparison.
    step("load",    "meter.load",      {"ok": "sure", "repeated": "compare", "lost": "compare",
                                        "expired": "login", "mac": "blame", "refused": "verdict",
                                        "hung": "verdict", "hoard": "weigh", "later": "later"},         2, "step.load", 363),
    step("sure",    "meter.prove",     {"ours": "told", "used": "used", "lags": "again", "expired": "login",
                                        "lost": "unlock", "hung": "hung", "else": "tell"},              2, "step.proof", 193),
    # The run file may lag behind the wallet: what does the wallet say?
    step("again",   "meter.compare",   {"ours": "told", "expired": "login", "lost": "unlock", "hung": "hung",
                                        "else": "later"},                                               2, "step.compare"),
    # The meter has said no: find out where it stands, load no more. It may have said so after the credit.
    step("blame",   "meter.compare",   {"before": "mac", "ours": "told", "unsure": "check", "hung": "hung",
                                        "else": "point"},                                               2, "step.compare"),
    step("verdict", "meter.compare",   {"before": "why", "ours": "told", "unsure": "check", "hung": "hung",
                                        "else": "seller"},                                              2, "step.compare"),
    step("why",     "refusal.why",     {"ok": "seller"},                                                2, "step.compare"),
    step("weigh",   "meter.compare",   {"before": "room", "ours": "told", "unsure": "check",
                                        "else": "seller"},                                              2, "step.compare"),
    step("room",    "refusal.room",    {"full": "full", "never": "seller"},                             2, "step.compare"),
    step("check",   "meter.prove",     {"ours": "told", "used": "used", "lags": "later", "before": "seller",
                                        "lost": "point", "expired": "point", "hung": "hung",
                                        "else": "tell"},                                                2, "step.proof"),
    # Whose the count is the seller decides, by the cumulative amount.
    step("tell",    "usage.read",      {"ok": "seller", "failed": "seller"},                            2, "step.usage"),
    # Our load was out and its count is used, but no record says whose amount it was: the seller decides that too.
    step("used",    "usage.read",      {"ok": "dark", "failed": "dark"},                                1, "step.usage"),
    step("dark",    "relay.allow",     {"ok": "light", "not_needed": "light", "else": "credited"},      1, "step.relay"),
    step("light",   "person.answers",  {"ok": "close", "back": "credited"},                             1, "say.light"),
    step("close",   "relay.close",     {"else": "credited"},                                            1, "step.close"),
    # It is proved: what follows is a reading, and walking off loses no money.
    step("told",    "person.hears",    {"ok": "usage"},                                                 1, "step.loaded amount", 193),
    step("usage",   "usage.read",      {"ok": "finish", "failed": "finish"},                            1, "step.loaded amount", 42),
    step("finish",  "wallet.finish",   {"ok": "relay", "open": "stop"}),
    step("relay",   "relay.allow",     {"ok": "open", "not_needed": "open", "else": "loaded"},          1, "step.loaded amount", 0),
    # What a person is told or asked.
    step("loaded",  "person.reads",    {"else": "end"},                                                 1, "say.loaded amount balance"),
    step("open",    "person.reads",    {"else": "may"},                                                 1, "say.loaded amount balance"),
    step("may",     "wallet.may_close", {"ok": "press", "none": "own"}),
    step("own",     "person.reads",    {"else": "end"},                                                 1, "say.own_key"),
    step("press",   "person.reads",    {"else": "end"},                                                 1, "say.press_close"),
    step("point",   "person.answers",  {"ok": "unlock", "back": "end"},                                 5, "sorry.point"),
    step("nothing", "person.reads",    {"else": "end"},                                                 1, "say.nothing"),
    step("locked",  "person.reads",    {"else": "end"},                                                 1, "sorry.locked"),
    step("seller",  "person.reads",    {"else": "end"},                                                 1, "sorry.seller"),
    step("hung",    "person.reads",    {"else": "end"},                                                 1, "sorry.hung"),
    step("newer",   "person.reads",    {"else": "end"},                                                 1, "sorry.newer"),
    step("later",   "person.reads",    {"else": "end"},                                                 1, "sorry.later"),
    step("credited","wallet.unsure",   {"ok": "confirm"}),
    step("confirm", "person.reads",    {"else": "end"},                                                 1, "sorry.confirm"),
    step("full",    "person.reads",    {"else": "end"},                                                 1, "sorry.seller below"),
    step("mac",     "person.reads",    {"else": "end"},                                                 1, "sorry.mac"),
    step("stop",    "person.reads",    {"else": "end"},                                                 2, "sorry.stop"),
)
