# test_borrowed.py - names that cost memory on the board: which of them a compiled file goes without
import ast
import builtins

import pytest

from wattkey_host import device_root
from wattkey_host.drive.borrowed import Names, rom_names, thinned
from wattkey_host.drive.contents import build, device_files, library_files
from wattkey_host.drive.mpy import compiled
from wattkey_host.drive.mpyfile import MpyFile

LIFE = {"/code.py": b"import part\n"}
PART = b"""
class Part:
    _count = 0
    def _judge(self, amount, deadline=1):
        return self._count + amount
    def carry_out(self, settled):
        return self._judge(settled, deadline=2)
"""
LOAD_TEXT, LOAD_CONSTANT = 0x10, 0x23


@pytest.fixture(scope="module")
def names() -> Names:
    """Of the device."""
    return thinned(device_files(device_root()), library_files())


def exchanged(**files: bytes) -> dict[str, str]:
    return thinned(LIFE | {f"/lib/{name}.py": source for name, source in files.items()}, {}).exchanged


def held(content: bytes) -> set[str]:
    return {name for name in MpyFile.parse(content).names if name}


def test_names_that_nobody_else_looks_for_are_exchanged():
    assert set(exchanged(part=PART)) - {"self"} == {"Part", "carry_out", "_count", "_judge", "amount", "settled"}


@pytest.mark.parametrize(
    "path, other",
    [
        ("/code.py", b"import part\npart.Part().carry_out(1)\n"),
        ("/loader.py", b"def start(part):\n    return part.carry_out(1)\n"),
        ("/drivers/link_ir.py", b"class Link:\n    def carry_out(self):\n        pass\n"),
        ("/drivers/link_ir.py", b"from part import Part\n"),
        ("/flows/close.py", b"from part import carry_out\n"),
        ("/lib/other.py", b"X = getattr(Y, 'carry_out')\n"),
        ("/lib/other.py", b"VERB = 'part.carry_out'\n"),
        ("/lib/other.py", b"f(carry_out=1)\n"),
        ("/lib/carry_out.py", b""),
        ("/lib/other.py", b"import room.carry_out\n"),
        ("/lib/other.py", b"def stop():\n    raise carry_out()\n"),
    ],
    ids=["code.py", "a program beside an image", "a driver", "what a driver builds on", "a flow", "looked up by name",
         "a verb of a flow", "the key of a call", "a module", "a module of a room", "an exception"],
)  # fmt: skip
def test_a_public_name_that_somebody_else_looks_for_is_kept(path, other):
    files = LIFE | {"/lib/part.py": PART}
    assert "carry_out" in thinned(files, {}).exchanged
    assert "carry_out" not in thinned(files | {path: other}, {}).exchanged


def test_modules_of_ours_share_a_public_name_that_is_exchanged():
    assert "carry_out" in exchanged(part=PART, other=b"def go(part):\n    return part.carry_out(1)\n")


def test_a_name_that_the_rom_holds_is_exchanged_for_no_other():
    assert "append" not in exchanged(part=b"class Part:\n    def append(self, x):\n        pass\n")


@pytest.mark.parametrize(
    "other",
    [
        b"from part import Part\nclass Other(Part):\n    def more(self):\n        return self._count\n",
        b"import part\nclass Between(part.Part):\n    pass\nclass Other(Between):\n    _count = 1\n",
        b"def look(part):\n    return getattr(part, '_count')\n",
        b"VERB = 'part._count'\n",
    ],
    ids=["a class built on it", "one built on that", "looked up by name", "a verb of a flow"],
)
def test_what_another_file_may_look_for_keeps_its_name(other):
    assert "_count" in exchanged(part=PART)
    assert "_count" not in exchanged(part=PART, other=other)


@pytest.mark.parametrize("use", ["f(amount=2)", "import amount", "X = ['amount']"])
def test_a_parameter_whose_name_is_looked_up_somewhere_keeps_it(use):
    assert "amount" not in exchanged(part=PART, other=use.encode())


def test_what_a_library_uses_keeps_its_name():
    kept = thinned(LIFE | {"/lib/part.py": PART}, {"/lib/lib.py": b"task._count = 1\n"})
    assert "_count" not in kept.exchanged


def test_a_constant_that_leaves_no_name_borrows_none():
    assert "_A" not in exchanged(part=b"from micropython import const\n_A = const(5)\nX = _A\n")


def test_each_name_gets_one_of_its_own_that_stands_nowhere_else(names):
    borrowed = list(names.exchanged.values())
    assert len(borrowed) == len(set(borrowed)) > 400
    sources = [*device_files(device_root()).items(), *library_files().items()]
    for path, source in sources:
        if path.endswith(".py"):
            words = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
            assert not words & set(borrowed), path
    assert not set(borrowed) & set(dir(builtins))


def test_too_few_names_in_the_rom_are_told():
    many = b"".join(b"_name%d = [%d]\n" % (n, n) for n in range(len(rom_names()) + 1))
    with pytest.raises(ValueError, match="names are free"):
        thinned(LIFE | {"/lib/part.py": many}, {})


def test_no_name_that_was_exchanged_is_left_on_a_drive():
    files, ours = build(device_root(), mpy=True), device_files(device_root())
    names = thinned(ours | {"/life.py": ours["/code.py"], "/code.py": files["/code.py"]}, library_files())
    for path, content in files.items():
        if path.endswith(".mpy"):
            assert not held(content) & set(names.exchanged), path


def test_texts_of_a_passing_module_are_constants_and_nothing_moves(names):
    source = b"def step(facts):\n    facts['line'] = 'T29'\n    return facts.get('line') or 'step.load'\n"
    staying = compiled("/lib/wattkey/home.py", source, names=names)[1]
    passing = compiled("/lib/wattkey/usage.py", source, names=names)[1]
    assert {"line", "T29", "step.load"} <= held(staying)
    assert not {"line", "T29", "step.load"} & held(passing)
    (before,), (after,) = (MpyFile.parse(one).code.children for one in (staying, passing))
    changed = [(a, b) for a, b in zip(before.instructions(), after.instructions(), strict=True) if a != b]
    assert {(a[1], b[1]) for a, b in changed} == {(LOAD_TEXT, LOAD_CONSTANT)}
    assert [a[3] for a in before.instructions()] == [b[3] for b in after.instructions()]
    assert b"\x05\x03T29\x00" in passing


def test_a_text_that_is_a_name_anyway_stays_one():
    """In the ROM, or in a file that stays: what code.py loads, as a noun too."""
    files = {
        "/code.py": b"import part\npart.noun('purse')\n",
        "/lib/part.py": b"X = 'stored'\n",
        "/lib/wattkey/purse.py": b"X = 'offered'\n",
        "/lib/use.py": b"X = ['stored', 'offered', 'passing', 'unlock']\n",
    }
    names = thinned(files, {})
    assert "/lib/wattkey/purse.py" in names.staying
    texts = held(compiled("/lib/use.py", files["/lib/use.py"], names=names)[1])
    assert texts & {"stored", "offered", "passing", "unlock"} == {"stored", "offered", "unlock"}
    assert "unlock" in rom_names()


def test_a_text_that_is_an_attribute_too_stays_a_name(names):
    source = b"def step(facts):\n    return facts.line or 'line'\n"
    assert "line" in held(compiled("/lib/wattkey/usage.py", source, names=names)[1])


@pytest.mark.parametrize("use", ["part.draw(reversed_rows=1)", "def draw(*, reversed_rows=1): pass"])
def test_the_key_of_a_call_stays_a_name(use):
    """The interpreter loads it like a text, and looks for it as a name."""
    files = {"/lib/part.py": PART, "/lib/use.py": use.encode()}
    names = thinned(LIFE | files, {})
    assert "reversed_rows" in held(compiled("/lib/use.py", use.encode(), names=names)[1])


def test_more_constants_than_one_byte_counts_stay_names(names):
    source = b"X = [" + b", ".join(b"'t%d'" % n for n in range(140)) + b"]\n"
    assert "t1" in held(compiled("/lib/wattkey/usage.py", source, names=names)[1])


def test_what_code_py_loads_stays_in_memory(names):
    assert {"/lib/wattkey/home.py", "/drivers/painter.py", "/loader.py"} <= names.staying
    assert not {"/lib/wattkey/box/uplink.py", "/flows/recharge.py"} & names.staying
