"""Pushes: nothing lost, nothing twice, every refusal by its code."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.admission import admit
from checklists.batch import BatchError, read_batch
from checklists.canonical import canonical_bytes, sha256_hex
from checklists.errors import CODES, message
from tests.checklists.builders import (
    EXTINGUISHER,
    INSPECTION,
    Device,
    SmallWorld,
    a_start,
    body_of,
    uuid,
)

HASH = "c" * 64
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)


def a_visit() -> Device:
    """A device that recorded a whole inspection."""
    device = Device()
    device.starts()
    first = device.answers("clean", "no")
    device.answers("clean", "yes", replaces=[first["id"]])
    device.makes("note", section="area", question="clean", value="Swept.")
    device.makes("add", section="units", instance=uuid(77))
    device.makes("submit", value=a_submit())
    return device


def a_submit() -> dict[str, Any]:
    """The value of a submit."""
    return {"state": HASH, "verdict": HASH, "score_bp": None, "missing": []}


def code_of(device: Device, roles: frozenset[str] = frozenset({"inspector"})) -> str | None:
    """What became of the last operation, after all others were accepted."""
    *before, last = device.pushed(SmallWorld(roles))
    assert [one.status for one in before] == ["ok"] * len(before)
    return last.code


def test_a_whole_visit_is_accepted() -> None:
    """Every operation of an ordinary inspection is taken, and the fold has it at once."""
    world, device = SmallWorld(), a_visit()

    assert {one.status for one in device.pushed(world)} == {"ok"}
    assert world.folds[INSPECTION].life == "submitted"


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=5))
def test_resending_changes_nothing(parts: list[tuple[int, int]]) -> None:
    """However often parts of the chain are sent again, the statuses and the state are the same."""
    world, device = SmallWorld(), a_visit()
    chain = device.fresh_chain()
    first = [one.as_json() for one in device.pushed(world, chain)]
    state = world.folds[INSPECTION].state()

    for start, end in parts:
        _, items = read_batch(device.body(start, end))
        again = admit(chain, items, world)
        assert [one.as_json() for one in again] == first[start:end]
        assert not any(one.fresh for one in again)
    assert world.folds[INSPECTION].state() == state


@given(st.sets(st.integers(1, 5)))
def test_batches_may_be_cut_anywhere(cuts: set[int]) -> None:
    """The answer does not depend on how the chain was cut into batches."""
    device, world = a_visit(), SmallWorld()
    chain, ends = device.fresh_chain(), [*sorted(cuts), len(device.sent)]
    decided = [
        one.as_json()
        for start, end in zip([0, *ends], ends, strict=False)
        for one in admit(chain, read_batch(device.body(start, end))[1], world)
    ]

    assert decided == [one.as_json() for one in device.pushed(SmallWorld())]


def test_a_gap_tells_what_is_missing() -> None:
    """The device is told from where to send."""
    device = a_visit()

    with pytest.raises(BatchError) as refused:
        admit(device.fresh_chain(), read_batch(device.body(2))[1], SmallWorld())

    assert (refused.value.code, refused.value.more) == ("gap", {"expected": 1})


def test_a_cloned_profile_is_a_fork() -> None:
    """Two devices that go on from one point can not both be the chain."""
    one, other = a_visit(), Device(first_id=5_000)
    other.starts()

    chain = one.fresh_chain()
    one.pushed(SmallWorld(), chain)

    with pytest.raises(BatchError) as refused:
        other.pushed(SmallWorld(), chain)

    assert refused.value.code == "chain_forked"


def test_a_wrong_predecessor_is_a_fork() -> None:
    """An operation must name what the chain's last one was."""
    device = a_visit()
    device.prev = HASH
    device.answers("clean", "no")

    with pytest.raises(BatchError) as refused:
        device.pushed(SmallWorld())

    assert refused.value.code == "chain_forked"


def test_the_same_id_with_other_bytes_is_refused_and_the_chain_goes_on() -> None:
    """An id means one operation for ever; said again at another place it is still that one."""
    device, world = Device(), SmallWorld()
    device.starts()
    answer = device.answers("clean", "yes")
    device.adds(canonical_bytes(answer | {"seq": 3, "prev": device.prev, "value": "no"}))
    device.adds(canonical_bytes(answer | {"seq": 4, "prev": device.prev}))
    device.answers("clean", "no")

    decided = device.pushed(world)

    assert [one.code for one in decided] == [None, None, "id_reused", None, None]
    assert [one.copy for one in decided] == [False, False, False, True, False]
    assert len(world.folds[INSPECTION].operations) == 3


def test_a_start_at_a_place_that_is_no_site_is_refused() -> None:
    """An area, a region and a place that nobody knows are no site."""
    device = Device()
    device.starts(site=EXTINGUISHER)

    assert [one.code for one in device.pushed(SmallWorld())] == ["unknown_site"]


def test_other_bytes_at_a_taken_place_are_refused() -> None:
    """What was stored stays stored."""
    device = Device()
    start = device.starts()
    chain, world = device.fresh_chain(), SmallWorld()
    device.pushed(world, chain)
    changed = canonical_bytes(start | {"recorded_at": "2026-11-20T09:00:00.000Z"})

    (one,) = admit(chain, read_batch(body_of(chain.id, [changed]))[1], world)

    assert (one.code, one.fresh) == ("id_reused", False)


def test_the_chain_goes_on_behind_a_void() -> None:
    """What a device can no longer read does not hold up the rest."""
    device = Device()
    device.starts()
    device.sent.append(canonical_bytes({"seq": 2, "void": HASH, "reason": "storage"}))
    device.prev = HASH
    device.answers("clean", "yes")

    statuses = [one.as_json() for one in device.pushed(SmallWorld())]

    assert statuses[1] == {"id": None, "status": "rejected", "code": "void"}
    assert statuses[2]["status"] == "ok"


REFUSALS: list[tuple[str, dict[str, Any]]] = [
    ("wrong_actor", {"kind": "note", "value": "x", "actor": uuid(50)}),
    ("unknown_kind", {"kind": "paint"}),
    ("unknown_kind", {"kind": "note", "about": "action", "value": "x"}),
    ("already_started", {"kind": "start", "value": a_start()}),
    ("unknown_inspection", {"kind": "note", "value": "x", "subject": uuid(51)}),
    ("malformed_value", {"kind": "start", "value": 1, "subject": uuid(51)}),
    ("malformed_value", {"kind": "start", "value": {"template": 1}, "subject": uuid(51)}),
    ("malformed_value", {"kind": "start", "value": a_start(zone=1), "subject": uuid(51)}),
    ("unknown_version", {"kind": "start", "value": a_start(rules=HASH), "subject": uuid(51)}),
    ("not_submitted", {"kind": "reopen", "reason": "x"}),
    ("unknown_question", {"kind": "clear", "section": "area", "question": "tag"}),
    ("unknown_question", {"kind": "note", "section": "nowhere", "value": "x"}),
    ("unknown_instance", {"kind": "clear", "section": "units", "question": "tag"}),
    (
        "unknown_instance",
        {"kind": "clear", "section": "area", "question": "clean", "instance": uuid(60)},
    ),
    ("unknown_instance", {"kind": "remove", "section": "units", "instance": uuid(60)}),
    ("instance_exists", {"kind": "add", "section": "units", "instance": EXTINGUISHER}),
    ("wrong_kind", {"kind": "answer", "section": "area", "question": "seen", "value": "1"}),
    ("wrong_kind", {"kind": "sign", "section": "area", "question": "clean", "value": {}}),
    (
        "malformed_value",
        {"kind": "answer", "section": "area", "question": "clean", "value": "perhaps"},
    ),
    (
        "reason_missing",
        {"kind": "not_applicable", "section": "area", "question": "clean", "reason": " "},
    ),
    (
        "unknown_operation",
        {
            "kind": "resolve",
            "section": "area",
            "question": "clean",
            "reason": "x",
            "replaces": [uuid(70)],
            "value": {"keep": uuid(70)},
        },
    ),
    (
        "unknown_finding",
        {"kind": "regrade", "reason": "x", "value": {"finding": uuid(71), "severity": "major"}},
    ),
]


@pytest.mark.parametrize(("code", "change"), REFUSALS)
def test_a_refusal_has_its_code(code: str, change: dict[str, Any]) -> None:
    """An operation that can not be taken is kept, and says why."""
    device = Device()
    device.starts()
    device.makes(**change)

    assert code_of(device) == code
    assert message(code)["zh-Hans"]


def test_a_move_is_decided_by_whoever_knows_its_subject() -> None:
    """Moves of actions are not recorded in an inspection."""
    device = Device()
    device.starts()
    device.makes("move", about="action", value={})

    assert code_of(device) == "unknown_subject"


def test_who_may_not_record_is_refused() -> None:
    """An auditor reads, and records nothing."""
    device = Device()
    device.starts()

    assert code_of(device, frozenset({"auditor"})) == "not_permitted"


def test_after_submit_only_a_reopening_is_taken() -> None:
    """A sealed inspection stays as it is until somebody reopens it with a reason."""
    device = a_visit()
    device.answers("clean", "no")
    assert code_of(device) == "inspection_submitted"

    device = a_visit()
    device.makes("reopen", reason="Wrong unit")
    device.answers("clean", "no")
    assert code_of(device) is None


def test_a_finding_by_hand_is_raised_once() -> None:
    """A second raise of the same finding is a regrade that was said wrongly."""
    device = Device()
    device.starts()
    value = {"finding": uuid(80), "severity": "minor", "kind": "nonconformity", "text": "Dirty"}
    device.makes("raise", value=value)
    device.makes("raise", value=value)

    assert code_of(device) == "finding_exists"


@settings(max_examples=200)
@given(
    st.sampled_from(["start", "answer", "attach", "sign", "resolve", "raise", "add", "move", "x"]),
    st.dictionaries(
        st.sampled_from(
            ["about", "section", "question", "instance", "value", "replaces", "reason", "subject"]
        ),
        ANYTHING | st.sampled_from(["area", "units", "clean", "tag", EXTINGUISHER, INSPECTION]),
    ),
)
def test_any_operation_gets_a_code_and_never_an_exception(
    kind: str, change: dict[str, Any]
) -> None:
    """A hostile device learns a code; the server goes on."""
    device = Device()
    device.starts()
    op = device.makes(kind)
    device.sent[-1] = canonical_bytes(op | change)

    *_, last = device.pushed(SmallWorld())

    assert last.code is None or last.code in CODES
    assert last.item.hash == sha256_hex(device.sent[-1])
