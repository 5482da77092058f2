"""What stands before anything is recorded, as revision 0001 makes it; frozen with it."""

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


def jobs() -> None:
    """Work that is done later."""
    table(
        "job",
        (
            ident("organisation"), ident("id"), name("kind", 40), name("key", 200),
            name("state", 20), big("run_at"), big("lease_until"), count("attempts"),
            count("percent"), name("phase", 40), long_text("payload"),
            long_text("result", null=True), long_text("error", null=True),
            ident("asked_by", null=True),
        ),
        checks=(
            ("state_856973", "state IN ('queued', 'running', 'done', 'failed', 'cancelled')"),
        ),
        indexes=(
            index("organisation", "kind", "key", unique=True),
            index("state", "run_at"),
        ),
    )  # fmt: skip


def people() -> None:
    """Who works here, and on what."""
    table(
        "organisation",
        (
            ident("id"), name("key"), long_text("title"), name("default_language", 20),
            big("created_at"),
        ),
        key=("id",),
        indexes=(
            index("key", unique=True),
        ),
    )  # fmt: skip
    table(
        "throttle",
        (
            digest("id"), count("failures"), big("last_at"),
        ),
        key=("id",),
    )  # fmt: skip
    table(
        "device",
        (
            ident("organisation"), ident("id"), name("title", 200), big("created_at"),
            big("last_seen_at"), big("revoked_at", null=True),
        ),
        references=(
            ORGANISATION,
        ),
    )  # fmt: skip
    table(
        "person",
        (
            ident("organisation"), ident("id"), name("key"), name("email", 254),
            long_text("title"), name("language", 20), name("password_hash", 200), flag("disabled"),
        ),
        references=(
            ORGANISATION,
        ),
        indexes=(
            index("email", unique=True),
            index("organisation", "key", unique=True),
        ),
    )  # fmt: skip


def people_chain() -> None:
    """Who works here, and on what."""
    table(
        "chain",
        (
            ident("organisation"), ident("id"), ident("person", null=True),
            ident("device", null=True), count("head_seq"), digest("head_hash", null=True),
            digest("token_hash", null=True), big("token_expires_at"),
        ),
        references=(
            reference(("organisation", "device"), "device"),
            reference(("organisation", "person"), "person"),
        ),
        indexes=(
            index("organisation", "person", "device"),
            index("token_hash"),
        ),
    )  # fmt: skip
    table(
        "session",
        (
            ident("organisation"), digest("id"), ident("person"), ident("device", null=True),
            big("created_at"), big("last_seen_at"), big("expires_at"),
        ),
        key=("id",),
        references=(
            reference(("organisation", "person"), "person"),
        ),
        indexes=(
            index("organisation", "person"),
        ),
    )  # fmt: skip


def sites() -> None:
    """Where, and who may and must do what there."""
    table(
        "calendar",
        (
            ident("organisation"), ident("id"), name("key"), count("version"), long_text("title"),
            long_text("document"),
        ),
        references=(
            ORGANISATION,
        ),
        indexes=(
            index("organisation", "key", "version", unique=True),
        ),
    )  # fmt: skip
    table(
        "site",
        (
            ident("organisation"), ident("id"), name("key"), ident("parent", null=True),
            day("level"), name("path", 200), long_text("title"), name("zone", 60),
            name("calendar"), flag("retired"),
        ),
        references=(
            reference(("organisation", "parent"), "site"), ORGANISATION,
        ),
        checks=(
            ("level_e1f2af", "level IN ('region', 'site', 'area')"),
        ),
        indexes=(
            index("organisation", "parent", "key", unique=True),
            index("organisation", "path"),
        ),
    )  # fmt: skip


def sites_responsibility() -> None:
    """Where, and who may and must do what there."""
    table(
        "responsibility",
        (
            ident("organisation"), ident("id"), ident("site"), name("duty", 20), ident("person"),
            count("position"),
        ),
        references=(
            reference(("organisation", "person"), "person"),
            reference(("organisation", "site"), "site"),
        ),
        checks=(
            (
                "duty_d6c1db",
                "duty IN ('self_check', 'spot_check', 'action_owner', "
                "'verifier', 'escalate')",
            ),
        ),
        indexes=(
            index("organisation", "site", "duty", "position", unique=True),
        ),
    )  # fmt: skip
    table(
        "membership",
        (
            ident("organisation"), ident("id"), ident("person"), name("role", 20),
            ident("site", null=True),
        ),
        references=(
            reference(("organisation", "person"), "person"),
            reference(("organisation", "site"), "site"),
        ),
        checks=(
            (
                "role_9ec029",
                "role IN ('inspector', 'owner', "
                "'verifier', 'officer', 'manager', 'director', 'process_owner', 'auditor', 'administrator')",
            ),
        ),
        indexes=(
            index("organisation", "person"),
            index("organisation", "role", "site"),
        ),
    )  # fmt: skip


def templates() -> None:
    """What is asked, and how it is judged."""
    table(
        "document",
        (
            ident("organisation"), digest("sha256"), name("kind", 20), count("bytes"),
            long_text("text"),
        ),
        key=("organisation", "sha256"),
        references=(
            ORGANISATION,
        ),
    )  # fmt: skip
    table(
        "template",
        (
            ident("organisation"), ident("id"), name("key"), name("kind", 30), long_text("title"),
            day("prefix"),
        ),
        references=(
            ORGANISATION,
        ),
        indexes=(
            index("organisation", "key", unique=True),
            index("organisation", "prefix", unique=True),
        ),
    )  # fmt: skip
    table(
        "template_version",
        (
            ident("organisation"), ident("id"), ident("template"), name("key"), count("version"),
            digest("sha256"), name("kind", 30), long_text("title"), big("published_at"),
            big("retired_at", null=True),
        ),
        references=(
            reference(("organisation", "sha256"), "document", ("organisation", "sha256")),
            reference(("organisation", "template"), "template"),
        ),
        indexes=(
            index("organisation", "key", "version", unique=True),
            index("organisation", "sha256", unique=True),
        ),
    )  # fmt: skip


def templates_rule_pack_version() -> None:
    """What is asked, and how it is judged."""
    table(
        "rule_pack_version",
        (
            ident("organisation"), ident("id"), name("key"), count("version"), digest("sha256"),
            digest("template_sha256"), big("published_at"), big("retired_at", null=True),
        ),
        references=(
            reference(("organisation", "sha256"), "document", ("organisation", "sha256")),
        ),
        indexes=(
            index("organisation", "key", "version", "template_sha256", unique=True),
            index("organisation", "sha256", unique=True),
        ),
    )  # fmt: skip


def programme() -> None:
    """What is due, when and where."""
    table(
        "schedule",
        (
            ident("organisation"), ident("id"), name("key"), name("template_key"),
            name("kind", 30), long_text("sites"), name("rrule", 300), count("grace_days"),
            name("assignee_role", 20), day("must"),
        ),
        references=(
            ORGANISATION,
        ),
        checks=(
            ("must_96368e", "must IN ('one', 'all')"),
        ),
        indexes=(
            index("organisation", "key", unique=True),
        ),
    )  # fmt: skip
    table(
        "assignment",
        (
            ident("organisation"), ident("id"), ident("schedule", null=True), ident("site"),
            digest("template"), digest("rules"), name("kind", 30), ident("person", null=True),
            day("from_on"), day("due_on"), day("state"), ident("inspection", null=True),
        ),
        references=(
            reference(("organisation", "schedule"), "schedule"),
            reference(("organisation", "site"), "site"),
        ),
        checks=(
            ("state_27aadc", "state IN ('open', 'started', 'done', 'missed')"),
        ),
        indexes=(
            index("organisation", "schedule", "site", "from_on", unique=True),
            index("organisation", "site", "from_on"),
        ),
    )  # fmt: skip


# In the order of their references.
STANDING = (
    jobs,
    people,
    people_chain,
    sites,
    sites_responsibility,
    templates,
    templates_rule_pack_version,
    programme,
)
