"""Published checklists and the rules that judge them; a published version never changes."""

from piccolo.table import Table

from backend.plumbing.database.shape import (
    WRITER,
    Index,
    Reference,
    Shape,
    Shaped,
    count,
    digest,
    ident,
    long_text,
    moment,
    name,
)

ORGANISATION = Reference(columns=("organisation",), table="organisation", to=("id",))


class Document(Shaped, Table, tablename="document", db=WRITER):
    """Canonical JSON, stored once by its hash."""

    organisation = ident()
    sha256 = digest(key=True)
    kind = name(20)
    bytes = count()
    text = long_text()

    shape = Shape(key=("organisation", "sha256"), references=(ORGANISATION,))


class Template(Shaped, Table, tablename="template", db=WRITER):
    """A checklist through all its versions; the counter numbers its inspections."""

    organisation = ident()
    id = ident(key=True)
    key = name()
    kind = name(30)
    title = long_text()
    prefix = name(10)

    shape = Shape(
        references=(ORGANISATION,),
        indexes=(
            Index(columns=("organisation", "key"), unique=True),
            Index(columns=("organisation", "prefix"), unique=True),
        ),
    )


class TemplateVersion(Shaped, Table, tablename="template_version", db=WRITER):
    """What is asked, pinned by its hash."""

    organisation = ident()
    id = ident(key=True)
    template = ident()
    key = name()
    version = count()
    sha256 = digest()
    kind = name(30)
    title = long_text()
    published_at = moment()
    retired_at = moment(null=True)

    shape = Shape(
        references=(
            Reference(columns=("organisation", "template"), table="template"),
            Reference(
                columns=("organisation", "sha256"), table="document", to=("organisation", "sha256")
            ),
        ),
        indexes=(
            Index(columns=("organisation", "key", "version"), unique=True),
            Index(columns=("organisation", "sha256"), unique=True),
        ),
    )


class RulePackVersion(Shaped, Table, tablename="rule_pack_version", db=WRITER):
    """How it is judged, pinned to one template version."""

    organisation = ident()
    id = ident(key=True)
    key = name()
    version = count()
    sha256 = digest()
    template_sha256 = digest()
    published_at = moment()
    retired_at = moment(null=True)

    shape = Shape(
        references=(
            Reference(
                columns=("organisation", "sha256"), table="document", to=("organisation", "sha256")
            ),
        ),
        indexes=(
            Index(columns=("organisation", "key", "version", "template_sha256"), unique=True),
            Index(columns=("organisation", "sha256"), unique=True),
        ),
    )
