"""A page as the engine made it, held against a closed list of what may stand in it (docs/spec/41-site.md, "Pages").

HTML can be written so that a pattern sees one thing and a browser another. Here nothing is searched for: a page is
read token by token in the one notation that the engine uses, and whatever is not listed stops the build.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from generator.core.problem import Place, Problem
from generator.site.export import CONFIG_FOLDER

NOT_FOUND = "404.html"
ARTICLE_CLASS = "md-content__inner md-typeset"
SUMMARY_ID = "kaohe-summary-goes-here"
CLASSES = frozenset(
    {"admonition", "admonition-title", "footnote", "footnote-backref", "footnote-ref", "k-lead", "toc", "toctitle"}
)
"""The classes that a narrative page may use; besides them one word for the kind of an admonition."""

_ADMONITION = re.compile(r"admonition [a-z]{1,20}")
_TAG = re.compile(
    r"<(?P<end>/?)(?P<tag>[a-z][a-z0-9]*)(?P<attributes>(?:\s+[a-z][a-z-]*(?:=\"[^\"<>]*\")?)*)\s*(?P<void>/?)>"
)
_ATTRIBUTE = re.compile(r"([a-z][a-z-]*)(?:=\"([^\"]*)\")?")
_REFERENCE = re.compile(r"&(?!amp;|#[0-9]{1,6};|#x[0-9a-fA-F]{1,5};)")
_BEGINNING = re.compile(r"<[!/?]?[A-Za-z\[-]{0,12}")
_DOCTYPE = "<!doctype html>"
_SHOWN = 60

# No backslash, blank or control character: browsers drop some of them and read others as a stroke.
_REST = r"[^\s\\\x00-\x20\x7f\"'<>]*"
_RELATIVE = rf"(?:(?!/)[^\s\\\x00-\x20\x7f\"'<>:/?#]*(?:[/?#]{_REST})?)"
_LOCAL = re.compile(rf"{_RELATIVE}|/(?!/){_REST}")
_LINK = re.compile(rf"{_RELATIVE}|(?:https?://|mailto:)[^\s\\/\x00-\x20\x7f\"'<>]{_REST}")
_OWN = re.compile(rf"{_LOCAL.pattern}|https://[^\s\\/\x00-\x20\x7f\"'<>]{_REST}")
_PICTURE = re.compile(r"(?:\.\./)*assets/[a-z0-9._-]+\.(?:png|jpg)")

_ANY = re.compile(r".*", re.DOTALL)
_ID = re.compile(r"(?!kaohe-)[\w.:-]{1,100}")
_LANG = re.compile(r"[A-Za-z-]{1,20}")
_LENGTH = re.compile(r"[0-9]{1,4}")
_ALIGNED = {"style": re.compile(r"text-align: (?:left|center|right);")}
_EVERYWHERE = {"class": _ANY, "id": _ID, "lang": _LANG}

_VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PLAIN = (
    *_HEADINGS, "blockquote", "br", "code", "dd", "div", "dl", "dt", "em", "hr", "li", "p", "pre", "strong", "sub",
    "sup", "table", "tbody", "thead", "tr", "ul",
)  # fmt: skip
_ARTICLE: Mapping[str, Mapping[str, re.Pattern[str]]] = {
    **{tag: {} for tag in _PLAIN},
    **dict.fromkeys(("th", "td"), _ALIGNED),
    "a": {"href": _LINK, "title": _ANY},
    "abbr": {"title": _ANY},
    "img": {"src": _PICTURE, "alt": _ANY, "title": _ANY, "width": _LENGTH, "height": _LENGTH},
    "ol": {"start": _LENGTH},
}
_ONLY_IN = {
    **dict.fromkeys(("dd", "dt"), ("dl",)),
    **dict.fromkeys(("thead", "tbody"), ("table",)),
    **dict.fromkeys(("td", "th"), ("tr",)),
    "li": ("ol", "ul"),
    "tr": ("thead", "tbody"),
}
"""Elements with their parents. A browser moves what stands in a list or table without belonging there."""

_HOLDERS = frozenset(parent for parents in _ONLY_IN.values() for parent in parents)
_LINES = frozenset({*_HEADINGS, "a", "abbr", "code", "dt", "em", "p", "pre", "strong", "sub", "sup"})
_PHRASES = frozenset({"a", "abbr", "br", "code", "em", "img", "strong", "sub", "sup"})

_FRAME_TAGS = frozenset(
    {"a", "article", "aside", "body", "div", "footer", "h1", "h2", "head", "header", "html", "img", "input", "label"}
    | {"li", "link", "main", "meta", "nav", "p", "section", "span", "strong", "title", "ul"}
)
_FRAME_ATTRIBUTES = frozenset(
    {"alt", "autocomplete", "charset", "class", "content", "data-kaohe-demo", "dir", "for", "height", "href"}
    | {"hreflang", "http-equiv", "id", "lang", "name", "rel", "src", "type", "width"}
)
_FRAME_FAMILIES = ("aria-", "data-md-")


class _Fault(Exception):  # noqa: N818 - what is wrong with a page, no error of the program
    """Where a page leaves the list: code and the stretch of text."""

    def __init__(self, code: str, what: str) -> None:
        super().__init__(code, what)
        self.code, self.what = code, what


def page_problem(path: str, text: str, source: str = "") -> Problem | None:
    """The first thing in a page of the engine that must not be there, or None.

    ``path`` is the page's path in the site, ``source`` its Markdown, in which the line is looked for. B162: an address
    that is not allowed there; B163: anything else.
    """
    try:
        _check(text, narrative=path != NOT_FOUND)
    except _Fault as fault:
        line, column = _line(source, fault.what)
        name = f"{CONFIG_FOLDER}/pages/{path.removesuffix('.html')}.md" if source else path
        return Problem(fault.code, Place(name, line, column), {"what": _names(fault.what)})
    return None


def _names(what: str) -> str:
    """The names in a tag without its values, which may be words that belong nowhere, not even into a message."""
    match = _TAG.fullmatch(what)
    if match is None:
        start = _BEGINNING.match(what)
        return start[0] if start else "…"
    names = (name for name, _ in _ATTRIBUTE.findall(match["attributes"]))
    return f"<{match['end']}{' '.join((match['tag'], *names))}{match['void']}>"[:_SHOWN]


def _line(source: str, what: str) -> tuple[int, int]:
    """Line and column of what was found, as far as it stands in the source in the same words; otherwise zeros."""
    for sought in (what, what[:12]):
        if sought and (at := source.find(sought)) >= 0:
            return source.count("\n", 0, at) + 1, at - source.rfind("\n", 0, at)
    return 0, 0


def _check(text: str, *, narrative: bool) -> None:
    """Raises _Fault."""
    position = len(text) - len(text.lstrip())
    if not text.startswith(_DOCTYPE, position):
        raise _Fault("B163", text[position : position + _SHOWN])
    position += len(_DOCTYPE)
    stack: list[str] = []
    # How deep the article lies; everything deeper is what its author wrote.
    article = 0
    articles = 0
    while (at := text.find("<", position)) >= 0:
        inside = 0 < article <= len(stack)
        _check_text(text[position:at], stack, inside=inside and narrative)
        match = _TAG.match(text, at)
        if match is None:
            raise _Fault("B163", text[at : at + _SHOWN])
        tag, attributes = match["tag"], _attributes(match)
        position = match.end()
        if match["end"]:
            if attributes or match["void"] or not stack or stack.pop() != tag:
                raise _Fault("B163", match[0])
            continue
        if match["void"] and tag not in _VOID:
            raise _Fault("B163", match[0])
        if inside and narrative:
            _check_article(match[0], tag, attributes, stack, article)
        else:
            _check_frame(match[0], tag, attributes)
        if tag == "article":
            articles += 1
            article = len(stack) + 1
            if articles > 1 or attributes != {"class": ARTICLE_CLASS}:
                raise _Fault("B163", match[0])
        if tag not in _VOID:
            stack.append(tag)
    if stack or articles != 1 or text[position:].strip():
        raise _Fault("B163", text[position:].strip() or (stack[-1] if stack else "article"))


def _check_text(text: str, stack: list[str], *, inside: bool) -> None:
    if "\0" in text or (inside and stack[-1] in _HOLDERS and text.strip()):
        raise _Fault("B163", text.strip())


def _attributes(match: re.Match[str]) -> dict[str, str]:
    pairs = _ATTRIBUTE.findall(match["attributes"])
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Fault("B163", match[0])
    return found


def _check_article(what: str, tag: str, attributes: Mapping[str, str], stack: list[str], article: int) -> None:
    """A tag in the part of a page that a person wrote."""
    if tag == "div" and attributes == {"id": SUMMARY_ID} and len(stack) == article:
        return
    allowed = _ARTICLE.get(tag)
    parent = stack[-1]
    misplaced = tag in _ONLY_IN and parent not in _ONLY_IN[tag]
    misplaced |= parent in _HOLDERS and parent not in _ONLY_IN.get(tag, ())
    misplaced |= parent in _LINES and tag not in _PHRASES
    if allowed is None or misplaced or (tag == "a" and "a" in stack):
        raise _Fault("B163", what)
    for name, value in attributes.items():
        pattern = allowed.get(name) or _EVERYWHERE.get(name)
        if pattern is None:
            raise _Fault("B163", what)
        if name in ("href", "src"):
            _check_address(what, value, pattern)
        elif not pattern.fullmatch(html.unescape(value)):
            raise _Fault("B163", what)
    words = attributes.get("class", "")
    if words and not (_ADMONITION.fullmatch(words) or all(word in CLASSES for word in words.split())):
        raise _Fault("B163", what)


def _check_frame(what: str, tag: str, attributes: Mapping[str, str]) -> None:
    """A tag that the theme or our templates made around an article."""
    if tag not in _FRAME_TAGS:
        raise _Fault("B163", what)
    for name in attributes:
        if name not in _FRAME_ATTRIBUTES and not name.startswith(_FRAME_FAMILIES):
            raise _Fault("B163", what)
    if attributes.get("http-equiv", "Content-Security-Policy") != "Content-Security-Policy":
        raise _Fault("B163", what)
    # The page's own full addresses are said, never fetched.
    own = tag == "link" and attributes.get("rel") in ("alternate", "canonical")
    for name in ("href", "src"):
        if name in attributes:
            _check_address(what, attributes[name], _OWN if own else _LOCAL)


def _check_address(what: str, value: str, pattern: re.Pattern[str]) -> None:
    if _REFERENCE.search(value) or not pattern.fullmatch(html.unescape(value)):
        raise _Fault("B162", what)
