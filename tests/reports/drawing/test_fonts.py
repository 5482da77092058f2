"""Faces, subsets and the map back to text, each trap with its own test."""

import re

import pytest

from reports.drawing.fonts import DuplicateFontError, Embedded, FaceBook, FontBytes, to_unicode


def test_two_faces_with_one_name_are_refused(fonts: FontBytes) -> None:
    """A second font under the same name would lose its characters, so it is refused."""
    same = FontBytes(
        regular=fonts.regular,
        bold=fonts.regular,
        latin_regular=fonts.latin_regular,
        latin_bold=fonts.latin_bold,
    )
    with pytest.raises(DuplicateFontError, match="NotoSansSC-Regular"):
        FaceBook(same)


def test_characters_beyond_the_basic_plane_copy_as_themselves() -> None:
    """A rare character of a person's name can be copied out of the PDF unharmed."""
    mapped = to_unicode([(1, "\U0002cb4e")], digits=2).decode()

    assert "<01> <D872DF4E>" in mapped
    assert bytes.fromhex("D872DF4E").decode("utf-16-be") == "\U0002cb4e"


def test_the_map_keeps_to_blocks_of_a_hundred() -> None:
    """Readers that keep to the letter of the format can read the map."""
    counts = re.findall(
        rb"(\d+) beginbfchar", to_unicode([(i, chr(0x4E00 + i)) for i in range(1, 256)], digits=2)
    )

    assert counts == [b"100", b"100", b"55"]


def test_a_missing_character_is_a_fault_not_a_gap(faces: FaceBook) -> None:
    """A character that the face has not is refused loudly."""
    with pytest.raises(AssertionError, match="U\\+1F600"):
        list(Embedded(faces.regular, "R").encode("😀"))


def test_english_quotes_are_narrow_in_the_latin_cut(faces: FaceBook) -> None:
    """In English, quotation marks and the dot do not tear the words apart."""
    for mark in "“”‘’·":
        assert faces.latin_regular.widths[ord(mark)] < faces.regular.widths[ord(mark)]
    for char in "龘镕喆㛃𬭎":
        assert ord(char) in faces.regular.glyphs


def test_more_characters_than_one_subset_holds_get_a_second(faces: FaceBook) -> None:
    """Three hundred different characters are all embedded, in two subsets."""
    chars = "".join(chr(code) for code in sorted(faces.regular.glyphs) if code > 0x20)[:300]
    names = {name for name, _ in Embedded(faces.regular, "R").encode(chars)}

    assert {"R0", "R1"} == names
