"""What a page says that records must bear out: elements marked with ``data-kaohe-*`` (docs/spec/50-verify.md, "Pages").

An element with ``data-kaohe-field`` shows the value at that JSON pointer of a record's body; one with
``data-kaohe-grade`` shows a grade; the nearest element around it with ``data-kaohe-record`` names the record. One with
``data-kaohe-root`` shows the ledger's root.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from generator.audit.html_grammar import (
    BLANKS,
    DEMO,
    FIELD,
    GRADE,
    METAS,
    PHRASING,
    RECORD,
    ROOT,
    SHAPES,
    VOID,
    End,
    Fault,
    Start,
    Text,
    tokens,
)

SHOWN = frozenset(
    {
        "k-answer",
        "k-correction",
        "k-course",
        "k-course__body",
        "k-demo",
        "k-digest",
        "k-facts",
        "k-facts--wide",
        "k-family",
        "k-grade",
        "k-item-id",
        "k-mend",
        "k-note",
        "k-number",
        "k-opinion",
        "k-page",
        "k-result",
        "k-result__grade",
        "k-result__notes",
        "k-result__score",
        "k-score",
    }
    | {"k-score__value", "k-seal", "k-seal--open", "k-seal__grade", "k-summary", "k-table", "k-table--narrow"}
    | {"k-table--stack"}
    | {"k-table--result", "k-table--units", "k-wide", "md-banner", "md-banner__inner", "md-container", "md-content"}
    | {"md-content__inner", "md-grid", "md-main", "md-main__inner", "md-typeset", "no-js"}
)
"""Classes that what is marked, and what is around it, may have. Others can hide it: ``k-hidden``, ``md-dialog``."""

Kind: TypeAlias = Literal["field", "grade", "root"]

_BLANKS = re.compile(f"[{BLANKS}]+")
_MARKS: Mapping[str, Kind] = {FIELD: "field", GRADE: "grade", ROOT: "root"}
_OF_MARKED = frozenset({"class", "id", "href", RECORD, *_MARKS})


@dataclass(frozen=True, slots=True)
class Claim:
    """One marked element: ``text`` is what a reader sees, blanks collapsed.

    ``value`` is the pointer, the grade's id, or nothing. ``row`` numbers the table row around it within the
    page, 0 where there is none.
    """

    kind: Kind
    record: str
    value: str
    text: str
    line: int
    tag: str
    row: int


@dataclass(frozen=True, slots=True)
class Broken:
    """Where and how a page leaves the grammar."""

    code: str
    line: int
    column: int
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """What the checks need of one HTML page, up to the first place where it is none."""

    claims: tuple[Claim, ...] = ()
    demo: bool = False
    broken: Broken | None = None
    lang: str = ""


def read_page(data: bytes) -> Page:
    """The claims of an HTML page in their order. Never raises; what is wrong is in ``broken`` (A200, A230 to A238)."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return Page(broken=Broken("A200", 1, 1, {}))
    reader = _Reader(text)
    try:
        for token in tokens(text):
            if isinstance(token, Text):
                reader.text(token)
            elif isinstance(token, Start):
                reader.start(token)
            else:
                reader.end(token)
        reader.finish(len(text))
    except Fault as fault:
        line = text.count("\n", 0, fault.at) + 1
        column = fault.at - text.rfind("\n", 0, fault.at)
        return Page(tuple(reader.claims), reader.demo, Broken(fault.code, line, column, fault.params), reader.lang)
    return Page(tuple(reader.claims), reader.demo, lang=reader.lang)


@dataclass(slots=True)
class _Element:
    tag: str
    record: str = ""
    row: int = 0
    shown: bool = True
    marked: Start | None = None
    notice: bool = False
    skip: bool = False


@dataclass(slots=True)
class _Reader:
    """Follows the tokens of one page."""

    source: str
    claims: list[Claim] = field(default_factory=list)
    demo: bool = False
    lang: str = ""
    _open: list[_Element] = field(default_factory=lambda: [_Element("")])
    _once: list[str] = field(default_factory=list)
    _metas: int = 0
    _described: bool = False
    _rows: int = 0
    _line: int = 1
    _counted: int = 0
    _marked_text: str = ""
    _joined: bool = False
    _after_mark: bool = False
    _spoken: bool = False

    def start(self, token: Start) -> None:
        outer = self._open[-1]
        if outer.marked:
            raise Fault("A235", token.at)
        if token.parent in ("", "html", "head"):
            self._frame(token)
        if token.tag not in PHRASING or token.tag in ("br", "img", "svg"):
            self._joined = self._after_mark = False
        if token.tag in VOID or token.tag in SHAPES:
            return
        given = token.attributes
        self._rows += token.tag == "tr"
        element = _Element(
            token.tag,
            record=given.get(RECORD, outer.record),
            row=self._rows if token.tag == "tr" else outer.row,
            shown=outer.shown and SHOWN.issuperset(given.get("class", "").split()),
            notice=outer.notice or DEMO in given,
            skip=outer.skip or _is_skip(token),
        )
        if DEMO in given and (self.demo or self._spoken or outer.notice or not element.shown):
            raise Fault("A237", token.at)
        if not _MARKS.keys().isdisjoint(given):
            self._begin_mark(element, token)
        self._open.append(element)

    def text(self, token: Text) -> None:
        element = self._open[-1]
        words = token.text.strip(BLANKS)
        if element.marked:
            self._marked_text = words
            self._spoken = True
            return
        if self._after_mark and token.text[0] not in BLANKS:
            raise Fault("A236", token.at)
        self._after_mark = False
        self._joined = bool(words) and token.text[-1] not in BLANKS
        if not words or element.tag == "title" or element.skip:
            return
        if element.notice:
            self.demo = self.demo or element.shown
        self._spoken = True

    def end(self, token: End) -> None:
        element = self._open.pop()
        if token.tag not in PHRASING:
            self._joined = self._after_mark = False
        if element.marked:
            self._end_mark(element, element.marked)

    def finish(self, at: int) -> None:
        """What must have been there by the end of the page."""
        if self._once != ["html", "head", "title", "body"] or self._metas != len(METAS):
            raise Fault("A238", at)

    def _frame(self, token: Start) -> None:
        """The outermost elements, each once and in order; the head says what every page's head says."""
        if token.tag == "link":
            if self._metas < len(METAS) or "href" not in token.attributes or "rel" not in token.attributes:
                raise Fault("A238", token.at)
        elif token.tag != "meta":
            if token.tag == "html":
                self.lang = token.attributes.get("lang", "")
            self._once.append(token.tag)
            if self._once != ["html", "head", "title", "body"][: len(self._once)]:
                raise Fault("A238", token.at)
        elif self._metas < len(METAS) and token.attributes == METAS[self._metas]:
            self._metas += 1
        elif set(token.attributes) == {"name", "content"} and token.attributes["name"] == "description":
            if self._described or not self._metas:
                raise Fault("A238", token.at)
            self._described = True
        else:
            raise Fault("A238", token.at)

    def _begin_mark(self, element: _Element, token: Start) -> None:
        given = token.attributes
        several = len(_MARKS.keys() & given.keys()) > 1
        if not element.shown or element.skip or element.notice or several or not _OF_MARKED.issuperset(given):
            raise Fault("A235", token.at)
        if self._joined or self._after_mark:
            raise Fault("A236", token.at)
        element.marked = token
        self._marked_text = ""

    def _end_mark(self, element: _Element, start: Start) -> None:
        name = next(name for name in _MARKS if name in start.attributes)
        self._line += self.source.count("\n", self._counted, start.at)
        self._counted = start.at
        text = collapsed(self._marked_text)
        value = start.attributes[name]
        self.claims.append(Claim(_MARKS[name], element.record, value, text, self._line, element.tag, element.row))
        self._after_mark = element.tag in PHRASING


def _is_skip(token: Start) -> bool:
    """A link to the content of the same page, for readers who use the keyboard: it comes before everything else."""
    given = token.attributes
    return token.tag == "a" and given.get("class") == "md-skip" and given.get("href", "").startswith("#")


def collapsed(text: str) -> str:
    """The text with every run of blanks (as HTML knows them) as one blank, none at the ends."""
    return _BLANKS.sub(" ", text).strip(" ")
