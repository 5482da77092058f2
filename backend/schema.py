"""All tables, as Piccolo knows them and as Alembic creates them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from piccolo.columns import BigInt, Boolean, Integer, Text, Varchar

from backend.actions.tables import ActionEvent, CorrectiveAction, Deadline
from backend.evidence.tables import EvidencePack
from backend.files.tables import File, FileHolder, FileUse, Upload
from backend.findings.tables import Nonconformity
from backend.inspections.tables import Answer, Inspection, Verdict
from backend.ledger.tables import (
    Checkpoint,
    Counter,
    LedgerEntry,
    LedgerNode,
    Log,
    Operation,
    Stream,
)
from backend.people.tables import (
    Chain,
    Device,
    Membership,
    Organisation,
    Person,
    Session,
    Throttle,
)
from backend.plumbing.database.shape import Shape, columns_of, meta_of, named
from backend.plumbing.jobs_table import Job
from backend.programme.tables import Assignment, Schedule
from backend.sites.tables import Calendar, Responsibility, Site
from backend.templates.tables import Document, RulePackVersion, Template, TemplateVersion

if TYPE_CHECKING:
    from piccolo.columns import Column
    from piccolo.table import Table

TABLES: tuple[type[Table], ...] = (
    Organisation, Calendar, Site, Person, Membership, Responsibility, Device, Session, Chain,
    Throttle, Document, Template, TemplateVersion, RulePackVersion, Schedule, Assignment,
    Operation, Inspection, Answer, Verdict, File, FileHolder, FileUse, Upload,
    Nonconformity, CorrectiveAction, Deadline, ActionEvent,
    Log, Stream, LedgerEntry, LedgerNode, Checkpoint, Counter, EvidencePack, Job,
)  # fmt: skip

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
}


def table_name(table: type[Table]) -> str:
    """The table's name in the database."""
    return meta_of(table).tablename


def schema() -> sa.MetaData:
    """The tables as SQLAlchemy metadata: what `alembic check` holds against the database."""
    metadata = sa.MetaData(naming_convention=NAMES)
    for table in TABLES:
        _add(metadata, table)
    return metadata


def _add(metadata: sa.MetaData, table: type[Table]) -> None:
    shape: Shape = vars(table)["shape"]
    made = sa.Table(
        table_name(table),
        metadata,
        *(_column(column) for column in columns_of(table)),
        sa.PrimaryKeyConstraint(*shape.key),
        *(
            sa.ForeignKeyConstraint(
                reference.columns, [f"{reference.table}.{column}" for column in reference.to]
            )
            for reference in shape.references
        ),
        *(
            # The name carries the text's hash: Alembic compares checks by name only.
            sa.CheckConstraint(sql, name=f"{name}_{hashlib.sha256(sql.encode()).hexdigest()[:6]}")
            for name, sql in shape.checks.items()
        ),
    )
    for index in shape.indexes:
        where = sa.text(index.where) if index.where else None
        sa.Index(
            None,
            *(made.c[column] for column in index.columns),
            unique=index.unique,
            sqlite_where=where,
            postgresql_where=where,
        )


def _column(column: Column) -> sa.Column[Any]:
    name, null = named(column)
    return sa.Column(name, _type(column), nullable=null)


def _type(column: Column) -> sa.types.TypeEngine[Any]:
    if isinstance(column, Varchar):
        plain = sa.String(column.length)
        return plain.with_variant(sa.String(column.length, collation="C"), "postgresql")
    if isinstance(column, Text):
        return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    for kind, made in ((BigInt, sa.BigInteger), (Integer, sa.Integer), (Boolean, sa.Boolean)):
        if isinstance(column, kind):
            return made()
    raise TypeError(f"no type for {column!r}")
