"""Know who has sent a file: naming its hash shows it to nobody else.

Of what is here already the first sender is known. An older use goes on to show the file where whoever
named it was that sender, or holds a role everywhere and so could read every file.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


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
    everywhere = sa.text(
        "EXISTS (SELECT 1 FROM membership m WHERE m.organisation = file_use.organisation "
        "AND m.person = file_use.person AND m.site IS NULL)"
    )
    op.execute(granted.update().where(everywhere).values(granted=True))
    with op.batch_alter_table("file_use") as batch:
        batch.alter_column("granted", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("file_use") as batch:
        batch.drop_column("granted")
        batch.drop_column("person")
    op.drop_table("file_holder")


def _name(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")
