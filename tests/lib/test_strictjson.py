# test_strictjson.py - whatever the strict reader takes, every JSON reader takes the same way
"""The strict reader is a subset of JSON: it may refuse more, it may never read something else."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wattkey.strictjson import NotJSON, loads

plain = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E, exclude_characters='"\\'), max_size=12)
flat = st.dictionaries(plain, plain | st.integers(0, 9_999_999_999), min_size=1, max_size=8)


@given(flat, st.sampled_from([None, 1, "\t"]), st.text(" \t\r\n", max_size=5))
def test_a_flat_object_comes_back_however_it_is_spaced(doc, indent, space):
    assert loads((space + json.dumps(doc, indent=indent) + space).encode()) == doc


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text('{}":,0123456789 \\ax[]', max_size=30))
@example('{"a": 1}')
def test_any_text_is_refused_or_means_what_json_says(text):
    try:
        read = loads(text.encode())
    except NotJSON:
        return
    assert read == json.loads(text)


LOOSE = {
    "nothing": "",
    "only padding": " " * 4096,
    "an empty object": "{}",
    "a list": "[1]",
    "a bare number": "7",
    "a leading zero": '{"a": 01}',
    "a negative number": '{"a": -1}',
    "a plus sign": '{"a": +1}',
    "a fraction": '{"a": 1.0}',
    "an exponent": '{"a": 1e999}',
    "eleven digits": '{"a": 12345678901}',
    "digits of another script": '{"a": \u0661}',
    "true": '{"a": true}',
    "null": '{"a": null}',
    "NaN": '{"a": NaN}',
    "a nested object": '{"a": {"b": 1}}',
    "a nested list": '{"a": []}',
    "a trailing comma": '{"a": 1,}',
    "a missing comma": '{"a": 1 "b": 2}',
    "a missing colon": '{"a" 1}',
    "a missing value": '{"a": }',
    "a name without quotes": "{a: 1}",
    "single quotes": "{'a': 1}",
    "a name twice": '{"a": 1, "a": 1}',
    "an escape": '{"a": "\\u0041"}',
    "a line break in a string": '{"a": "x\ny"}',
    "a terminal escape": '{"a": "\x1b[31m"}',
    "a C1 control sign": '{"a": "\x9b31m"}',
    "a right-to-left mark": '{"\u202e": 1}',
    "a string without an end": '{"a": "x',
    "no closing brace": '{"a": 1',
    "something behind": '{"a": 1} x',
    "two objects": '{"a": 1}{"a": 2}',
    "zeros behind": '{"a": 1}\0\0',
    "a byte order mark": '\ufeff{"a": 1}',
    "a hard space": '{"a":\u00a01}',
}


@pytest.mark.parametrize("text", LOOSE.values(), ids=LOOSE.keys())
def test_what_looser_readers_take_is_refused(text):
    with pytest.raises(NotJSON):
        loads(text.encode())


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(NotJSON):
        loads(b'{"a": "\xff"}')


def test_the_words_name_the_place():
    with pytest.raises(NotJSON, match=r"expected : at character 6"):
        loads(b'{"a" 1}')
    with pytest.raises(NotJSON, match=r'"a" twice at character 13'):
        loads(b'{"a": 1, "a": 2}')


def test_a_very_long_name_is_not_repeated_to_the_person():
    with pytest.raises(NotJSON) as caught:
        name = '"' + "n" * 1500 + '": 1'
        loads(("{" + name + ", " + name + "}").encode())
    assert len(str(caught.value)) < 60
