# random.py - chance, the same in every run of a world
"""Module `random`, seeded from the world."""

import random as _pc

from wattkey_host.sim.run import current

_chance = _pc.Random(current().world.random.getrandbits(32))  # simulated chance

seed = _chance.seed
getrandbits = _chance.getrandbits
randrange = _chance.randrange
randint = _chance.randint
choice = _chance.choice
random = _chance.random
uniform = _chance.uniform
