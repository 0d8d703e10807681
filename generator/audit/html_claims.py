"""What a page says that records must bear out: elements marked with ``data-kaohe-*`` (docs/spec/50-verify.md, "Pages").

An element with ``data-kaohe-field`` shows the value at that JSON pointer of a record's body; one with
``data-kaohe-grade`` shows a grade; the nearest element around it with ``data-kaohe-record`` names the record.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Literal

RECORD = "data-kaohe-record"
FIELD = "data-kaohe-field"
GRADE = "data-kaohe-grade"
DEMO = "data-kaohe-demo"

_MARK = b"data-kaohe-"
_UNSEEN = frozenset({"script", "style", "template", "noscript", "title"})
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One marked element: ``value`` is the pointer or the grade's id, ``text`` what a reader sees, blanks collapsed."""

    kind: Literal["field", "grade"]
    record: str
    value: str
    text: str
    line: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class Page:
    """What the checks need of one HTML page; ``readable`` is false where it is not UTF-8 or not HTML.

    ``lang``: the language that the page says it is in, without region; only where the page has any marked element.
    """

    claims: tuple[Claim, ...] = ()
    demo: bool = False
    readable: bool = True
    lang: str = ""


def read_page(data: bytes) -> Page:
    """The claims of an HTML page, in the order in which their elements end. Never raises."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return Page(readable=False)
    if _MARK not in data.lower():
        return Page()
    reader = _Reader()
    try:
        reader.feed(text)
        reader.close()
    except (AssertionError, ValueError):
        # The library's parser gives up on some malformed declarations.
        return Page(readable=False)
    if any(element.kind or element.demo for element in reader.open):
        return Page(readable=False)
    return Page(tuple(reader.claims), reader.demo, lang=reader.lang)


@dataclass(slots=True)
class _Element:
    tag: str
    record: str
    kind: Literal["field", "grade"] | None
    value: str
    demo: bool
    hidden: bool
    line: int
    text: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Keeps the open elements; every marked one collects the text inside it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[_Element] = []
        self.claims: list[Claim] = []
        self.demo = False
        self.lang = ""
        self._listening: list[_Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        if tag in _VOID:
            return
        given = dict(reversed(attrs))  # of an attribute given twice the first counts, as in browsers
        outer = self.open[-1] if self.open else None
        if tag == "html" and not self.lang:
            self.lang = (given.get("lang") or "").partition("-")[0].lower()
        kind: Literal["field", "grade"] | None = "field" if FIELD in given else "grade" if GRADE in given else None
        element = _Element(
            tag=tag,
            record=given.get(RECORD) or (outer.record if outer else ""),
            kind=kind,
            value=given.get(FIELD if kind == "field" else GRADE) or "",
            demo=DEMO in given,
            hidden=tag in _UNSEEN or "hidden" in given or (outer is not None and outer.hidden),
            line=self.getpos()[0],
        )
        self.open.append(element)
        if kind or element.demo:
            self._listening.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """``<tag/>``: in HTML the stroke means nothing, but inside SVG such an element has no end tag."""
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the element, and those inside it that were left open."""
        if not any(element.tag == tag for element in reversed(self.open)):
            return
        while self.open:
            element = self.open.pop()
            if element.kind or element.demo:
                self._end(element)
            if element.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        """Text that a reader sees."""
        if self._listening and not self.open[-1].hidden:
            for element in self._listening:
                element.text.append(data)
        elif self._listening and self.open[-1].tag not in _UNSEEN:
            # Inside something hidden: what is marked there is still held to its record.
            for element in self._listening:
                if element.hidden:
                    element.text.append(data)

    def _end(self, element: _Element) -> None:
        self._listening.remove(element)
        text = collapsed("".join(element.text))
        if element.kind:
            claim = Claim(element.kind, element.record, element.value, text, element.line, element.hidden)
            self.claims.append(claim)
        if element.demo and text and not element.hidden:
            self.demo = True


def collapsed(text: str) -> str:
    """The text with every run of blanks as one blank, none at the ends."""
    return " ".join(text.split())
