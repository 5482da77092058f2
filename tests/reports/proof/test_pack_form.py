"""The fixed ZIP form: readable by others, cut anywhere, and honest about changed files."""

import random
import zipfile
import zlib
from datetime import UTC, datetime
from io import BytesIO

import pytest

from reports.proof.pack_form import (
    Member,
    MemberChangedError,
    Recipe,
    member_headers,
    member_of_bytes,
    read,
)

ISSUED = datetime(2026, 4, 2, 3, 0, 44, tzinfo=UTC)


def a_recipe(*sizes: int) -> Recipe:
    """Members of these sizes."""
    members = (
        member_of_bytes(f"m{index}.bin", random.Random(index).randbytes(size))
        for index, size in enumerate(sizes)
    )
    return Recipe(members=tuple(members), issued_at=ISSUED)


def test_the_zip_is_read_by_another_program() -> None:
    """A pack opens in any ZIP reader with names, bytes and issue time."""
    recipe = a_recipe(0, 1, 5000)
    data = b"".join(read(recipe))

    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["m0.bin", "m1.bin", "m2.bin"]
        assert archive.infolist()[0].date_time == (2026, 4, 2, 3, 0, 44)
    assert recipe.length == len(data)


def test_any_range_is_a_slice_of_the_whole() -> None:
    """A download resumed at any byte continues with exactly the right bytes."""
    recipe = a_recipe(10, 300, 0, 77)
    whole, rng = b"".join(read(recipe)), random.Random(9)
    for _ in range(400):
        start, end = sorted(rng.choices(range(len(whole) + 1), k=2))
        assert whole[start:end] == b"".join(read(recipe, start, end))


def test_a_changed_photo_stops_the_writer_with_its_name() -> None:
    """A photograph altered on the server is not handed out; it is named."""
    member = member_of_bytes("photos/a.jpg", b"as received")
    changed = Member(
        name=member.name,
        size=member.size,
        crc32=member.crc32,
        sha256=member.sha256,
        source=lambda start, end: [b"is changed!"[start:end]],
    )

    with pytest.raises(MemberChangedError, match=r"photos/a\.jpg"):
        list(read(Recipe(members=(changed,), issued_at=ISSUED)))


def test_many_members_and_large_ones_use_zip64() -> None:
    """Seventy thousand members, and a member of five gigabytes, still make a readable ZIP."""
    empty = zlib.crc32(b"")
    members = tuple(
        Member(name=f"{i:05d}", size=0, crc32=empty, sha256="", source=lambda _a, _b: [])
        for i in range(70_000)
    )
    data = b"".join(read(Recipe(members=members, issued_at=ISSUED)))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert len(archive.namelist()) == 70_000
    big = Member(name="b", size=5 << 30, crc32=0, sha256="", source=lambda _a, _b: [])
    local, central = member_headers(big, 5 << 30, 0)
    assert (5 << 30).to_bytes(8, "little") in local
    assert (central.count((5 << 30).to_bytes(8, "little"))) == 3
    recipe = Recipe(members=(big, *members[:1]), issued_at=ISSUED)
    tail = b"".join(read(recipe, recipe.tail_at))
    assert recipe.length - recipe.tail_at == len(tail)
