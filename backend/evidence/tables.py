"""Evidence packs that were asked for."""

from piccolo.table import Table

from backend.plumbing.database.shape import (
    WRITER,
    Index,
    Reference,
    Shape,
    Shaped,
    day,
    digest,
    ident,
    long_text,
    moment,
    name,
    one_of,
)


class EvidencePack(Shaped, Table, tablename="evidence_pack", db=WRITER):
    """One pack; `recipe` lists its members, its bytes lie in DATA/packs/ID."""

    organisation = ident()
    id = ident(key=True)
    from_on = day()
    to_on = day()
    sites = long_text()
    language = name(20)
    state = name(10)
    asked_by = ident()
    issued_at = moment()
    size = moment()
    bytes = moment()
    manifest = digest(null=True)
    file_name = name(200)

    shape = Shape(
        references=(Reference(columns=("organisation", "asked_by"), table="person"),),
        indexes=(Index(columns=("organisation", "issued_at")),),
        checks={"state": one_of("state", "building", "issued", "failed", "cancelled")},
    )
