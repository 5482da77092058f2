"""One byte form of a document, and its hash."""

from __future__ import annotations

import hashlib
import json

from hypothesis import given
from hypothesis import strategies as st

from checklists.canonical import canonical_bytes, decoded, sha256_hex

KEYS = st.text(st.characters(codec="ascii", exclude_characters="\x00"), max_size=8)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_canonical_bytes_are_the_document_itself(value: object) -> None:
    """Nothing is lost, and writing again gives the same bytes."""
    written = canonical_bytes(value)

    assert json.loads(written) == value
    assert canonical_bytes(json.loads(written)) == written


def test_keys_are_sorted_and_nothing_is_escaped_needlessly() -> None:
    """The form is the narrow profile of RFC 8785."""
    document = {"b": [1, True, None], "a": "消防 \u007f\n/"}

    assert canonical_bytes(document) == '{"a":"消防 \u007f\\n/","b":[1,true,null]}'.encode()


@given(st.binary(max_size=100))
def test_hashes_are_sha256(content: bytes) -> None:
    """Anybody can compute the hash again."""
    assert sha256_hex(content) == hashlib.sha256(content).hexdigest()


def test_every_character_is_written_as_json_writes_it() -> None:
    """Control characters are escaped in one way, and nothing else is."""
    text = "".join(chr(one) for one in range(0x110000) if not 0xD800 <= one < 0xE000)
    document = {"b": text, "a": [True, -1, 2**53 - 1, None, ""]}
    plain = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    assert canonical_bytes(document) == plain.encode()


@given(VALUES)
def test_what_was_written_is_read_back(value: object) -> None:
    """Whatever is stored canonically says the same afterwards; a lone surrogate does too."""
    assert decoded(canonical_bytes(value).decode()) == value
    assert decoded('"\\ud800"') == "\ud800"
