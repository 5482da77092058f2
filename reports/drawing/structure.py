"""The structure tree of a tagged PDF: elements are written as soon as they are closed."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from reports.drawing.writer import PdfWriter, pdf_text, references

Attributes = Mapping[str, str]


@dataclass(slots=True)
class Element:
    """One open structure element; kids are finished PDF fragments."""

    number: int
    tag: str
    parent: int
    attributes: Attributes
    kids: list[bytes] = field(default_factory=list[bytes])


class Structure:
    """Open elements as a stack, and the parent tree from pages back to elements."""

    __slots__ = ("_marked", "_parents", "_stack", "_writer", "links", "root")

    def __init__(self, writer: PdfWriter) -> None:
        self._writer = writer
        self.root = writer.reserve()
        self._stack: list[Element] = []
        self._marked: list[int] = []
        self._parents: list[int] = []
        self.links: list[int] = []

    def open(self, tag: str, attributes: Attributes) -> Element:
        parent = self._stack[-1].number if self._stack else self.root
        element = Element(self._writer.reserve(), tag, parent, attributes)
        if self._stack:
            self._stack[-1].kids.append(references([element.number]))
        self._stack.append(element)
        return element

    def close(self) -> Element:
        element = self._stack.pop()
        body = b"<</Type/StructElem/S/%s/P %d 0 R/K[%s]%s>>" % (
            element.tag.encode(),
            element.parent,
            b" ".join(element.kids),
            b"".join(_attribute(name, value) for name, value in element.attributes.items()),
        )
        self._writer.put(element.number, body)
        return element

    def mark(self, element: Element, page: int) -> int:
        """The content number, on this page, of the element's next content."""
        number = len(self._marked)
        self._marked.append(element.number)
        element.kids.append(b"<</Type/MCR/Pg %d 0 R/MCID %d>>" % (page, number))
        return number

    def link(self, element: Element, page: int, annotation: int) -> int:
        """The parent-tree place of an annotation, counted after all pages."""
        element.kids.append(b"<</Type/OBJR/Pg %d 0 R/Obj %d 0 R>>" % (page, annotation))
        self.links.append(element.number)
        return len(self.links) - 1

    def end_page(self) -> None:
        self._parents.append(self._writer.add(b"[%s]" % references(self._marked)))
        self._marked = []

    def write_root(self, document: int) -> None:
        places = [*self._parents, *self.links]
        pairs = b" ".join(b"%d %d 0 R" % pair for pair in enumerate(places))
        self._writer.put(
            self.root,
            b"<</Type/StructTreeRoot/K %d 0 R/ParentTree<</Nums[%s]>>/ParentTreeNextKey %d>>"
            % (document, pairs, len(places)),
        )

    @contextmanager
    def group(self, tag: str, attributes: Attributes) -> Generator[Element]:
        yield self.open(tag, attributes)
        self.close()


def _attribute(name: str, value: str) -> bytes:
    if name == "scope":
        return b"/A<</O/Table/Scope/%s>>" % value.encode()
    if name == "box":
        return b"/A<</O/Layout/Placement/Block/BBox[%s]>>" % value.encode()
    if name == "colspan":
        return b"/A<</O/Table/ColSpan %d>>" % int(value)
    return b"/%s%s" % (name.encode(), pdf_text(value))
