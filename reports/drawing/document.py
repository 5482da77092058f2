"""One tagged PDF: pages with marked content, images, links, bookmarks, attachments."""

import hashlib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from reports.drawing.fonts import Embedded, FaceBook
from reports.drawing.glyphs import GlyphFont
from reports.drawing.jpeg import COLOUR_SPACES, JpegHead
from reports.drawing.metadata import CREATOR, srgb_profile, xmp_packet
from reports.drawing.outline import Bookmark, write_outline
from reports.drawing.structure import Element, Structure
from reports.drawing.writer import PdfWriter, Sink, pdf_text, references

PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the file says of itself."""

    title: str
    author: str
    language: str
    created: datetime


@dataclass(slots=True)
class Page:
    """An open or finished page: its object, its late footer, its place."""

    number: int
    index: int
    language: str
    footer: int
    code: list[str] = field(default_factory=list[str])
    images: dict[str, int] = field(default_factory=dict[str, int])
    annotations: list[int] = field(default_factory=list[int])


class Document:
    """Draw page by page; nothing of a finished page but its number stays in memory."""

    def __init__(self, sink: Sink, about: About, faces: FaceBook) -> None:
        self.writer = PdfWriter(sink)
        self.about = about
        self.structure = Structure(self.writer)
        self.fonts = {
            name: Embedded(face, name) for name, face in zip("RBST", faces.faces(), strict=True)
        }
        self._chain = faces.chain
        self._glyph_fonts: dict[tuple[int, bool], GlyphFont] = {}
        self._pages_root, self._resources = self.writer.reserve(), self.writer.reserve()
        self._pages: list[tuple[int, int, str]] = []
        self._images: dict[str, int] = {}
        self._bookmarks: list[Bookmark] = []
        self._places: dict[str, tuple[int, float]] = {}
        self._links: list[tuple[int, bytes, str]] = []
        self._attachments: list[tuple[str, int]] = []
        self.page: Page | None = None
        self._body = self.structure.open("Document", {})

    @property
    def code(self) -> list[str]:
        assert self.page is not None
        return self.page.code

    def glyph_font(self, index: int, *, bold: bool) -> GlyphFont:
        """A font of the chain, embedded once in each weight that is used."""
        font = self._glyph_fonts.get((index, bold))
        if font is None:
            name = f"{'H' if bold else 'G'}{index}"
            font = self._glyph_fonts[index, bold] = GlyphFont(
                self._chain.face(index), name, bold=bold
            )
        return font

    def start_page(self, language: str) -> Page:
        self.end_page()
        self.page = Page(
            number=self.writer.reserve(),
            index=len(self._pages),
            language=language,
            footer=self.writer.reserve(),
        )
        return self.page

    def end_page(self) -> None:
        page = self.page
        if page is None:
            return
        body = self.writer.add_stream("\n".join(page.code).encode("latin-1"))
        images = b"".join(
            b"/%s %d 0 R" % (name.encode(), number) for name, number in page.images.items()
        )
        notes = b"/Annots[%s]/Tabs/S" % references(page.annotations) if page.annotations else b""
        self.writer.put(
            page.number,
            b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.2f %.2f]/Contents[%d 0 R %d 0 R]"
            b"/Resources<</Font %d 0 R/XObject<<%s>>>>/StructParents %d%s>>"
            % (
                *(self._pages_root, PAGE_WIDTH, PAGE_HEIGHT, body, page.footer),
                *(self._resources, images, page.index, notes),
            ),
        )
        self.structure.end_page()
        self._pages.append((page.number, page.footer, page.language))
        self.page = None

    @contextmanager
    def tag(self, name: str, **attributes: str) -> Generator[Element]:
        """A leaf element: everything drawn inside, on this page, is its content."""
        assert self.page is not None
        with self.structure.group(name, attributes) as element:
            number = self.structure.mark(element, self.page.number)
            self.code.append(f"/{name} <</MCID {number}>> BDC")
            yield element
            self.code.append("EMC")

    @contextmanager
    def group(self, name: str, **attributes: str) -> Generator[Element]:
        """A container element; it may run over pages."""
        with self.structure.group(name, attributes) as element:
            yield element

    @contextmanager
    def artifact(self, kind: str = "") -> Generator[None]:
        """Decoration that a reader aloud skips."""
        self.code.append(f"/Artifact <</Type/Pagination{kind}>> BDC" if kind else "/Artifact BMC")
        yield
        self.code.append("EMC")

    def image(self, key: str, data: bytes, head: JpegHead) -> str:
        """The resource name of a JPEG, copied in unchanged, once per document."""
        assert self.page is not None
        number = self._images.get(key)
        if number is None:
            entries = (
                b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace%s"
                b"/BitsPerComponent 8/Filter/DCTDecode"
            ) % (head.width, head.height, COLOUR_SPACES[head.components])
            number = self._images[key] = self.writer.add_stream(data, entries, packed=False)
        name = f"I{number}"
        self.page.images[name] = number
        return name

    def bookmark(self, title: str, level: int, top: float, key: str) -> None:
        """A bookmark and the place that links with this key lead to."""
        assert self.page is not None
        place = (self.page.number, top)
        self._places[key] = place
        self._bookmarks.append(Bookmark(title=title, level=level, place=place))

    def link(self, element: Element, box: tuple[float, float, float, float], to: str) -> None:
        """A link to a place in this document; the place may come later."""
        assert self.page is not None
        number = self.writer.reserve()
        self.page.annotations.append(number)
        key = self.structure.link(element, self.page.number, number)
        rect = b" ".join(b"%.2f" % value for value in box)
        head = b"<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[%s]/Contents%s" % (
            rect,
            pdf_text(to),
        )
        self._links.append((number, head + b"/StructParent %d", to))
        assert key == len(self._links) - 1

    def attach(self, name: str, data: bytes, kind: str) -> None:
        """A file inside the file, so that the PDF alone still proves something."""
        entries = b"/Type/EmbeddedFile/Subtype/%s/Params<</Size %d>>" % (
            kind.replace("/", "#2F").encode(),
            len(data),
        )
        file, text = self.writer.add_stream(data, entries), pdf_text(name)
        spec = b"<</Type/Filespec/F%s/UF%s/AFRelationship/Data/Desc%s/EF<</F %d 0 R/UF %d 0 R>>>>"
        self._attachments.append((name, self.writer.add(spec % (text, text, text, file, file))))

    def close(self, footer: Callable[[int, int, str], str]) -> int:
        """Write what had to wait: footers, links, fonts, tree, catalogue. Gives the page count."""
        self.end_page()
        total = len(self._pages)
        for index, (_, stream, language) in enumerate(self._pages):
            self.writer.put_stream(stream, footer(index + 1, total, language).encode("latin-1"))
        for key, (number, head, to) in enumerate(self._links):
            page, top = self._places[to]
            dest = b"/Dest[%d 0 R/XYZ 0 %.1f null]>>" % (page, top)
            self.writer.put(number, head % (total + key) + dest)
        self.structure.close()
        self.structure.write_root(self._body.number)
        written = [one for font in self.fonts.values() for one in font.write(self.writer)]
        written += [font.write(self.writer) for font in self._glyph_fonts.values()]
        fonts = b"".join(b"/%s %d 0 R" % (name.encode(), number) for name, number in written)
        self.writer.put(self._resources, b"<<%s>>" % fonts)
        kids = references(number for number, _, _ in self._pages)
        self.writer.put(self._pages_root, b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, total))
        self._write_catalogue()
        return total

    def _write_catalogue(self) -> None:
        about, writer = self.about, self.writer
        profile = writer.add_stream(srgb_profile(), b"/N 3")
        intent = writer.add(
            b"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)"
            b"/Info(sRGB)/DestOutputProfile %d 0 R>>" % profile
        )
        packet = xmp_packet(
            title=about.title, author=about.author, language=about.language, created=about.created
        )
        xmp = writer.add_stream(packet, b"/Type/Metadata/Subtype/XML", packed=False)
        outline = write_outline(writer, self._bookmarks)
        root = writer.add(
            b"<</Type/Catalog/Pages %d 0 R/Lang%s/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R"
            b"/Metadata %d 0 R/OutputIntents[%d 0 R]/ViewerPreferences<</DisplayDocTitle true>>"
            b"%s%s>>"
            % (
                *(self._pages_root, pdf_text(about.language), self.structure.root, xmp, intent),
                b"/PageMode/UseOutlines/Outlines %d 0 R" % outline if outline else b"",
                self._names(),
            )
        )
        when = b"(D:%s+00'00')" % f"{about.created:%Y%m%d%H%M%S}".encode()
        title, author, creator = (pdf_text(t) for t in (about.title, about.author, CREATOR))
        info = writer.add(
            b"<</Title%s/Author%s/Creator%s/Producer%s/CreationDate%s/ModDate%s>>"
            % (title, author, creator, creator, when, when)
        )
        seed = f"{about.title}|{about.created.isoformat()}".encode()
        writer.close(root=root, info=info, file_id=hashlib.sha256(seed).digest()[:16])

    def _names(self) -> bytes:
        if not self._attachments:
            return b""
        files = sorted(self._attachments)
        names = b" ".join(b"%s %d 0 R" % (pdf_text(name), number) for name, number in files)
        specs = references(number for _, number in files)
        return b"/Names<</EmbeddedFiles<</Names[%s]>>>>/AF[%s]" % (names, specs)
