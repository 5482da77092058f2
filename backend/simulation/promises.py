"""The promises that are held against the disks of both sides."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from backend.plumbing.objects import object_key
from backend.simulation.ledger_of_truth import core_of, demand

if TYPE_CHECKING:
    from backend.simulation.houses import Home
    from backend.simulation.ledger_of_truth import Truth
    from backend.simulation.server import SimulatedServer

Report = dict[str, Any]
# A file that the server has not proved to have.
UNPROVED = ("waiting", "claimed", "lost")


def nothing_acknowledged_is_lost(server: SimulatedServer, truth: Truth) -> None:
    """ACKED_LOST: what this past answered with ok is on its disk."""
    here = {row[0] for row in server.rows("SELECT id FROM operation WHERE status = 'ok'")}
    lost = truth.acknowledged - here
    demand("ACKED_LOST", kept=not lost, what=str(sorted(lost)[:5]))


def everything_is_there_once(server: SimulatedServer) -> None:
    """EXACTLY_ONCE: one accepted operation an id and a content, one ledger entry each."""
    twice = server.rows(
        "SELECT id, COUNT(*) FROM operation WHERE status = 'ok' "
        "GROUP BY organisation, id HAVING COUNT(*) > 1"
    )
    demand("EXACTLY_ONCE", kept=not twice, what=f"accepted twice: {twice[:3]}")
    entries = server.rows(
        "SELECT organisation, body_hash, COUNT(*) FROM ledger_entry WHERE kind = 'operation' "
        "GROUP BY organisation, body_hash HAVING COUNT(*) > 1"
    )
    demand("EXACTLY_ONCE", kept=not entries, what=f"entered twice: {entries[:3]}")
    seen: dict[str, str] = {}
    for known, body in server.rows(
        "SELECT id, body FROM operation WHERE status = 'ok' AND about = 'inspection'"
    ):
        core = core_of({**json.loads(body), "id": ""})
        demand(
            "EXACTLY_ONCE", kept=core not in seen, what=f"{known} says what {seen.get(core)} says"
        )
        seen[core] = known
    alone = server.rows(
        "SELECT e.seq FROM ledger_entry e LEFT JOIN operation o ON o.organisation = e.organisation "
        "AND o.log_seq = e.seq AND o.status = 'ok' WHERE e.kind = 'operation' AND o.id IS NULL"
    )
    demand("EXACTLY_ONCE", kept=not alone, what=f"entered and not accepted: {alone[:3]}")
    loose = server.rows(
        "SELECT o.id FROM operation o LEFT JOIN ledger_entry e ON e.organisation = o.organisation "
        "AND e.seq = o.log_seq AND e.body_hash = o.hash WHERE o.status = 'ok' AND e.seq IS NULL"
    )
    demand("EXACTLY_ONCE", kept=not loose, what=f"accepted without an entry: {loose[:3]}")


def everything_entered_is_there(
    server: SimulatedServer, truth: Truth, reports: dict[tuple[int, str], Report]
) -> None:
    """ENTERED_LOST and CONTENT: at the server as it was said, also refused, or not arrived yet."""
    here: dict[str, set[str]] = {}
    for known, body in server.rows("SELECT id, body FROM operation WHERE status <> 'copy'"):
        if known is not None:
            here.setdefault(known, set()).add(core_of(json.loads(body)))
    for known, (core, tablet, person) in truth.entered.items():
        if known in here:
            demand("CONTENT", kept=core in here[known], what=f"{known} says something else")
            continue
        report = reports.get((tablet, person), {"operations": []})
        told = next((one for one in report["operations"] if one["id"] == known), None)
        shown = told is not None and told["receipt"] == "waiting"
        demand("ENTERED_LOST", kept=shown, what=f"{known} of tablet {tablet}: {told}")


# What an honest app never makes a server say: a fault of the form, or of the identity.
FORM = frozenset(
    {
        "id_reused", "too_large", "bad_text", "not_canonical", "unsupported_version", "malformed",
        "wrong_actor", "unknown_kind", "malformed_value", "wrong_kind", "reason_missing",
        "unknown_site", "internal",
    }
)  # fmt: skip


def nothing_honest_is_malformed(server: SimulatedServer, truth: Truth) -> None:
    """REFUSED_FORM: what people entered is refused for what others did, never for its form."""
    rows = server.rows("SELECT id, code FROM operation WHERE status = 'rejected'")
    wrong = [row for row in rows if row[1] in FORM and row[0] in truth.entered]
    demand("REFUSED_FORM", kept=not wrong, what=str(wrong[:3]))


def what_came_before_its_start_is_taken(server: SimulatedServer, truth: Truth) -> None:
    """REFUSED_FORM: an inspection that came after all is no reason any more to refuse its answers.

    Held against what nothing else can have refused in the meantime.
    """
    rows = server.rows(
        "SELECT o.id, o.body FROM operation o JOIN inspection i ON i.organisation = o.organisation "
        "AND i.id = o.subject WHERE o.status = 'rejected' AND o.code = 'unknown_inspection' "
        "AND o.settled IS NULL AND o.kind IN ('answer', 'note') AND i.state = 'open' AND NOT EXISTS "
        "(SELECT 1 FROM verdict v WHERE v.organisation = i.organisation AND v.inspection = i.id)"
    )
    left = [
        known
        for known, body in rows
        if known in truth.entered
        and known not in truth.poisoned
        and "instance" not in json.loads(body)
    ]
    demand("REFUSED_FORM", kept=not left, what=f"refused before the start came: {left[:3]}")


def nothing_honest_is_voided(truth: Truth, reports: dict[tuple[int, str], Report]) -> None:
    """REFUSED_FORM: no word of a stranger makes a tablet give up what an honest app recorded."""
    rows = [one for report in reports.values() for one in report["operations"] if one["own"]]
    void = [one["id"] for one in rows if one["code"] == "void" and one["id"] in truth.entered]
    demand("REFUSED_FORM", kept=not void, what=f"voided: {void[:3]}")


def a_full_tablet_sends(server: SimulatedServer, truth: Truth, report: Report) -> None:
    """LIVENESS: sending needs no room; what waited on a full tablet is at the server all the same.

    Only a server that was put back, or a chain that forked, first has to be noted on the disk.
    """
    state, waiting = report["state"], report["waiting"]
    if state["checking"] or state["stop"] not in {None, "full"} or "" in waiting:
        return
    known = {row[0] for row in server.rows("SELECT id FROM operation WHERE id IS NOT NULL")}
    left = [one for one in waiting if one in truth.entered and one not in known]
    demand("LIVENESS", kept=not left, what=f"full, and not sent: {left[:3]}")
    files = {row[0] for row in server.rows("SELECT sha256 FROM file")}
    unsent = [one["sha256"] for one in report["files"] if one["state"] == "waiting"]
    unsent = [one for one in unsent if one in truth.photos and one not in files]
    demand("LIVENESS", kept=not unsent, what=f"full, and photos not sent: {unsent[:3]}")


def what_was_refused_is_shown(
    server: SimulatedServer, truth: Truth, reports: dict[tuple[int, str], Report]
) -> None:
    """ENTERED_LOST: what an officer has yet to decide stands on the tablet with its reason."""
    refused = server.rows("SELECT id FROM operation WHERE status = 'rejected' AND settled IS NULL")
    for (known,) in refused:
        if known not in truth.entered:
            continue
        _, tablet, person = truth.entered[known]
        rows = reports.get((tablet, person), {"operations": []})["operations"]
        shown = any(one["id"] == known and one["code"] is not None for one in rows)
        demand("ENTERED_LOST", kept=shown, what=f"{known} is refused and not shown on {tablet}")


def every_photo_is_there(
    server: SimulatedServer,
    truth: Truth,
    reports: dict[tuple[int, str], Report],
    *,
    restored: bool,
) -> None:
    """BLOB: each photo of an accepted attach is whole on the disk, or shown as not arrived.

    Lost is only what was freed because the server had it, and what it lost with a copy.
    """
    wanted = server.rows(
        "SELECT organisation, body FROM operation WHERE status = 'ok' AND kind = 'attach'"
    )
    files = {(row[0], row[1]) for row in server.rows("SELECT organisation, sha256 FROM file")}
    shown = {one["sha256"]: one["state"] for report in reports.values() for one in report["files"]}
    detached = _detached(server)
    allowed = {*UNPROVED, "ended"}
    for organisation, body in wanted:
        operation = json.loads(body)
        sha256 = operation["value"]["file"]
        if sha256 not in truth.photos or operation["id"] in detached:
            continue
        path = server.shell.objects.path(object_key(organisation, sha256))
        here = (organisation, sha256) in files and path.exists()
        told = shown.get(sha256) in (allowed if restored else allowed - {"lost"})
        demand(
            "BLOB", kept=here or told, what=f"{sha256} is {shown.get(sha256)}, not at the server"
        )
        if here:
            found = hashlib.sha256(path.read_bytes()).hexdigest()
            demand("BLOB", kept=found == sha256, what=f"{sha256} has other bytes")


def _detached(server: SimulatedServer) -> set[str]:
    rows = server.rows("SELECT body FROM operation WHERE status = 'ok' AND kind = 'detach'")
    return {one for (body,) in rows for one in json.loads(body)["replaces"]}


def the_screen_tells_the_truth(
    server: SimulatedServer, truth: Truth, tablet: int, report: Report
) -> None:
    """NO_FALSE_CLAIM: "all received" and "proved" only for what this past of the server has.

    What nobody could know yet, because the copy was put back after the last exchange, is no lie.
    """
    if truth.heard.get((tablet, report["person"])) != server.past:
        return
    known = {row[0] for row in server.rows("SELECT id FROM operation WHERE id IS NOT NULL")}
    own = [one for one in report["operations"] if one["own"]]
    if report["pill"] == "received":
        lost = [one["id"] for one in own if one["id"] not in known and one["code"] is None]
        demand("NO_FALSE_CLAIM", kept=not lost, what=f"all received, but not {lost[:3]}")
        waiting = [one["sha256"] for one in report["files"] if one["state"] in UNPROVED]
        demand("NO_FALSE_CLAIM", kept=not waiting, what=f"all received, but not {waiting[:3]}")
    files = {row[0] for row in server.rows("SELECT sha256 FROM file")}
    proved = [one["sha256"] for one in report["files"] if one["state"] == "received"]
    claimed = report["state"]["filesReceived"]
    there = sum(1 for one in proved if one in files)
    demand(
        "NO_FALSE_CLAIM",
        kept=claimed <= there,
        what=f"{claimed} photos are called proved, the server has {there}",
    )


def replicas_agree(server: SimulatedServer, reports: dict[tuple[int, str], Report]) -> None:
    """CONVERGE: whoever can open an inspection after quiet sees the state that the server folds."""
    here = _server_states(server)
    for (tablet, _), report in reports.items():
        for subject, state in report["folds"].items():
            if state is None or subject not in here:
                continue
            demand(
                "CONVERGE",
                kept=state == here[subject],
                what=f"{subject} on tablet {tablet} differs",
            )


def _server_states(server: SimulatedServer) -> dict[str, str]:
    from checklists.fold import folded
    from checklists.template import template_from

    rows = server.rows("SELECT id, template, organisation FROM inspection WHERE state = 'open'")
    documents = {
        sha256: template_from(json.loads(text))
        for sha256, text in server.rows(
            "SELECT sha256, text FROM document WHERE kind = 'template'"
        )
    }
    found: dict[str, str] = {}
    for subject, template, _ in rows:
        bodies = server.rows(
            "SELECT body FROM operation WHERE subject = ? AND status = 'ok' ORDER BY log_seq",
            (subject,),
        )
        operations = [json.loads(body) for (body,) in bodies]
        found[subject] = folded(documents[template], operations).state()
    return found


def device_and_server_judge_alike(server: SimulatedServer) -> None:
    """SCORE: no verdict of a tablet is disputed; a merged one is none of its own."""
    wrong = server.rows("SELECT inspection, number FROM verdict WHERE mismatch")
    demand("SCORE", kept=not wrong, what=str(wrong[:3]))


def nothing_seen_is_overwritten(server: SimulatedServer) -> None:
    """CAUSAL: what somebody replaced knowingly never counts again."""
    operations = {
        row[0]: json.loads(row[1])
        for row in server.rows("SELECT id, body FROM operation WHERE status = 'ok'")
    }
    gone = {one for op in operations.values() for one in op.get("replaces", ())}
    for known, *_ in server.rows("SELECT operation FROM answer"):
        kept = operations.get(known)
        # A resolve keeps one of those it replaces: that one counts by the resolve's own words.
        by_resolve = any(
            op["kind"] == "resolve" and op["value"]["keep"] == known for op in operations.values()
        )
        demand("CAUSAL", kept=kept is None or known not in gone or by_resolve, what=known)


def nobody_reads_a_neighbour(home: Home, homes: list[Home], body: bytes) -> None:
    """ISOLATION: no answer names anything of another organisation."""
    text = body.decode("utf-8", "replace")
    for other in homes:
        if other is home:
            continue
        found = [mark for mark in other.marks if mark in text]
        demand("ISOLATION", kept=not found, what=str(found[:3]))


def nothing_was_skipped(tablet: int, report: Report, whole: dict[tuple[str, str], Any]) -> None:
    """CURSOR_SKIP: after quiet the tablet holds every row as a fresh snapshot gives it."""
    held = {(kind, known): body for kind, known, body in report["items"]}
    for place, body in whole.items():
        if place[0] in {"operation", "withdraw"}:
            continue
        demand("CURSOR_SKIP", kept=place in held, what=f"tablet {tablet} lacks {place}")
        demand(
            "CURSOR_SKIP",
            kept=held[place] == body,
            what=f"tablet {tablet} has an old {place}: {held[place]} for {body}",
        )


def every_row_opens(server: SimulatedServer, report: Report) -> None:
    """NO_GHOST: an open inspection that the tablet lists can be opened there and at the server."""
    known = {row[0] for row in server.rows("SELECT id FROM inspection")}
    # A record of one's own stays in the list, also where the server refused its start.
    known |= {one["subject"] for one in report["operations"] if one["own"]}
    for kind, subject, body in report["items"]:
        if kind != "inspection" or body["state"] != "open":
            continue
        demand("NO_GHOST", kept=subject in known, what=f"{subject} is in a list and nowhere else")
        opens = report["folds"].get(subject) is not None
        demand("NO_GHOST", kept=opens, what=f"{subject} is in a list and does not open")
