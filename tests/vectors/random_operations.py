"""Operations that are nearly right: what a device with a fault, or somebody clever, might send."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from checklists.canonical import canonical_bytes, sha256_hex

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

Op = dict[str, Any]
Case = dict[str, Any]

SUBJECT = "01a09b36-883c-799f-a449-8d7d7c213c12"
START = "01a25202-2f55-75ef-a8ad-b5a90030e565"
FIRST_ANSWER = "01a05d17-1749-7723-81ee-979f558d8582"
RAISED = "01a1991c-4dd4-7052-9ebf-ba180ca109de"
INSTANCE = "019fa6f4-1f1e-74d9-a3ce-0216e6746772"
RULES = "6c621d1a05138a7888d37d9269a9da8e2e11e4aced2f6cfd24b05ab1b9e61bb0"
NOW = "2026-11-21T01:02:03.004Z"
ASKED = {
    "base": [
        *("choice", "likert", "multi", "number", "slider", "temperature", "stopwatch", "text"),
        *("scan", "date", "time", "datetime", "geo", "photo", "file", "audio", "signature"),
    ],
    "rep": ["tag", "reading", "rphoto"],
}
KINDS = [
    *(["answer"] * 4),
    *("clear", "not_applicable", "resolve", "note", "attach", "detach", "sign", "add", "remove"),
    *("raise", "regrade", "start", "submit", "reopen", "reopen", "move", "poke"),
]
# Whatever a field may hold where something else is wanted.
ODD: list[Any] = [
    None, True, False, 0, 1, -1, 2**53 - 1, 2**53, "", " ", "x", "yes", "no", "1", "-0", "1.5", "1e3",
    "01", "+1", "1,5", "\uff11", "1234567890123", "0.1234567", "2026-02-29", "2028-02-29", "1899-12-31",
    "2200-01-01", "24:00:00", "23:59:60", "08:30", "08:30:00", NOW, "2026-11-21T24:00:00.000Z", "A" * 22,
    "a" * 64, "A" * 64, "\u00e9", "e\u0301", "\u2028", "\ufeff", "\u0085", "\u3000", "\x1f", "\x7f",
    "\U0001d11e", "a/b", "../a", "a\nb", "x" * 255, "x" * 256, "\U0001d11e" * 256, "Mars/Olympus",
    "Asia/Shanghai", "image/jpeg", "IMAGE/JPEG", "image", "image/", "photo.jpg", [], {}, [[]], [None],
    ["yes"], ["b", "a"], ["a", "b"], ["a", "none"], ["none"], ["a", "a"], ["\U0001d11e", "\uffee"],
    ["\uffee", "\U0001d11e"], {"keep": FIRST_ANSWER}, {"instant": NOW, "local": "2026-11-21T09:02"},
    {"instant": NOW, "local": "2026-11-21T09:02:61"}, {"instant": NOW}, {"point": ["31.2", "121.5"]},
    {"point": ["90.000001", "0"]}, {"point": ["1"]}, {"point": ["0", "-180"], "accuracy_m": "-1"},
    SUBJECT, INSTANCE, FIRST_ANSWER, SUBJECT.upper(),
]  # fmt: skip
RIGHT: dict[str, list[Any]] = {
    "choice": ["yes", "no", "na"],
    "likert": ["1", "3"],
    "multi": [["a"], ["a", "b"], ["none"], ["\uffee", "\U0001d11e"]],
    "number": ["0", "-0.5", "999999999999.999999"],
    "slider": ["3"],
    "temperature": ["-18.5"],
    "stopwatch": ["0", "61.2"],
    "text": ["x", "x" * 10_000, "\U0001d11e" * 10_000, "line\nline", "\x1f"],
    "scan": ["MFZ/ABC4"],
    "date": ["1900-01-01", "2199-12-31"],
    "time": ["00:00:00", "23:59:59"],
    "datetime": [{"instant": NOW, "local": "2026-11-21T09:02"}],
    "geo": [{"point": ["31.2", "-121.5"]}, {"point": ["-90", "180"], "accuracy_m": "3.5"}],
    "tag": ["E-1"],
    "reading": ["1"],
}


def a_uuid(draw: random.Random) -> str:
    """A UUIDv7 in lower case."""
    text = f"{draw.getrandbits(128):032x}"
    return f"{text[:8]}-{text[8:12]}-7{text[13:16]}-{draw.choice('89ab')}{text[17:20]}-{text[20:]}"


def a_batch(draw: random.Random, chain: dict[str, Any]) -> list[str]:
    """Some operations in a row, each chained to the text of the one before."""
    texts: list[str] = []
    prev: str | None = None
    for seq in range(1, draw.choice([1, 1, 1, 2, 4]) + 1):
        op = _mutated(draw, _operation(draw, chain, seq, prev))
        text = _written(draw, op)
        texts.append(text)
        prev = sha256_hex(text.encode("utf-8", "surrogatepass"))
    return texts


def _operation(draw: random.Random, chain: dict[str, Any], seq: int, prev: str | None) -> Op:
    # Moves on actions are not drawn: the server alone has the history that they are held against.
    kind = draw.choice(KINDS)
    op: Op = {
        "v": draw.choices([1, 2, 0], [50, 1, 1])[0],
        "id": a_uuid(draw),
        "chain": chain["id"],
        "seq": seq,
        "prev": prev,
        "salt": "A" * 22,
        "actor": draw.choices([chain["person"], a_uuid(draw)], [60, 1])[0],
        "about": "action" if kind == "poke" and draw.random() < 0.5 else "inspection",
        "subject": SUBJECT if draw.random() < 0.95 else a_uuid(draw),
        "kind": kind,
        "recorded_at": NOW,
    } | _place(draw, kind)
    value = _value(draw, op)
    if value is not ...:
        op["value"] = value
    if kind in {"resolve", "detach"} or draw.random() < 0.2:
        op["replaces"] = sorted({FIRST_ANSWER, a_uuid(draw), *([START] * draw.randint(0, 1))})
    if kind in {"not_applicable", "resolve", "reopen", "regrade"} or draw.random() < 0.1:
        op["reason"] = draw.choice(
            ["because", "because", "because", "", "\u0085", "\ufeff", " \x1f"]
        )
    return op


def _place(draw: random.Random, kind: str) -> Op:
    if kind in {"start", "submit", "reopen", "move"}:
        return {}
    if kind in {"add", "remove"}:
        return {"section": "rep", "instance": draw.choice([INSTANCE, a_uuid(draw)])}
    if kind in {"resolve", "regrade"} and draw.random() < 0.7:
        return {"section": "base", "question": "choice"}
    if kind not in {"answer", "clear", "not_applicable", "resolve"} and draw.random() < 0.3:
        return draw.choice([{}, {"section": "base"}, {"section": "rep"}])
    section = draw.choice(["base", "base", "rep"])
    place = {"section": section, "question": draw.choice(ASKED[section])}
    return place | ({"instance": INSTANCE} if section == "rep" else {})


def _value(draw: random.Random, op: Op) -> Any:
    """Any JSON, or ... where none is wanted."""
    make = VALUES.get(op["kind"])
    if op["kind"] == "answer":
        right = RIGHT.get(op.get("question", ""), ODD)
        return draw.choice(right if draw.random() < 0.6 else ODD)
    if make is not None:
        return make(draw)
    return ... if draw.random() < 0.9 else draw.choice(ODD)


def _note(draw: random.Random) -> str | None:
    return draw.choice([None, "Swept.", "x" * 10_001, ""])


def _submit(draw: random.Random) -> Op:
    missing = {"question": "choice", "instance": None, "reason": "dark"}
    score = draw.choice([None, 0, 10_000, 10_001, -1])
    return {"state": "a" * 64, "verdict": "b" * 64, "score_bp": score, "missing": [missing]}


def _raise(draw: random.Random) -> Op:
    return {
        "finding": draw.choice([RAISED, a_uuid(draw)]),
        "severity": draw.choice(["minor", "grave"]),
        "kind": "observation",
        "text": "Dust",
    }


def _regrade(draw: random.Random) -> Op:
    return {"finding": draw.choice([RAISED, a_uuid(draw)]), "severity": "major"}


def _keep(draw: random.Random) -> Op:
    return {"keep": draw.choice([FIRST_ANSWER, FIRST_ANSWER, START, a_uuid(draw)])}


def _attach(draw: random.Random) -> Op:
    made: Op = {"file": "d" * 64, "bytes": 5, "type": "image/png", "source": "camera"}
    for name in ("name", "taken_at", "effective_on", "expires_on"):
        if draw.random() < 0.3:
            made[name] = draw.choice(["\u4fdd\u517b (2).docx", NOW, "2026-02-28", *ODD])
    return made


def _signature(draw: random.Random) -> Op:
    strokes = draw.choice(
        [[[[0, 0, 0]]], [[[1, 2, 3], [4, 5, 6]]], [], [[]], [[[1, 2]]], [[[1, 2, "3"]]]]
    )
    return {
        "name": draw.choice(["\u738b\u9759", "x" * 10_001, ""]),
        "role": "Host",
        "meaning": "I was shown this.",
        "strokes": strokes,
        "covers": "c" * 64,
    }


def _start(draw: random.Random) -> Op:
    return {
        "template": "6f2b0059a6e4c64d47db9593501463113b34a510445be20493d84ad052b78b28",
        "rules": draw.choice([RULES, RULES, "a" * 64]),
        "site": SUBJECT,
        "kind": "spot_check",
        "business_date": "2026-11-21",
        "zone": draw.choice(["Asia/Shanghai", "UTC", "Etc/GMT+8", "a b", "/x", "x" * 61]),
        "instances": {"rep": [a_uuid(draw) for _ in range(draw.randint(0, 2))]},
        "clock": draw.choice(
            [
                {"server_minus_device_ms": None, "measured_at": None},
                {"server_minus_device_ms": -250, "measured_at": NOW},
                {"server_minus_device_ms": 2**53, "measured_at": NOW},
                {"server_minus_device_ms": 1, "measured_at": None},
            ]
        ),
    }


VALUES: dict[str, Callable[[random.Random], Any]] = {
    "note": _note,
    "attach": _attach,
    "sign": _signature,
    "start": _start,
    "submit": _submit,
    "raise": _raise,
    "regrade": _regrade,
    "resolve": _keep,
    "move": lambda _: {"event": "accept"},
}


def _mutated(draw: random.Random, op: Op) -> Op:
    """Now and then one thing is missing, too much, or something else."""
    if draw.random() < 0.6:
        return op
    places: list[Op] = [op]
    if isinstance(op.get("value"), dict) and draw.random() < 0.6:
        places = [op["value"]]
        nested = [one for one in op["value"].values() if isinstance(one, dict)]
        if nested and draw.random() < 0.5:
            places = nested
    where = draw.choice(places)
    # Without these four an item has no place in a batch: that is the server's business alone.
    names = [
        name for name in where if where is not op or name not in {"id", "chain", "seq", "prev"}
    ]
    name = draw.choice(names) if names else "more"
    match draw.randint(0, 3):
        case 0:
            where.pop(name, None)
        case 1:
            where[draw.choice(["more", "section", "question", "instance", "reason", "\u00e9"])] = (
                draw.choice(ODD)
            )
        case _:
            where[name] = draw.choice(ODD)
    return op


def _written(draw: random.Random, op: Op) -> str:
    """The canonical text, now and then in another form."""
    text = canonical_bytes(op).decode("utf-8", "surrogatepass")
    filling = "x" * (65_536 - len(text.encode()) - draw.randint(5, 9))
    others = [
        text.replace(",", ", ", 1),
        json.dumps(op, sort_keys=True, separators=(",", ":")),
        json.dumps(op, ensure_ascii=False, separators=(",", ":")),
        text.replace('"v":1', '"v":1,"v":1', 1),
        text.replace('"kind":"', '"kind":"\\ud800', 1),
        text.replace('"kind":"', '"kind":"\\u0000', 1),
        text.replace('"bytes":5', '"bytes":5.0', 1),
        f'{text[:-1]},"z":"{filling}"}}',
    ]
    return draw.choice(others) if draw.random() < 0.1 else text
