# flows/seller.py - the seller's terminal talks to the chip through us: documents in, report out
from wattkey.flow import flow, step

FLOW = flow(
    "seller",
    #    step        verb               outcome -> next step                                          visits  screen text
    step("listen",   "seller.listen",   {"known": "talk", "nobody": "nobody", "back": "end"},             9, "step.listen"),
    step("talk",     "seller.talk",     {"done": "done", "taken": "taken", "accepted": "accepted",
                                         "refused": "refused", "lost": "listen", "back": "end"},          9, "step.talk"),
    # What a person is told or asked.
    step("done",     "person.reads",    {"else": "end"},                                                  1, "say.reported"),
    step("taken",    "person.reads",    {"else": "end"},                                                  1, "mail.received amount"),
    step("accepted", "person.reads",    {"else": "end"},                                                  1, "say.accepted"),
    step("refused",  "person.reads",    {"else": "end"},                                                  1, "sorry.document"),
    step("nobody",   "person.answers",  {"ok": "listen", "back": "end"},                                  2, "sorry.nobody"),
    step("stop",     "person.reads",    {"else": "end"},                                                  1, "sorry.stop"),
)
