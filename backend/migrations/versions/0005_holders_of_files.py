"""Know who has sent a file: naming its hash shows it to nobody else.

Of what is here already the first sender is known. An older use goes on to show the file where whoever
named it was that sender, holds a role everywhere, or one at a place where that sender named it.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


# A role everywhere, or one that reaches a place where its first sender named the file.
COULD_READ = (
    "EXISTS (SELECT 1 FROM membership m WHERE m.organisation = file_use.organisation "
    "AND m.person = file_use.person AND (m.site IS NULL OR EXISTS (SELECT 1 FROM file_use o "
    "JOIN file_holder h ON h.organisation = o.organisation AND h.sha256 = o.sha256 "
    "AND h.person = o.person JOIN site s ON s.organisation = o.organisation AND s.id = o.site "
    "WHERE o.organisation = file_use.organisation AND o.sha256 = file_use.sha256 "
    "AND s.path LIKE '%' || m.site || '%')))"
)


def upgrade() -> None:
    op.create_table(
        "file_holder",
        sa.Column("organisation", _name(36), nullable=False),
        sa.Column("sha256", _name(64), nullable=False),
        sa.Column("person", _name(36), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "person"],
            ["person.organisation", "person.id"],
            name=op.f("fk_file_holder_organisation_person"),
        ),
        sa.PrimaryKeyConstraint("organisation", "sha256", "person", name=op.f("pk_file_holder")),
    )
    op.execute(
        "INSERT INTO file_holder (organisation, sha256, person) "
        "SELECT organisation, sha256, person FROM file WHERE person IS NOT NULL"
    )
    with op.batch_alter_table("file_use") as batch:
        batch.add_column(sa.Column("person", _name(36), nullable=True))
        batch.add_column(
            sa.Column("granted", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.execute(
        "UPDATE file_use SET person = COALESCE("
        "(SELECT o.actor FROM operation o WHERE o.organisation = file_use.organisation "
        "AND o.id = file_use.operation AND o.status = 'ok'), "
        "(SELECT e.actor FROM action_event e WHERE e.organisation = file_use.organisation "
        "AND e.id = file_use.operation))"
    )
    granted = sa.table("file_use", sa.column("granted", sa.Boolean()))
    op.execute(granted.update().where(sa.text(COULD_READ)).values(granted=True))
    # Whoever named it and could read it may have sent it as well: their device goes on to know it.
    op.execute(
        "INSERT INTO file_holder (organisation, sha256, person) "
        "SELECT DISTINCT u.organisation, u.sha256, u.person FROM file_use u "
        "JOIN file f ON f.organisation = u.organisation AND f.sha256 = u.sha256 "
        "WHERE u.granted AND u.person IS NOT NULL AND NOT EXISTS (SELECT 1 FROM file_holder h "
        "WHERE h.organisation = u.organisation AND h.sha256 = u.sha256 AND h.person = u.person)"
    )
    with op.batch_alter_table("file_use") as batch:
        batch.alter_column("granted", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("file_use") as batch:
        batch.drop_column("granted")
        batch.drop_column("person")
    op.drop_table("file_holder")


def _name(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")
