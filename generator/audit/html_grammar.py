"""The HTML that our builder writes, and nothing besides: a tokenizer whose reading no browser can differ from.

HTML as browsers read it has many ways to show one thing and say another (comments that end early, elements whose
content is not shown, text moved out of tables). Nothing of that is in this grammar: docs/spec/50-verify.md, "Pages".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.entities import html5
from typing import TypeAlias

MAX_DEPTH = 256
MAX_TAGS = 100_000
BLANKS = " \t\r\n"

Attributes: TypeAlias = Mapping[str, str]


class Fault(Exception):  # noqa: N818 - not an error of the program but what is wrong with a page
    """The first place where a page leaves the grammar: message code, offset in the text, parameters."""

    def __init__(self, code: str, at: int, **params: str) -> None:
        super().__init__(code)
        self.code, self.at, self.params = code, at, params


@dataclass(frozen=True, slots=True)
class Start:
    """A start tag; an element that has no content gets no :class:`End`. ``parent`` is empty for the outermost."""

    tag: str
    attributes: Attributes
    parent: str
    at: int


@dataclass(frozen=True, slots=True)
class End:
    """An end tag."""

    tag: str
    at: int


@dataclass(frozen=True, slots=True)
class Text:
    """Text between two tags, character references resolved."""

    text: str
    at: int


Token: TypeAlias = Start | End | Text

VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})
SHAPES = frozenset({"rect", "line"})
"""The only elements inside pictures; written with a stroke at the end (``<rect …/>``)."""

PHRASING = frozenset({"a", "abbr", "b", "br", "code", "em", "i", "img", "span", "strong", "sub", "sup", "svg", "time"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_FLOW = (
    PHRASING
    | _HEADINGS
    | {"article", "aside", "blockquote", "div", "dl", "figure", "footer", "header", "hr", "main", "nav", "ol", "p"}
    | {"pre", "section", "table", "ul"}
)
_NOTHING: frozenset[str] = frozenset()
_ROWS = frozenset({"tr"})
_ITEMS = frozenset({"li"})
_SECTIONS = ("article", "aside", "blockquote", "dd", "div", "footer", "header", "li", "main", "nav", "section")
_LINES = (
    *_HEADINGS,
    *(
        "abbr",
        "b",
        "caption",
        "code",
        "dt",
        "em",
        "figcaption",
        "i",
        "p",
        "pre",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
    ),
)

CHILDREN: Mapping[str, frozenset[str]] = {
    "": frozenset({"html"}),
    "html": frozenset({"head", "body"}),
    "head": frozenset({"meta", "title", "link"}),
    "title": _NOTHING,
    "body": _FLOW | {"input", "label"},
    "label": _NOTHING,
    "svg": SHAPES,
    "table": frozenset({"caption", "thead", "tbody", "tfoot"}),
    **dict.fromkeys(("thead", "tbody", "tfoot"), _ROWS),
    "tr": frozenset({"th", "td"}),
    **dict.fromkeys(("th", "td"), _FLOW),
    **dict.fromkeys(("ol", "ul"), _ITEMS),
    "dl": frozenset({"dt", "dd"}),
    "figure": _FLOW | {"figcaption"},
    **dict.fromkeys(_SECTIONS, _FLOW),
    **dict.fromkeys(_LINES, PHRASING),
    "a": PHRASING - {"a"},
}
"""Which elements stand in which. What is not here is not in the language; a browser never moves any of it."""

_WITHOUT_TEXT = frozenset(
    {"", "html", "head", "svg", "table", "thead", "tbody", "tfoot", "tr", "ol", "ul", "dl", "label"}
)

SECURITY_POLICY = (
    "default-src 'none'; style-src 'self' file:; img-src 'self' file: data:; base-uri 'none'; form-action 'none'"
)
METAS: tuple[Attributes, ...] = (
    {"charset": "utf-8"},
    {"name": "viewport", "content": "width=device-width,initial-scale=1"},
    {"name": "color-scheme", "content": "light dark"},
    {"http-equiv": "Content-Security-Policy", "content": SECURITY_POLICY},
    {"name": "referrer", "content": "no-referrer"},
)
"""What the head of every page says, each once and in this order; besides them only a description."""

_ANY = re.compile(r".*", re.DOTALL)
_NONE = re.compile(r"(?!)")
_NUMBER = re.compile(r"[0-9]{1,5}(?:\.[0-9])?")
_NAME = re.compile(r"[^ \t\r\n]+")
_BELOW = r"(?!/[/\\])[^\\:/?#\s]*(?:[/?#][^\\\s]*)?"
_FILE = re.compile(_BELOW)
_LINK = re.compile(rf"{_BELOW}|(?:https?://|mailto:)[^\\\s]+")
_WORD = re.compile(r"[a-z][a-z-]*")


def _exactly(*values: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(value) for value in values))


RECORD, FIELD, GRADE, ROOT, DEMO = (f"data-kaohe-{name}" for name in ("record", "field", "grade", "root", "demo"))
_PLAIN = {"class": _ANY, "id": _NAME, "lang": re.compile(r"[A-Za-z-]{1,20}")}
_COMMON = {**_PLAIN, RECORD: _ANY, FIELD: _ANY, GRADE: _ANY, ROOT: _NONE}
_LABELLED = {"aria-label": _ANY, "aria-labelledby": _ANY}
_CELL = {"style": _exactly(*(f"text-align: {side};" for side in ("left", "center", "right")))}
_SVG = {"class": _ANY, "aria-label": _ANY, "role": _exactly("img"), "viewBox": _ANY, "preserveAspectRatio": _WORD}
_SHAPE = dict.fromkeys(("x", "y", "x1", "x2", "y1", "y2", "rx", "width", "height"), _NUMBER) | {"class": _ANY}
_COMPONENTS = _exactly("announce", "container", "content", "dialog", "main", "skip")
_PALETTE = dict.fromkeys((f"data-md-color-{name}" for name in ("scheme", "primary", "accent")), _WORD)
_INPUT = {"class": "md-toggle", "type": "checkbox", "autocomplete": "off"}

ATTRIBUTES: Mapping[str, Mapping[str, re.Pattern[str]]] = {
    "html": {"lang": _exactly("zh", "en"), "class": _exactly("no-js")},
    "head": {},
    "title": {},
    "meta": dict.fromkeys(("charset", "name", "http-equiv", "content"), _ANY),
    "link": {
        "rel": _exactly("alternate", "canonical", "icon", "stylesheet"),
        "href": _LINK,
        "hreflang": _exactly("en", "x-default", "zh"),
        "type": _exactly("image/svg+xml"),
    },
    "body": {"dir": _exactly("ltr"), **_PALETTE},
    "input": {
        **{name: _exactly(value) for name, value in _INPUT.items()},
        **{"data-md-toggle": _exactly("drawer", "search"), "id": _exactly("__drawer", "__search")},
    },
    "label": {"class": _exactly("md-overlay"), "for": _exactly("__drawer")},
    "svg": _SVG,
    **dict.fromkeys(SHAPES, _SHAPE),
    "br": _PLAIN,
    "hr": _PLAIN,
    "img": {**_PLAIN, "src": _FILE, "alt": _ANY, "title": _ANY, "width": _NUMBER, "height": _NUMBER},
    "a": {
        **_COMMON,
        "href": _LINK,
        "hreflang": _exactly("en", "zh"),
        "rel": _exactly("alternate"),
        "title": _ANY,
        "aria-current": _exactly("true"),
        "download": _NONE,
    },
    "abbr": {**_COMMON, "title": _ANY},
    "div": {
        **_COMMON,
        **_LABELLED,
        "role": _exactly("region"),
        "tabindex": _exactly("0"),
        "data-md-component": _COMPONENTS,
    },
    "main": {**_COMMON, "data-md-component": _COMPONENTS},
    "ol": {**_COMMON, **_LABELLED, "start": _NUMBER},
    "nav": {**_COMMON, **_LABELLED},
    "section": {**_COMMON, **_LABELLED},
    "p": {**_COMMON, DEMO: _NONE},
    "pre": {**_COMMON, "tabindex": _exactly("0")},
    "td": {**_COMMON, **_CELL},
    "th": {**_COMMON, **_CELL, "scope": _exactly("col", "row", "rowgroup")},
    "time": {**_COMMON, "datetime": _ANY},
}
"""Which attributes an element may have and what may be in them; ``_NONE``: the name alone. Others have ``_COMMON``."""

_TOKEN = re.compile(
    r"</(?P<end>[a-z][a-z0-9]*+)>"
    r"|<(?P<start>[a-z][a-z0-9]*+)(?P<attributes>(?:[ \t\r\n]++[A-Za-z0-9-]++(?:=\"[^\"<>]*+\")?+)*+)"
    r"[ \t\r\n]*+(?P<stroke>/?)>"
    r"|(?P<text>[^<]++)"
)
_ATTRIBUTE = re.compile(r'([A-Za-z0-9-]++)(?:="([^"]*+)")?+')
_BEGINNING = re.compile(r"[ \t\r\n]*+<!doctype html>")
_REFERENCE = re.compile(r"&(?:([A-Za-z][A-Za-z0-9]{1,31};)|#([0-9]{1,7});|#x([0-9A-Fa-f]{1,6});)")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e00ff\U000f0000-\U0010ffff]"
)
"""Characters that show nothing, change the direction of text, or look different everywhere."""


def tokens(text: str) -> Iterator[Token]:
    """The tags and texts of a page, in time proportional to its length. Raises :class:`Fault` A230 to A234."""
    if unseen := _UNSEEN.search(text):
        raise Fault("A234", unseen.start(), char=f"U+{ord(unseen[0]):04X}")
    beginning = _BEGINNING.match(text)
    if not beginning:
        raise Fault("A230", 0)
    at, open_tags, tags = beginning.end(), [""], 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            raise Fault("A230", at)
        parent = open_tags[-1]
        if (words := found["text"]) is not None:
            if parent in _WITHOUT_TEXT and words.strip(BLANKS):
                raise Fault("A233", at, parent=parent or "—")
            yield Text(_decoded(words, at), at)
        elif (tag := found["end"]) is not None:
            if tag != parent:
                raise Fault("A230", at)
            open_tags.pop()
            yield End(tag, at)
        else:
            tag = found["start"]
            tags += 1
            if tag not in CHILDREN[parent] or (tag == "a" and "a" in open_tags):
                raise Fault("A231", at, tag=tag[:20], parent=parent or "—")
            if tags > MAX_TAGS or len(open_tags) > MAX_DEPTH or (found["stroke"] != "") > (tag in VOID | SHAPES):
                raise Fault("A230", at)
            yield Start(tag, _attributes(tag, found["attributes"], at), parent, at)
            if tag in SHAPES and not found["stroke"]:
                raise Fault("A230", at)
            if tag not in VOID and tag not in SHAPES:
                open_tags.append(tag)
        at = found.end()
    if open_tags != [""]:
        raise Fault("A230", len(text))


def _attributes(tag: str, text: str, at: int) -> Attributes:
    """The attributes of a tag, each once, each allowed there with this value."""
    if not text:
        return {}
    allowed = ATTRIBUTES.get(tag, _COMMON)
    given: dict[str, str] = {}
    for found in _ATTRIBUTE.finditer(text):
        name, value = found[1], found[2]
        pattern = allowed.get(name)
        if pattern is None or name in given or (pattern is _NONE) != (value is None):
            raise Fault("A232", at, tag=tag, name=name[:40])
        given[name] = _decoded(value or "", at)
        if pattern is not _NONE and not pattern.fullmatch(given[name]):
            raise Fault("A232", at, tag=tag, name=name)
    return given


def _decoded(text: str, at: int) -> str:
    """The text with its character references resolved; every ``&`` must begin one."""
    if "&" not in text:
        return text

    def resolve(reference: re.Match[str]) -> str:
        name, decimal, hexadecimal = reference.groups()
        number = int(decimal) if decimal else int(hexadecimal or "0", 16)
        found = html5.get(name) if name else chr(number) if 0 < number < 0x110000 else None
        if found is None or _UNSEEN.search(found):
            raise Fault("A230" if found is None else "A234", at, char=reference[0])
        return found

    resolved, number = _REFERENCE.subn(resolve, text)
    if number != text.count("&"):
        raise Fault("A230", at)
    return resolved
