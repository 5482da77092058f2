"""Photos, recordings and documents by their hash."""

from piccolo.table import Table

from backend.plumbing.database.shape import (
    WRITER,
    Index,
    Reference,
    Shape,
    Shaped,
    digest,
    flag,
    ident,
    long_text,
    moment,
    name,
)

ORGANISATION = Reference(columns=("organisation",), table="organisation", to=("id",))


class File(Shaped, Table, tablename="file", db=WRITER):
    """A file the server has, whole and checked; `type` is what its first bytes say."""

    organisation = ident()
    sha256 = digest(key=True)
    bytes = moment()
    crc32 = moment()
    type = name(100)
    received_at = moment()
    person = ident(null=True)

    shape = Shape(key=("organisation", "sha256"), references=(ORGANISATION,))


class FileHolder(Shaped, Table, tablename="file_holder", db=WRITER):
    """Who has sent a file, whole: naming it as evidence shows it to others from then on."""

    organisation = ident()
    sha256 = digest(key=True)
    person = ident()

    shape = Shape(
        key=("organisation", "sha256", "person"),
        references=(Reference(columns=("organisation", "person"), table="person"),),
    )


class FileUse(Shaped, Table, tablename="file_use", db=WRITER):
    """Where a file is evidence; it may be named before it arrives.

    `person` named it; `granted` says that they could read it already when they did.
    """

    organisation = ident()
    sha256 = digest()
    about = name(20)
    subject = ident()
    operation = ident(key=True)
    site = ident()
    withdrawn = flag()
    person = ident(null=True)
    granted = flag()

    shape = Shape(
        key=("organisation", "operation", "sha256"),
        references=(Reference(columns=("organisation", "site"), table="site"),),
        indexes=(
            Index(columns=("organisation", "sha256")),
            Index(columns=("organisation", "subject")),
        ),
    )


class Upload(Shaped, Table, tablename="upload", db=WRITER):
    """A transfer under way (tus 1.0)."""

    organisation = ident()
    id = ident(key=True)
    sha256 = digest()
    type = name(100)
    bytes = moment()
    person = ident()
    expires_at = moment()
    metadata = long_text()

    shape = Shape(references=(ORGANISATION,), indexes=(Index(columns=("expires_at",)),))
