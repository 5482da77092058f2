"""What is recorded, as revision 0001 makes it; frozen with it."""

from __future__ import annotations

from backend.migrations.first.building import (
    ORGANISATION,
    big,
    count,
    day,
    digest,
    flag,
    ident,
    index,
    long_text,
    name,
    reference,
    table,
)


def ledger() -> None:
    """What happened, in its order."""
    table(
        "checkpoint",
        (
            ident("organisation"), big("size"), big("at"), digest("root"), long_text("note"),
        ),
        key=("organisation", "size"),
        references=(
            ORGANISATION,
        ),
    )  # fmt: skip
    table(
        "counter",
        (
            ident("organisation"), name("id", 40), big("n"),
        ),
        references=(
            ORGANISATION,
        ),
    )  # fmt: skip
    table(
        "ledger_entry",
        (
            ident("organisation"), big("seq"), ident("stream"), big("n"), big("at"),
            name("kind", 20), ident("subject"), digest("body_hash"), long_text("body", null=True),
        ),
        key=("organisation", "seq"),
        references=(
            ORGANISATION,
        ),
        indexes=(
            index("organisation", "stream", "n", unique=True),
            index("organisation", "subject", "seq"),
        ),
    )  # fmt: skip
    table(
        "ledger_node",
        (
            ident("organisation"), count("level"), big("place"), digest("digest"),
        ),
        key=("organisation", "level", "place"),
        references=(
            ORGANISATION,
        ),
    )  # fmt: skip


def ledger_log() -> None:
    """What happened, in its order."""
    table(
        "log",
        (
            ident("organisation"), name("origin", 200), big("epoch"), big("size"), big("last_at"),
            long_text("frontier"),
        ),
        key=("organisation",),
        references=(
            ORGANISATION,
        ),
    )  # fmt: skip
    table(
        "stream",
        (
            ident("organisation"), ident("id"), big("n"),
        ),
        references=(
            ORGANISATION,
        ),
    )  # fmt: skip
    table(
        "operation",
        (
            ident("organisation"), ident("chain"), count("seq"), ident("id", null=True),
            digest("hash"), name("about", 20, null=True), ident("subject", null=True),
            name("kind", 30, null=True), ident("actor", null=True), big("received_at"),
            long_text("body"), day("status"), name("code", 40, null=True),
            big("log_seq", null=True), day("settled", null=True),
            long_text("settled_reason", null=True), ident("settled_by", null=True),
        ),
        key=("organisation", "chain", "seq"),
        references=(
            reference(("organisation", "chain"), "chain"),
        ),
        checks=(
            ("ledgered_9a2e2f", "(status = 'ok') = (log_seq IS NOT NULL)"),
            ("settled_bacbd9", "settled IS NULL OR settled IN ('admitted', 'dismissed')"),
            ("status_777e29", "status IN ('ok', 'rejected')"),
        ),
        indexes=(
            index("organisation", "id", unique=True, where="status = 'ok'"),
            index("organisation", "log_seq", unique=True, where="log_seq IS NOT NULL"),
            index("organisation", "received_at", where="status = 'rejected'"),
            index("organisation", "subject", "log_seq", where="status = 'ok'"),
        ),
    )  # fmt: skip


def files() -> None:
    """Photos, recordings and documents."""
    table(
        "file",
        (
            ident("organisation"), digest("sha256"), big("bytes"), big("crc32"), name("type", 100),
            big("received_at"), ident("person", null=True),
        ),
        key=("organisation", "sha256"),
        references=(
            ORGANISATION,
        ),
    )  # fmt: skip
    table(
        "upload",
        (
            ident("organisation"), ident("id"), digest("sha256"), name("type", 100), big("bytes"),
            ident("person"), big("expires_at"), long_text("metadata"),
        ),
        references=(
            ORGANISATION,
        ),
        indexes=(
            index("expires_at"),
        ),
    )  # fmt: skip
    table(
        "file_use",
        (
            ident("organisation"), digest("sha256"), name("about", 20), ident("subject"),
            ident("operation"), ident("site"), flag("withdrawn"),
        ),
        key=("organisation", "operation", "sha256"),
        references=(
            reference(("organisation", "site"), "site"),
        ),
        indexes=(
            index("organisation", "sha256"),
            index("organisation", "subject"),
        ),
    )  # fmt: skip


def inspections() -> None:
    """What was answered, and how it was judged."""
    table(
        "inspection",
        (
            ident("organisation"), ident("id"), name("code", 20), ident("site"),
            ident("area", null=True), digest("template"), name("template_key"), digest("rules"),
            name("kind", 30), day("business_date"), name("zone", 60), day("state"),
            ident("started_by"), big("started_at"), big("submitted_at", null=True),
            ident("assignment", null=True), flag("duplicate"), count("verdicts"),
            count("conflicts"), count("score_bp", null=True), count("raw_bp", null=True),
            name("grade", 20, null=True), flag("failed"), flag("incomplete"), big("changed_seq"),
        ),
        references=(
            reference(("organisation", "site"), "site"),
            reference(("organisation", "template"), "document", ("organisation", "sha256")),
        ),
        checks=(
            ("state_ad786e", "state IN ('open', 'submitted')"),
        ),
        indexes=(
            index("organisation", "assignment"),
            index("organisation", "business_date", "id"),
            index("organisation", "code", unique=True),
            index("organisation", "site", "business_date"),
            index("organisation", "template_key", "site", "business_date"),
        ),
    )  # fmt: skip
    table(
        "answer",
        (
            ident("organisation"), ident("inspection"), name("section"), ident("instance"),
            name("question"), name("kind", 20), long_text("value"), ident("operation"),
        ),
        key=("organisation", "inspection", "section", "instance", "question"),
        references=(
            reference(("organisation", "inspection"), "inspection"),
        ),
    )  # fmt: skip


def inspections_verdict() -> None:
    """What was answered, and how it was judged."""
    table(
        "verdict",
        (
            ident("organisation"), ident("inspection"), count("number"), digest("hash"),
            flag("merged"), flag("mismatch"), big("at"), count("score_bp", null=True),
            count("raw_bp", null=True), name("grade", 20, null=True), flag("failed"),
            flag("incomplete"), long_text("document"), long_text("outcomes"), big("log_seq"),
        ),
        key=("organisation", "inspection", "number"),
        references=(
            reference(("organisation", "inspection"), "inspection"),
        ),
    )  # fmt: skip


def findings() -> None:
    """What is wrong."""
    table(
        "nonconformity",
        (
            ident("organisation"), ident("id"), name("code", 20), ident("inspection"),
            count("verdict"), ident("site"), ident("area", null=True), name("template_key"),
            digest("rules"), name("question", null=True), name("section", null=True),
            ident("instance", null=True), name("instance_key", 200, null=True),
            name("severity", 20), day("source"), name("finding_kind", 20), long_text("text"),
            name("state", 20), ident("owner", null=True), big("opened_at"), day("opened_on"),
            day("closed_on", null=True), day("watch_until", null=True), long_text("machine"),
            big("changed_seq"),
        ),
        references=(
            reference(("organisation", "inspection"), "inspection"),
            reference(("organisation", "site"), "site"),
        ),
        checks=(
            ("severity_36a24d", "severity IN ('observation', 'minor', 'major', 'critical')"),
            ("source_f12cac", "source IN ('rule', 'hand')"),
        ),
        indexes=(
            index("organisation", "changed_seq"),
            index("organisation", "code", unique=True),
            index("organisation", "inspection"),
            index("organisation", "site", "question", "instance_key"),
            index("organisation", "site", "state"),
            index("organisation", "watch_until", where="state = 'watching'"),
        ),
    )  # fmt: skip


def actions() -> None:
    """What is done about it."""
    table(
        "action_event",
        (
            ident("organisation"), ident("id"), name("about", 20), ident("subject"),
            name("event", 40), ident("actor", null=True), name("recorded_at", 24),
            big("received_at"), long_text("reason", null=True), long_text("note", null=True),
            long_text("files"), name("before", 20), name("after", 20), long_text("more"),
            big("log_seq"),
        ),
        references=(
            ORGANISATION,
        ),
        checks=(
            ("about_6be45f", "about IN ('nonconformity', 'action')"),
        ),
        indexes=(
            index("organisation", "subject", "log_seq"),
        ),
    )  # fmt: skip
    table(
        "corrective_action",
        (
            ident("organisation"), ident("id"), name("code", 20), ident("nonconformity"),
            ident("site"), name("severity", 20), count("rank"), long_text("title"),
            ident("owner", null=True), name("state", 20), name("deadline_class", 40),
            big("opened_at"), big("due_at", null=True), big("sort_at"), count("open"),
            long_text("machine"), big("changed_seq"),
        ),
        references=(
            reference(("organisation", "nonconformity"), "nonconformity"),
            reference(("organisation", "site"), "site"),
        ),
        checks=(
            ("severity_36a24d", "severity IN ('observation', 'minor', 'major', 'critical')"),
        ),
        indexes=(
            index("organisation", "changed_seq"),
            index("organisation", "code", unique=True),
            index("organisation", "nonconformity"),
            index("organisation", "open", "rank", "sort_at", "id"),
            index("organisation", "open", "sort_at", "id"),
            index("organisation", "owner", "open", "sort_at", "id"),
            index("organisation", "site", "open", "sort_at", "id"),
        ),
    )  # fmt: skip


def actions_deadline() -> None:
    """What is done about it."""
    table(
        "deadline",
        (
            ident("organisation"), ident("id"), long_text("class_document"), name("calendar"),
            count("calendar_version"), big("start_at"), long_text("pauses"),
            long_text("extensions"), big("done_at", null=True), count("provisional"),
        ),
        references=(
            reference(("organisation", "id"), "corrective_action"),
        ),
    )  # fmt: skip


def evidence() -> None:
    """What was handed out."""
    table(
        "evidence_pack",
        (
            ident("organisation"), ident("id"), day("from_on"), day("to_on"), long_text("sites"),
            name("language", 20), day("state"), ident("asked_by"), big("issued_at"), big("size"),
            big("bytes"), digest("manifest", null=True), name("file_name", 200),
        ),
        references=(
            reference(("organisation", "asked_by"), "person"),
        ),
        checks=(
            ("state_eb0ab4", "state IN ('building', 'issued', 'failed', 'cancelled')"),
        ),
        indexes=(
            index("organisation", "issued_at"),
        ),
    )  # fmt: skip


# In the order of their references.
RECORDED = (
    ledger,
    ledger_log,
    files,
    inspections,
    inspections_verdict,
    findings,
    actions,
    actions_deadline,
    evidence,
)
