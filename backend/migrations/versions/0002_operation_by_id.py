"""Find an operation by its id, also a refused one.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        op.f("ix_operation_organisation_id_status"), "operation", ["organisation", "id", "status"]
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_operation_organisation_id_status"), "operation")
