"""File inspections by a day and a place that no list, watch or pack misses.

What was begun at an area before goes to its site, with the area beside it; what lies at a region
stays there and is in every pack of all sites. A business date far from its receipt gives way.

Revision ID: 0004
Revises: 0003
"""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OLDEST, NEWEST = timedelta(days=400), timedelta(days=2)
INDEXES = (
    ("ix_inspection_organisation_site_{}", ("organisation", "site", "{}")),
    ("ix_inspection_organisation_{}_id", ("organisation", "{}", "id")),
    (
        "ix_inspection_organisation_template_key_site_{}",
        ("organisation", "template_key", "site", "{}"),
    ),
)
INSPECTION = sa.table(
    "inspection",
    *(
        sa.column(name)
        for name in (
            "organisation", "id", "site", "area", "zone", "assignment", "business_date",
            "started_at", "filed_on", "doubts",
        )
    ),
)  # fmt: skip
SITE = sa.table(
    "site", *(sa.column(name) for name in ("organisation", "id", "parent", "level", "zone"))
)
ASSIGNMENT = sa.table("assignment", *(sa.column(name) for name in ("organisation", "id", "site")))


def upgrade() -> None:
    with op.batch_alter_table("inspection") as batch:
        batch.add_column(sa.Column("filed_on", _name(10), nullable=True))
        batch.add_column(sa.Column("doubts", _name(60), nullable=True))
    _move_matters_to_their_sites()
    _file()
    with op.batch_alter_table("inspection") as batch:
        batch.alter_column("filed_on", existing_type=_name(10), nullable=False)
        batch.alter_column("doubts", existing_type=_name(60), nullable=False)
    _index("business_date", "filed_on")


def downgrade() -> None:
    _index("filed_on", "business_date")
    with op.batch_alter_table("inspection") as batch:
        batch.drop_column("doubts")
        batch.drop_column("filed_on")


def _move_matters_to_their_sites() -> None:
    """What hangs on an inspection lies where the inspection does."""
    for name in ("nonconformity", "corrective_action", "file_use"):
        table = sa.table(name, sa.column("organisation"), sa.column("site"))
        area = sa.select(SITE.c.parent).where(
            (SITE.c.organisation == table.c.organisation)
            & (SITE.c.id == table.c.site)
            & (SITE.c.level == "area")
        )
        op.execute(table.update().where(area.exists()).values(site=area.scalar_subquery()))


def _file() -> None:
    """Most starts are filed as they were sent; each odd one is filed anew, with its doubts."""
    op.execute("UPDATE inspection SET filed_on = business_date, doubts = ''")
    bind = op.get_bind()
    places = {(row.organisation, row.id): row for row in bind.execute(sa.select(SITE))}
    planned = {(row.organisation, row.id): row.site for row in bind.execute(sa.select(ASSIGNMENT))}
    for row in bind.execute(sa.select(INSPECTION)).all():
        values = _filed(row, places, planned)
        if values["doubts"]:
            one = (INSPECTION.c.organisation == row.organisation) & (INSPECTION.c.id == row.id)
            op.execute(INSPECTION.update().where(one).values(**values))
    op.execute(
        "UPDATE nonconformity SET opened_on = (SELECT i.filed_on FROM inspection i "
        "WHERE i.organisation = nonconformity.organisation AND i.id = nonconformity.inspection)"
    )


def _filed(
    row: sa.Row[Any], places: dict[tuple[str, str], Any], planned: dict[tuple[str, str], str]
) -> dict[str, Any]:
    place = places[row.organisation, row.site]
    at_area = place.level == "area"
    site = places[row.organisation, place.parent] if at_area else place
    area = place.id if at_area else row.area
    known = places.get((row.organisation, area)) if area is not None else None
    # A region has no clock on the wall: what was sent is as good as any.
    zone = row.zone if place.level == "region" else site.zone
    fits = {
        "site": place.level == "site",
        "zone": row.zone == zone,
        "area": area is None or (known is not None and known.parent == site.id),
        "assignment": row.assignment is None
        or planned.get((row.organisation, row.assignment)) == site.id,
    }
    day = _filed_on(row.business_date, row.started_at, site.zone)
    fits["business_date"] = day == row.business_date
    return {
        "site": site.id,
        "area": area if fits["area"] else None,
        "zone": zone,
        "assignment": row.assignment if fits["assignment"] else None,
        "filed_on": day,
        "doubts": " ".join(name for name, fit in fits.items() if not fit),
    }


def _filed_on(business_date: str, started_at: int, zone: str) -> str:
    received = datetime.fromtimestamp(started_at / 1000, ZoneInfo(zone)).date()
    sent = date.fromisoformat(business_date)
    near = received - OLDEST <= sent <= received + NEWEST
    return business_date if near else received.isoformat()


def _index(before: str, after: str) -> None:
    for name, columns in INDEXES:
        op.drop_index(op.f(name.format(before)), "inspection")
        op.create_index(
            op.f(name.format(after)), "inspection", [column.format(after) for column in columns]
        )


def _name(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")
