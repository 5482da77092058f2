"""Operations become one inspection, whoever sends them, however often, in whatever portions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.fold import Fold, folded
from checklists.inspection import summary
from tests.checklists.builders import EXTINGUISHER, Device, a_template, uuid

if TYPE_CHECKING:
    from checklists.operation import Op

TEMPLATE = a_template()
PLACES: list[dict[str, Any]] = [
    {"section": "area", "question": "clean"},
    {"section": "area", "question": "seen"},
    {"section": "units", "question": "full", "instance": EXTINGUISHER},
    {"section": "units", "question": "full", "instance": uuid(77)},
]
VALUES: dict[str, Any] = {
    "answer": "yes",
    "note": "Swept.",
    "attach": {"file": "d" * 64, "bytes": 1, "type": "image/png", "source": "camera"},
    "raise": {"finding": uuid(90), "severity": "minor", "kind": "observation", "text": "Dust"},
    "regrade": {"finding": uuid(90), "severity": "major"},
}
KINDS = ["answer", "answer", "clear", "not_applicable", "resolve", "note", "attach", "detach",
         "raise", "regrade", "add", "remove"]  # fmt: skip


@st.composite
def chains(draw: st.DrawFn) -> list[list[Op]]:
    """What three devices recorded of one started inspection, in the order of each."""
    devices = [
        Device(chain=uuid(0xA0 + at), person=uuid(at), first_id=1_000 * (at + 1))
        for at in range(3)
    ]
    made: list[list[Op]] = [[devices[0].starts()], [], []]
    known: list[str] = []
    for _ in range(draw(st.integers(0, 14))):
        at = draw(st.integers(0, 2))
        op = devices[at].makes(**an_event(draw, known))
        made[at].append(op)
        known.append(op["id"])
    return made


def an_event(draw: st.DrawFn, known: list[str]) -> dict[str, Any]:
    """Some operation at some place, which replaces some of what is known."""
    kind = draw(st.sampled_from(KINDS))
    seen = draw(st.sets(st.sampled_from(known), max_size=3)) if known else set[str]()
    made: dict[str, Any] = {"kind": kind, **draw(st.sampled_from(PLACES))}
    if kind in {"add", "remove"}:
        return {"kind": kind, "section": "units", "instance": uuid(77)}
    if seen:
        made["replaces"] = sorted(seen)
    if kind in VALUES:
        made["value"] = VALUES[kind]
    if kind == "resolve":
        made["value"] = {"keep": min(seen) if seen else uuid(5)}
    return made | ({"reason": "x"} if kind in {"resolve", "not_applicable", "regrade"} else {})


@st.composite
def interleavings(draw: st.DrawFn) -> tuple[list[Op], list[Op]]:
    """The same operations in two orders; each keeps the order of every chain."""
    made = draw(chains())
    return interleaved(draw, made), interleaved(draw, made)


def interleaved(draw: st.DrawFn, made: list[list[Op]]) -> list[Op]:
    """One order in which a server may have received the chains, after the start."""
    first, *others = made
    left = [[*first[1:]], *([*one] for one in others)]
    order = [first[0]]
    while waiting := [one for one in left if one]:
        order.append(draw(st.sampled_from(waiting)).pop(0))
    return order


@given(interleavings())
def test_all_who_saw_the_same_have_the_same_state(orders: tuple[list[Op], list[Op]]) -> None:
    """The hash of the state does not depend on the order in which the server received."""
    one, other = (folded(TEMPLATE, order) for order in orders)

    assert one.state() == other.state()
    assert {slot for slot, _ in one.conflicts()} == {slot for slot, _ in other.conflicts()}


@given(interleavings(), st.lists(st.integers(0, 30), max_size=20))
def test_an_operation_that_comes_again_changes_nothing(
    orders: tuple[list[Op], list[Op]], again: list[int]
) -> None:
    """Replaying any part of the log gives the very same inspection."""
    order = orders[0]
    fold = folded(TEMPLATE, order)
    before = summary(fold)
    for at in again:
        fold.feed(order[at % len(order)])

    assert summary(fold) == before


@given(interleavings(), st.integers(0, 30))
def test_what_is_unsent_counts_as_if_it_were_sent(
    orders: tuple[list[Op], list[Op]], cut: int
) -> None:
    """A device sees its own taps at once, exactly as they will stand after sending."""
    order = orders[0]
    own = [op for op in order[1:] if op["actor"] == uuid(1)]
    others = [op for op in order if op["actor"] != uuid(1)]
    unsent = own[cut % (len(own) + 1) :]
    sent = own[: cut % (len(own) + 1)]

    before = folded(TEMPLATE, [*others, *sent], reversed(unsent))

    assert summary(before) == summary(folded(TEMPLATE, [*others, *sent, *unsent]))


@given(interleavings())
def test_an_answer_is_never_lost(orders: tuple[list[Op], list[Op]]) -> None:
    """An answer that nobody replaced is a head, unless its instance is not there."""
    order = orders[0]
    fold = folded(TEMPLATE, order)
    heads = {op["id"] for _, ops in fold.occupied() for op in ops}
    named = {name for op in order for name in op.get("replaces", ())}
    there = {None, *(one for ids in fold.instances.values() for one in ids)}

    assert {
        op["id"]
        for op in order
        if op["kind"] == "answer" and op["id"] not in named and op.get("instance") in there
    } <= heads


def test_two_answers_at_once_are_a_conflict_until_somebody_settles_it() -> None:
    """Both values are kept; the first that the server took counts until a person decides."""
    one, other = Device(), Device(chain=uuid(0xB0), person=uuid(9), first_id=5_000)
    fold = folded(
        TEMPLATE, [one.starts(), one.answers("clean", "yes"), other.answers("clean", "no")]
    )
    slot = ("area", None, "clean", "answer")
    assert [found for found, _ in fold.conflicts()] == [slot]
    assert (fold.counting(slot) or {})["value"] == "yes"

    ids = sorted(op["id"] for op in fold.heads(slot))
    fold.feed(one.makes("resolve", section="area", question="clean", reason="Looked again",
                        replaces=ids, value={"keep": ids[1]}))  # fmt: skip

    assert fold.conflicts() == []
    assert (fold.counting(slot) or {})["value"] == "no"


def test_resolves_that_keep_each_other_end() -> None:
    """A circle of resolves counts as no answer and stops nobody."""
    device = Device()
    place = {"section": "area", "question": "clean", "reason": "x"}
    fold = folded(TEMPLATE, [device.starts()])
    fold.feed(device.makes("resolve", **place, value={"keep": uuid(1_002)}))
    fold.feed(device.makes("resolve", **place, value={"keep": uuid(1_001)}))

    assert "clean" not in fold.environment().q


def _clean(**more: Any) -> dict[str, Any]:
    return {"section": "area", "question": "clean", "reason": "Looked again"} | more


@pytest.mark.parametrize("keep", ["unknown", "another slot", "through another resolve"])
def test_a_resolve_that_keeps_nothing_of_its_slot_counts_as_absent(keep: str) -> None:
    """The answers that it would have settled stand as they were, and none of them is gone."""
    device = Device()
    fold = folded(TEMPLATE, [device.starts()])
    first, note = device.answers("clean", "yes"), device.makes("note", **_clean(value="Swept."))
    second, lost = device.answers("clean", "no"), uuid(5)
    kept = note["id"] if keep == "another slot" else lost
    seen = sorted([first["id"], second["id"], kept])
    settled = device.makes("resolve", **_clean(replaces=seen, value={"keep": kept}))
    made = [first, note, second, settled]
    if keep == "through another resolve":
        more = {"replaces": [settled["id"]], "value": {"keep": settled["id"]}}
        made.append(device.makes("resolve", **_clean(**more)))
    for op in made:
        fold.feed(op)
    slot = ("area", None, "clean", "answer")

    assert [op["id"] for op in fold.heads(slot)] == [first["id"], second["id"]]
    assert fold.conflicts() == [(slot, [first, second])]
    assert fold.environment().q["clean"] == "yes"


def test_a_resolve_counts_once_what_it_keeps_is_there() -> None:
    """A late admission of the kept answer makes an earlier resolve what its author meant."""
    device = Device()
    late, rival = device.answers("clean", "no"), device.answers("clean", "yes")
    seen = sorted([late["id"], rival["id"]])
    settled = device.makes("resolve", **_clean(replaces=seen, value={"keep": late["id"]}))
    fold = folded(TEMPLATE, [device.starts(), rival, settled])
    slot = ("area", None, "clean", "answer")
    assert (fold.counting(slot) or {})["value"] == "yes"

    fold.feed(late)

    assert fold.conflicts() == []
    assert (fold.counting(slot) or {})["value"] == "no"


@pytest.mark.parametrize("section", ["units", "area"])
def test_an_instance_that_is_not_there_has_no_slots(section: str) -> None:
    """What stands at an instance that was never added is in no head, state or answer."""
    device = Device()
    before = folded(TEMPLATE, [device.starts()])
    place = {"section": section, "question": "full", "instance": uuid(77)}
    if section == "area":
        place = {"section": "area", "question": "clean", "instance": EXTINGUISHER}
    fold = folded(TEMPLATE, [before.start or {}, device.makes("answer", **place, value="yes")])

    assert fold.occupied() == []
    assert fold.state() == before.state()


def test_an_instance_that_is_added_later_has_what_was_recorded_for_it() -> None:
    """An answer that came before its instance counts as soon as that is there."""
    device = Device()
    place = {"section": "units", "question": "full", "instance": uuid(77)}
    fold = folded(TEMPLATE, [device.starts(), device.makes("answer", **place, value="yes")])
    fold.feed(device.makes("add", section="units", instance=uuid(77)))

    assert fold.environment().sec["units"][1]["q"] == {"full": "yes"}


def test_a_submit_that_had_not_seen_everything_is_marked() -> None:
    """The verdict of a submit whose author saw another state is the server's."""
    device = Device()
    fold = folded(TEMPLATE, [device.starts(), device.answers("clean", "yes")])
    value = {"verdict": "c" * 64, "score_bp": None, "missing": []}

    fold.feed(device.makes("submit", value=value | {"state": fold.state()}))
    fold.feed(device.makes("reopen", reason="x"))
    fold.feed(device.makes("submit", value=value | {"state": "d" * 64}))

    assert [(one.number, one.merged) for one in fold.submits] == [(1, False), (2, True)]


def test_a_second_start_changes_nothing() -> None:
    """The first start pins both versions for ever."""
    device = Device()
    fold = Fold(TEMPLATE)
    first = device.starts()
    fold.feed(first)
    fold.feed(device.starts(kind="drill"))

    assert fold.start == first
