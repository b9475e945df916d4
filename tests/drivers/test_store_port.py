# test_store_port.py - every driver of the port Store: the newest choice, over power cuts, without an erase
import binascii

import pytest

STORES = ["store_nvm"]
SLOT, SLOTS = 16, 256


@pytest.fixture(params=STORES)
def store(request, device):
    """`store(body, nvm)` -> (what the program printed, evaluated; the world, whose nvm began so)."""

    def run(body, nvm=b"", seconds=3, before=lambda world: None):
        world = device(request.param, body)
        world.machine.nvm[: len(nvm)] = nvm
        before(world)
        world.run_for(seconds)
        return [eval(line) for line in world.machine.console.splitlines()], world  # our own program

    return run


def slot(kind, value):
    head = bytes([kind, len(value)]) + value.ljust(10, b"\0")
    return head + binascii.crc32(head).to_bytes(4, "big")


def flash(world):
    """The kinds of flash operations from now on."""
    seen = []
    world.hooks.append(lambda name, *detail: seen.append(name) if name.startswith("flash") else None)
    return seen


def test_nothing_is_stored_at_first(store):
    assert store("print(part.get(1))\nprint(part.get(2))")[0] == [b"", b""]


def test_what_was_put_is_got_now_and_after_a_restart(store):
    puts = "[part.put(1, b'en'), part.put(2, bytes(10)), part.put(1, b'zh')]"
    said, world = store(f"print({puts})\nprint(part.get(1))")
    assert said == [[True, True, True], b"zh"]
    said, _ = store("print(part.get(1))\nprint(part.get(2))", bytes(world.machine.nvm))
    assert said == [b"zh", bytes(10)]


def test_a_put_is_one_program_and_the_same_value_is_none(store):
    ops = []
    body = "part.put(1, b'en')\npart.put(1, b'en')\npart.put(1, b'zh')"
    _, world = store(body, before=lambda world: ops.append(flash(world)))
    assert ops == [["flash program"] * 2]
    assert bytes(world.machine.nvm[: 3 * SLOT]) == slot(1, b"en") + slot(1, b"zh") + b"\xff" * SLOT


@pytest.mark.parametrize("whole", range(SLOT + 1))
def test_a_put_cut_at_any_byte_leaves_the_old_value_or_the_new_one(store, whole):
    torn = slot(1, b"zh")[:whole] + b"\xff" * (SLOT - whole)
    said, world = store("print(part.get(1))\nprint(part.put(2, b'x'))\nprint(part.get(1))", slot(1, b"en") + torn)
    value = b"zh" if whole == SLOT else b"en"
    assert said == [value, True, value]
    assert store("print(part.get(1))\nprint(part.get(2))", bytes(world.machine.nvm))[0] == [value, b"x"]


def test_bits_that_did_not_clear_are_noticed(store):
    weak = bytearray(slot(1, b"zh"))
    weak[3] |= 0x84
    assert store("print(part.get(1))", slot(1, b"en") + bytes(weak))[0] == [b"en"]


def test_power_cut_in_the_operation_itself(store):
    def cut(world):
        world.hooks.append(lambda name, *detail: world.cut_power() if name == "flash program" else None)

    _, world = store("part.put(1, b'zh')", slot(1, b"en"), before=cut)
    assert store("print(part.get(1))", bytes(world.machine.nvm))[0] == [b"en"]


FULL = slot(2, b"kept") + slot(1, b"en") * (SLOTS - 1)


def test_when_it_is_full_it_says_so_and_tidying_makes_room(store):
    body = "print(part.put(1, b'zh'))\nprint(part.get(1))\npart.tidy()\nprint(part.put(1, b'zh'))\nprint(part.get(2))"
    said, world = store(body, FULL)
    assert said == [False, b"en", True, b"kept"]
    assert bytes(world.machine.nvm[: 4 * SLOT]) == slot(2, b"kept") + slot(1, b"en") + slot(1, b"zh") + b"\xff" * SLOT


def test_room_is_made_only_where_there_is_little(store):
    """An erase costs life, and a power cut in it the choices."""
    ops = []
    _, world = store("part.tidy(32)", slot(1, b"en") * (SLOTS - 33), before=lambda world: ops.append(flash(world)))
    assert ops == [[]]
    said, _ = store("part.tidy(32)\nprint(part.get(1))\nprint(part.put(1, b'zh'))", slot(1, b"en") * (SLOTS - 31))
    assert said == [b"en", True]


def test_a_cut_while_tidying_costs_the_choices_and_nothing_else(store):
    def cut(world):
        world.hooks.append(lambda name, *detail: world.cut_power() if name == "flash program" else None)

    _, world = store("part.tidy()", FULL, before=cut)
    said, _ = store("print(part.get(1))\nprint(part.put(1, b'zh'))", bytes(world.machine.nvm))
    assert said == [b"", True]


@pytest.mark.parametrize(("kind", "value"), [(1, bytes(11)), (0, b"x"), (255, b"x")])
def test_what_does_not_fit_a_slot_is_a_mistake(store, kind, value):
    body = f"try:\n    part.put({kind}, {value!r})\nexcept ValueError as error:\n    print(repr(str(error)))"
    (words,), world = store(body)
    assert str(kind) in words
    assert set(world.machine.nvm) == {0xFF}
