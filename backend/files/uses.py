"""Where files are evidence, and who may see them (protocol.md §8, §9).

An attach names a hash, and a hash is no secret. It gives a right to read only where the person who
attached has sent that file, now or later, or could read it before. Without that it stands in the record as
evidence that has not arrived.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend.files import queries
from backend.files.records import FileUseRow
from backend.plumbing.objects import object_key
from backend.problems import RefusedError, field_refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence

    from backend.files.records import Evidence, FileHere, FileRow
    from backend.permissions import Caller
    from backend.plumbing.database.transaction import Reader, Transaction
    from backend.plumbing.shell import Shell

    CallerOf = Callable[[str], Awaitable[Caller]]

HASH = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A file named as evidence by a person: an attach, or a move with its files."""

    sha256: str
    about: str
    subject: str
    operation: str
    site: str
    person: str | None


async def missing(shell: Shell, caller: Caller, hashes: Sequence[str]) -> list[str]:
    """Those of these files that this person is to send: not here whole, or not sent by them."""
    asked = list(dict.fromkeys(hashes))
    if bad := next((one for one in asked if not HASH.match(one)), None):
        raise field_refused(
            "sha256", f"{bad[:80]}: 64 hex digits each.", f"{bad[:80]}：每项须为 64 位十六进制数。"
        )
    organisation = caller.organisation
    async with shell.database.reading() as reader:
        rows = await present(reader, organisation, asked)
        held = await queries.held_by(reader, organisation, caller.person, sorted(rows))
    keys = [object_key(organisation, one) for one in asked if one in held]
    here = dict(zip(keys, await shell.objects.exist(keys), strict=True))
    return [one for one in asked if not here.get(object_key(organisation, one))]


async def readable(shell: Shell, caller: Caller, sha256: str) -> FileRow:
    """The file's row when the caller may see it where it is evidence; else `not_found`."""
    async with shell.database.reading() as reader:
        row = await queries.file_by_hash(reader, caller.organisation, sha256)
        able = row is not None and sha256 in await entitled(reader, caller, [sha256])
    if row is None or not able:
        raise RefusedError("not_found")
    return row


async def entitled(reader: Reader, caller: Caller, hashes: Iterable[str]) -> set[str]:
    """Those of these files that are here and that the caller may read."""
    rows = await present(reader, caller.organisation, hashes)
    reached = caller.sites(frozenset(caller.sites_by_role))
    if reached is None:
        return set(rows)
    able: set[str] = set()
    for some in _parts(rows):
        able |= await queries.held_by(reader, caller.organisation, caller.person, some)
        seen = await queries.places_of_files(reader, caller.organisation, some)
        able |= {one.sha256 for one in seen if one.site in reached}
    return able


async def used(
    tx: Transaction, organisation: str, named: Sequence[Use], caller_of: CallerOf
) -> None:
    """Remember uses, and which of them were made by somebody who could read the file just then."""
    if not named:
        return
    by_person: dict[str, set[str]] = {}
    here = await present(tx, organisation, [one.sha256 for one in named])
    for one in named:
        if one.person is not None and one.sha256 in here:
            by_person.setdefault(one.person, set()).add(one.sha256)
    able = {
        (person, sha256)
        for person, hashes in by_person.items()
        for sha256 in await entitled(tx, await caller_of(person), hashes)
    }
    await queries.add_uses(
        tx,
        [
            FileUseRow(
                organisation=organisation,
                sha256=one.sha256,
                about=one.about,
                subject=one.subject,
                operation=one.operation,
                site=one.site,
                withdrawn=False,
                person=one.person,
                granted=(one.person, one.sha256) in able,
            )
            for one in named
        ],
    )


async def withdrawn(tx: Transaction, organisation: str, operations: Sequence[str]) -> None:
    """These attachments are evidence no more; their files stay."""
    await queries.withdraw_uses(tx, organisation, operations)


async def evidence_of(
    reader: Reader, organisation: str, subjects: Sequence[str]
) -> list[Evidence]:
    """The files of these subjects, also those that have not arrived yet."""
    return await queries.uses_of_subjects(reader, organisation, subjects)


async def present(reader: Reader, organisation: str, hashes: Iterable[str]) -> dict[str, FileHere]:
    """Those of these files that the server has, by hash."""
    return {
        row.sha256: row
        for some in _parts(hashes)
        for row in await queries.files_by_hash(reader, organisation, some)
    }


def _parts(hashes: Iterable[str]) -> Iterator[list[str]]:
    known = sorted(set(hashes))
    for at in range(0, len(known), queries.HASHES_AT_ONCE):
        yield known[at : at + queries.HASHES_AT_ONCE]
