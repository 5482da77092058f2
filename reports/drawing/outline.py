"""Bookmarks: a flat list with levels becomes the linked tree that readers show."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from reports.drawing.writer import PdfWriter, pdf_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """A title, its level from 0, and (page object, top) to jump to."""

    title: str
    level: int
    place: tuple[int, float]


def write_outline(writer: PdfWriter, bookmarks: Sequence[Bookmark]) -> int:
    """Write all items; gives the outline's object number, or 0 when there is none."""
    if not bookmarks:
        return 0
    root = writer.reserve()
    numbers = [writer.reserve() for _ in bookmarks]
    parents, children = _tree(bookmarks)
    for index, bookmark in enumerate(bookmarks):
        siblings = children[parents[index]]
        at = bisect_left(siblings, index)
        links = b"/Prev %d 0 R" % numbers[siblings[at - 1]] if at else b""
        if at + 1 < len(siblings):
            links += b"/Next %d 0 R" % numbers[siblings[at + 1]]
        own = children.get(index, [])
        if own:
            first, last = numbers[own[0]], numbers[own[-1]]
            links += b"/First %d 0 R/Last %d 0 R/Count %d" % (first, last, -len(own))
        parent = numbers[parents[index]] if parents[index] >= 0 else root
        page, top = bookmark.place
        writer.put(
            numbers[index],
            b"<</Title%s/Parent %d 0 R/Dest[%d 0 R/XYZ 0 %.1f null]%s>>"
            % (pdf_text(bookmark.title), parent, page, top, links),
        )
    top_level = children[-1]
    writer.put(
        root,
        b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>"
        % (numbers[top_level[0]], numbers[top_level[-1]], len(top_level)),
    )
    return root


def _tree(bookmarks: Sequence[Bookmark]) -> tuple[list[int], dict[int, list[int]]]:
    """Parent of each (−1: the root), and the children of each, in order."""
    parents: list[int] = []
    children: dict[int, list[int]] = {}
    open_items: list[int] = []
    for index, bookmark in enumerate(bookmarks):
        while open_items and bookmarks[open_items[-1]].level >= bookmark.level:
            open_items.pop()
        parent = open_items[-1] if open_items else -1
        parents.append(parent)
        children.setdefault(parent, []).append(index)
        open_items.append(index)
    return parents, children
