"""Know a restored log by a text as its epoch, operations issued anew, and those that wait for a start.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATUS_BEFORE = ("ck_operation_status_777e29", "status IN ('ok', 'rejected')")
STATUS = ("ck_operation_status_6ddcb0", "status IN ('ok', 'rejected', 'copy')")
REFUSED_BY_SUBJECT = "ix_operation_organisation_subject"


def upgrade() -> None:
    with op.batch_alter_table("log") as batch:
        batch.alter_column(
            "epoch", type_=_name(40), existing_nullable=False, postgresql_using="epoch::varchar"
        )
        batch.add_column(sa.Column("key_name", _name(200), nullable=True))
    op.execute("UPDATE log SET key_name = origin, epoch = CAST(epoch AS VARCHAR(40))")
    with op.batch_alter_table("log") as batch:
        batch.alter_column("key_name", existing_type=_name(200), nullable=False)
    _change_check("operation", STATUS_BEFORE, STATUS)
    refused = sa.text("status = 'rejected'")
    op.create_index(
        op.f(REFUSED_BY_SUBJECT),
        "operation",
        ["organisation", "subject"],
        sqlite_where=refused,
        postgresql_where=refused,
    )


def downgrade() -> None:
    op.drop_index(op.f(REFUSED_BY_SUBJECT), "operation")
    op.execute("DELETE FROM operation WHERE status = 'copy'")
    _change_check("operation", STATUS, STATUS_BEFORE)
    log = sa.table("log", sa.column("organisation"), sa.column("epoch"))
    for organisation, epoch in (
        op.get_bind().execute(sa.select(log.c.organisation, log.c.epoch)).all()
    ):
        whole = {"epoch": epoch.split(".")[0]}
        op.execute(log.update().where(log.c.organisation == organisation).values(**whole))
    with op.batch_alter_table("log") as batch:
        batch.drop_column("key_name")
        batch.alter_column(
            "epoch",
            type_=sa.BigInteger(),
            existing_nullable=False,
            postgresql_using="epoch::bigint",
        )


def _name(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def _change_check(table: str, before: tuple[str, str], after: tuple[str, str]) -> None:
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(before[0]), type_="check")
        batch.create_check_constraint(op.f(after[0]), sa.text(after[1]))
