"""first schema"""

from alembic import op

from backend.migrations.first.recorded import RECORDED
from backend.migrations.first.standing import STANDING

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Who is referred to comes after who refers.
DROPPED = (
    "evidence_pack", "deadline", "corrective_action", "action_event", "nonconformity", "verdict",
    "answer", "inspection", "file_use", "upload", "file", "operation", "stream", "log",
    "ledger_node", "ledger_entry", "counter", "checkpoint", "assignment", "schedule",
    "rule_pack_version", "template_version", "template", "document", "membership",
    "responsibility", "site", "calendar", "session", "chain", "person", "device", "throttle",
    "organisation", "job",
)  # fmt: skip


def upgrade() -> None:
    for feature in (*STANDING, *RECORDED):
        feature()


def downgrade() -> None:
    for table in DROPPED:
        op.drop_table(table)
