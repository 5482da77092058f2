"""Reads and writes of files, their uses, and transfers under way."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.files.records import (
    Evidence,
    FileHere,
    FileHolderRow,
    FileKnown,
    FilePlace,
    FileRow,
    FileUseRow,
    UploadKnown,
    UploadRow,
)
from backend.files.tables import File, Upload
from backend.plumbing.database.records import GIVEN, columns, insert_records, written
from backend.plumbing.database.transaction import marks, only

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.plumbing.database.transaction import Reader, Transaction

FILE_BY_HASH = written(File.select().where((File.organisation == GIVEN) & (File.sha256 == GIVEN)))
UPLOAD_BY_ID = written(
    Upload.select().where((Upload.organisation == GIVEN) & (Upload.id == GIVEN))
)
HASHES_AT_ONCE = 5_000
# A use `u` of a file `f` that gives a right to read: whoever named it has sent it, or could read it
# then, or it was put here by the program itself.
RIGHTFUL = (
    "(u.granted OR f.person IS NULL OR EXISTS (SELECT 1 FROM file_holder h "
    "WHERE h.organisation = u.organisation AND h.sha256 = u.sha256 AND h.person = u.person))"
)


async def file_by_hash(reader: Reader, organisation: str, sha256: str) -> FileRow | None:
    return await only(reader, FileRow, FILE_BY_HASH, (organisation, sha256))


async def files_by_hash(
    reader: Reader, organisation: str, hashes: Sequence[str]
) -> list[FileHere]:
    """Those of these files that are here."""
    assert 0 < len(hashes) <= HASHES_AT_ONCE
    return await reader.records(
        FileHere,
        f"SELECT {columns(FileHere)} FROM file WHERE organisation = ? "
        f"AND sha256 IN ({marks(len(hashes))}) ORDER BY sha256",
        (organisation, *hashes),
    )


async def add_file(tx: Transaction, row: FileRow) -> None:
    await insert_records(tx, "file", [row], "ON CONFLICT (organisation, sha256) DO NOTHING")


async def upload_by_id(reader: Reader, organisation: str, upload: str) -> UploadRow | None:
    return await only(reader, UploadRow, UPLOAD_BY_ID, (organisation, upload))


async def open_transfers(
    reader: Reader, organisation: str, person: str | None, now: int
) -> tuple[int, int]:
    """How many transfers are begun and not finished, and their bytes; of everybody without a person."""
    rows = await reader.fetch(
        "SELECT COUNT(*) AS count, COALESCE(SUM(bytes), 0) AS bytes FROM upload WHERE organisation = ? "
        "AND metadata <> 'known' AND expires_at > ?"
        + ("" if person is None else " AND person = ?"),
        (organisation, now) if person is None else (organisation, now, person),
    )
    return int(rows[0]["count"]), int(rows[0]["bytes"])


async def add_upload(tx: Transaction, row: UploadRow) -> None:
    await insert_records(tx, "upload", [row])


async def end_upload(tx: Transaction, organisation: str, upload: str) -> None:
    await tx.execute(
        "DELETE FROM upload WHERE organisation = ? AND id = ?", (organisation, upload)
    )


async def expired_uploads(reader: Reader, now: int) -> list[UploadKnown]:
    return await reader.records(
        UploadKnown,
        "SELECT organisation, id FROM upload WHERE expires_at < ? LIMIT 1000",
        (now,),
    )


async def add_holder(tx: Transaction, organisation: str, sha256: str, person: str) -> None:
    """This person has sent the file."""
    await insert_records(
        tx,
        "file_holder",
        [FileHolderRow(organisation=organisation, sha256=sha256, person=person)],
        "ON CONFLICT (organisation, sha256, person) DO NOTHING",
    )


async def held_by(
    reader: Reader, organisation: str, person: str, hashes: Sequence[str]
) -> set[str]:
    """Those of these files that the person has sent."""
    if not hashes:
        return set()
    assert len(hashes) <= HASHES_AT_ONCE
    rows = await reader.fetch(
        f"SELECT sha256 FROM file_holder WHERE organisation = ? AND person = ? "
        f"AND sha256 IN ({marks(len(hashes))})",
        (organisation, person, *hashes),
    )
    return {row["sha256"] for row in rows}


async def places_of_files(
    reader: Reader, organisation: str, hashes: Sequence[str]
) -> list[FilePlace]:
    """The sites whose people may see these files."""
    assert 0 < len(hashes) <= HASHES_AT_ONCE
    return await reader.records(
        FilePlace,
        f"SELECT DISTINCT u.sha256, u.site FROM file_use u JOIN file f "
        f"ON f.organisation = u.organisation AND f.sha256 = u.sha256 "
        f"WHERE u.organisation = ? AND u.sha256 IN ({marks(len(hashes))}) AND {RIGHTFUL}",
        (organisation, *hashes),
    )


async def uses_of_subjects(
    reader: Reader, organisation: str, subjects: Sequence[str]
) -> list[Evidence]:
    """The files of these inspections, nonconformities or actions, with what the server has of them.

    What nobody who named it has sent or could read has not arrived here, whoever else has it.
    """
    if not subjects:
        return []
    return await reader.records(
        Evidence,
        "SELECT u.sha256, u.about, u.subject, u.operation, f.bytes, f.type, f.crc32, f.received_at "
        "FROM file_use u LEFT JOIN file f ON f.organisation = u.organisation AND f.sha256 = u.sha256 "
        f"AND {RIGHTFUL} WHERE u.organisation = ? AND u.subject IN ({marks(len(subjects))}) "
        "AND NOT u.withdrawn ORDER BY u.operation, u.sha256 LIMIT 20000",
        (organisation, *subjects),
    )


async def add_uses(tx: Transaction, rows: Sequence[FileUseRow]) -> None:
    await insert_records(
        tx, "file_use", rows, "ON CONFLICT (organisation, operation, sha256) DO NOTHING"
    )


async def unused_files(reader: Reader, received_before: int) -> list[FileKnown]:
    """Files that no operation named in time and no transfer was just told are here."""
    return await reader.records(
        FileKnown,
        "SELECT f.organisation, f.sha256 FROM file f WHERE f.received_at < ? AND NOT EXISTS "
        "(SELECT 1 FROM file_use u WHERE u.organisation = f.organisation AND u.sha256 = f.sha256) "
        "AND NOT EXISTS (SELECT 1 FROM upload t WHERE t.organisation = f.organisation "
        "AND t.sha256 = f.sha256) LIMIT 1000",
        (received_before,),
    )


async def forget_file(tx: Transaction, organisation: str, sha256: str) -> None:
    await tx.execute(
        "DELETE FROM file_holder WHERE organisation = ? AND sha256 = ?", (organisation, sha256)
    )
    await tx.execute(
        "DELETE FROM file WHERE organisation = ? AND sha256 = ?", (organisation, sha256)
    )


async def withdraw_uses(tx: Transaction, organisation: str, operations: Sequence[str]) -> None:
    for operation in operations:
        await tx.execute(
            "UPDATE file_use SET withdrawn = ? WHERE organisation = ? AND operation = ?",
            (True, organisation, operation),
        )


async def mark_known(tx: Transaction, organisation: str, upload: str) -> None:
    await tx.execute(
        "UPDATE upload SET metadata = 'known' WHERE organisation = ? AND id = ?",
        (organisation, upload),
    )
