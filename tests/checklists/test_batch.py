"""A push's body is cut into its operations without changing a byte."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.batch import (
    BODY_BYTES_MAX,
    OPERATIONS_MAX,
    BatchError,
    read_batch,
    usual,
    walked,
)
from checklists.canonical import sha256_hex
from tests.checklists.builders import Device, body_of, uuid

CHAIN = uuid(0xC0FFEE)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)


def code_of(body: bytes) -> str | None:
    """The code a body is refused with; none when it can be read."""
    try:
        read_batch(body)
    except BatchError as error:
        return error.code
    return None


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_no_bytes_stop_the_server(body: bytes) -> None:
    """Whatever is sent is read or refused by code."""
    assert code_of(body) in {None, "batch_unreadable", "operation_unplaceable"}


@given(JSON, st.integers(0, 3))
def test_no_json_stops_the_server(value: Any, spaces: int) -> None:
    """The same for JSON of any shape, where a batch or an operation is expected."""
    text = json.dumps(value, indent=spaces or None)
    for body in (text, f'{{"chain":"{CHAIN}","operations":[{text}]}}'):
        content = body.encode("utf-8", "surrogatepass")
        assert code_of(content) in {None, "batch_unreadable", "operation_unplaceable"}


@given(st.lists(st.sampled_from([" ", "\n", "\t", "\r"]), min_size=8, max_size=8))
def test_white_space_around_an_operation_is_not_part_of_it(spaces: list[str]) -> None:
    """The hash is over the operation's own bytes."""
    device = Device()
    device.starts()
    content = device.sent[0].decode()
    a, b, c, d, e, f, g, h = spaces
    body = f'{a}{{{b}"operations"{c}:[{d}{content}{e}]{f},"chain":{g}"{CHAIN}"}}{h}'

    chain, items = read_batch(body.encode())

    assert chain == CHAIN
    assert [(one.text, one.hash) for one in items] == [(content, sha256_hex(content.encode()))]


def same(body: bytes) -> bool:
    """Whether both readings of a body agree, or only the patient one reads it."""
    quick = usual(body)
    return quick is None or quick == walked(body.decode())


@given(values=st.lists(JSON, max_size=4), tight=st.booleans())
def test_both_readings_of_a_body_agree(values: list[Any], *, tight: bool) -> None:
    """The quick parser and the patient one give the same values and the same bytes."""
    separators = (",", ":") if tight else (" , ", " :\n")
    text = json.dumps(values, ensure_ascii=tight, separators=separators)
    body = f'{{"chain":"{CHAIN}","operations":{text}}}'.encode("utf-8", "surrogatepass")

    assert same(body)


@given(st.binary(max_size=40), st.integers(0, 400))
def test_both_readings_of_a_damaged_body_agree(noise: bytes, at: int) -> None:
    """Whatever is written into it."""
    device = Device()
    device.starts()
    body = body_of(CHAIN, device.sent)

    assert same(body[: at % len(body)] + noise + body[at % len(body) :])


@pytest.mark.parametrize(
    "text",
    [
        b"1e5", b"-0", b"1.50", b"123456789012345678901234567890123456", b'{"a":1,"a":2}',
        b'"\\ud800"', b'"\\ud83d\\ude00"', b"NaN", b"[1,]", b'"\x7f"', b'"\t"', b'{"\xc3\xa9":1}',
    ],
)  # fmt: skip
def test_both_readings_of_odd_values_agree(text: bytes) -> None:
    """Numbers, repeated keys, lone surrogates, control characters."""
    assert same(b'{"chain":"%s","operations":[%s]}' % (CHAIN.encode(), text))


def test_the_usual_form_is_read_quickly() -> None:
    """What tablets send does not take the long way."""
    device = Device()
    device.starts()

    assert usual(body_of(CHAIN, device.sent)) is not None


def test_an_operation_that_cannot_be_read_is_replaced_by_its_hash() -> None:
    """A void holds the place of what is lost, and the chain goes on behind it."""
    void = b'{"reason":"unreadable","seq":1,"void":"%s"}' % (b"c" * 64)

    _, (item,) = read_batch(body_of(CHAIN, [void]))

    assert (item.op, item.id, item.seq, item.hash) == (None, None, 1, "c" * 64)


@pytest.mark.parametrize(
    "item",
    [b"{}", b"[]", b"null", b'{"seq":1,"void":"x","reason":""}', b'{"seq":0,"void":1,"reason":1}'],
)
def test_an_item_without_a_place_is_named_by_its_index(item: bytes) -> None:
    """The device learns which item it must replace."""
    device = Device()
    device.starts()

    with pytest.raises(BatchError) as refused:
        read_batch(body_of(CHAIN, [*device.sent, item]))

    assert refused.value.code == "operation_unplaceable"
    assert refused.value.more == {"at": 1}


def test_a_number_without_end_spoils_its_operation_only() -> None:
    """A number of ten thousand digits is no reason to lose the batch."""
    device = Device()
    device.answers("heat", "1")
    content = device.sent[0].replace(b'"v":1', b'"v":' + b"1" * 10_000)

    _, (item,) = read_batch(body_of(CHAIN, [content]))

    assert item.text.encode() == content


@pytest.mark.parametrize(
    "body",
    [
        b'{"chain":"x","chain":"x","operations":[]}',
        b'{"chain":"x","operations":[],"more":1}',
        b'{"chain":"x","operations":[]} x',
        b'{"chain":1,"operations":[]}',
        b'{"operations":[]}',
        b'{"chain":"x"}',
        b'{"chain":"x","operations":[1 2]}',
        b'{"chain":"x","operations":[NaN]}',
        b"[" * 100_000,
        b"\xff",
    ],
)
def test_a_body_of_another_form_is_unreadable(body: bytes) -> None:
    """A body is chain and operations, once each, and nothing more."""
    with pytest.raises(BatchError) as refused:
        read_batch(body)

    assert refused.value.code == "batch_unreadable"


@pytest.mark.parametrize(
    "body",
    [b" " * (BODY_BYTES_MAX + 1), body_of(CHAIN, [b"1"] * (OPERATIONS_MAX + 1))],
    ids=["bytes", "operations"],
)
def test_too_much_at_once_is_halved_by_the_device(body: bytes) -> None:
    """A batch has a limit in bytes and in operations."""
    with pytest.raises(BatchError) as refused:
        read_batch(body)

    assert refused.value.code == "batch_too_large"
