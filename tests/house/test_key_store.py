# test_key_store.py - no function of the key store gives a key out, and nobody else in the vending host makes one
"""Everything that can be read or called from outside is, and what comes of it is looked through for every key that
there is. What makes keys (dispersion, transport pairs, session keys) is named in the room of the keys alone."""

import ast
from pathlib import Path

import pytest

from fakes.keyfiles import masters
from wattkey_host import handshake, vend
from wattkey_host.crypto import FACTORY_KEY, disperse, meter_factor, transport_pair
from wattkey_host.vend.keys import Keys
from wattkey_host.vend.keystore import KeyStore, Proving, Talk

CARD, METER, SERIAL = "0000000000000017", "000000123456", "57574b0000000001"
OURS, THEIRS, INFO = b"o" * 8, b"t" * 8, b"what the chip holds"
ASKED = {  # what is asked of the store, of half a session, of a session
    "rotate": (b"second",), "with_factory": (bytes(16),), "fingerprint": (1,), "mac": (CARD, 1, b"covered"),
    "verify": (CARD, 1, b"covered", bytes(16)), "event_mac": (b"covered",), "check_serial": (SERIAL,),
    "is_receipt": (CARD, 1, (1, 4, 1), "00000000"),
    "wrap": (SERIAL, b"head", METER, (CARD, 1), (METER, 1)), "session": (CARD, 1), "proof": (OURS, THEIRS),
    "question": (1, b"message"), "is_answer": (1, b"message", bytes(4)), "is_report": (1, b"report", bytes(4)),
}  # fmt: skip
MADE_OF_A_FILE = {"create", "load"}  # they make the store
ROOM = {"softstore.py", "keys.py"}
MAKES_KEYS = {"FACTORY_KEY", "disperse", "meter_factor", "transport_pair", "seller_key", "session_key", "cmac"}
TRY_OUT = {"trial.py", "practice.py"}  # simulated meters, whose keys anybody can read (testkeys.py)


class Secrets:
    """Every key of a store of one generation, its card, meter, chip and session."""

    def __init__(self, path):
        own = masters(path)[0]
        self.card = [disperse(own[name], bytes.fromhex(CARD)) for name in ("order", "report")]
        meter = [disperse(own[name], meter_factor(bytes.fromhex(METER))) for name in ("identity", "load", "control")]
        transport = disperse(FACTORY_KEY, bytes.fromhex(SERIAL))
        self.seller = handshake.seller_key(self.card[0])
        session = handshake.session_key(self.seller, OURS, THEIRS)
        self.every = [*own.values(), *self.card, *meter, FACTORY_KEY, transport, *transport_pair(transport)]
        self.every += [self.seller, session]

    def proof(self):
        """What the chip itself would answer."""
        return handshake.chip_proof(self.seller, OURS, THEIRS, INFO)


def told(thing, secrets):
    """(name, what comes of it) of all that can be read or called; what can be asked in its turn is."""
    for name in (name for name in dir(thing) if not name.startswith("_") and name not in MADE_OF_A_FILE):
        value = getattr(thing, name)
        if callable(value):
            asked = (OURS, THEIRS, INFO, secrets.proof()) if name == "talk" else ASKED[name]
            value = value(*asked)
        yield name, value
        if name in ("session", "talk"):
            yield from told(value, secrets)


@pytest.fixture
def store(tmp_path):
    return Keys.create(tmp_path / "keys.json", b"seed")


@pytest.fixture
def secrets(store, tmp_path):
    return Secrets(tmp_path / "keys.json")


def test_no_function_of_the_key_store_returns_a_key(store, secrets):
    seen = list(told(store, secrets))
    names = {name for name, _ in seen}
    assert names == {name for kind in (KeyStore, Proving, Talk) for name in vars(kind) if not name.startswith("_")}
    shown = b"|".join(value if isinstance(value, bytes) else repr(value).encode() for _, value in seen)
    assert not [key for key in secrets.every if key in shown or key.hex().encode() in shown]


def test_such_a_search_finds_a_key_that_is_given_out(store, secrets):
    class Leaky(type(store)):
        def fingerprint(self, generation):
            return self._generations[generation - 1]["load"]

    leaky = Leaky(store._generations, store._factory, store._path)
    assert [value for _, value in told(leaky, secrets) if value in secrets.every]


def names_of(file):
    tree = ast.parse(file.read_text("utf-8"))
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | {
        node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)
    }


def test_nobody_else_in_the_vending_host_makes_or_reads_a_key():
    every = {file: names_of(file) for file in Path(vend.__path__[0]).rglob("*.py") if file.name not in ROOM}
    assert len(every) > 100
    assert {file.name: names & MAKES_KEYS for file, names in every.items() if names & MAKES_KEYS} == {}
    assert {file.name for file, names in every.items() if names & {"_generations", "_factory"}} == set()
    assert {file.name for file, names in every.items() if "testkeys" in names} == TRY_OUT
