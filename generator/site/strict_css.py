"""The owner's style sheets: colours, type and spacing, and nothing by which a page could say something else.

A closed grammar: simple selectors, listed properties, plain values. What is hidden, moved, generated or fetched by a
style sheet cannot be written in it. Docs: docs/spec/41-site.md, "Style sheets".
"""

from __future__ import annotations

import re

from generator.core.problem import Place, Problem
from generator.site.strict_html import CLASSES

# Of what is refused only names are said: strings and values may be words that belong nowhere.
_NAMES = re.compile(r"[@.#*:\[]{0,2}[A-Za-z_-]{0,30}")
_COMMENT = re.compile(r"/\*(?:(?!\*/)[^\\])*\*/", re.DOTALL)
_BLOCK = re.compile(r"\s*([^{}]*)\{([^{}]*)\}")
_MEDIA = re.compile(r"\s*@media (?:\(prefers-color-scheme: (?:dark|light)\)|print)\s*\{")
_ELEMENT = (
    r"(?:html|body|a|abbr|blockquote|code|dd|dl|dt|em|h[1-6]|hr|img|li|ol|p|pre|strong|sub|sup|table|tbody|td|th|thead"
    r"|tr|ul)"
)
_CLASS = rf"(?:\.(?:md-typeset|{'|'.join(sorted(CLASSES))}))"
_SIMPLE = rf"(?:{_ELEMENT}{_CLASS}*|{_CLASS}+)(?::(?:hover|focus|visited|link))?"
_COMPLEX = rf"(?::root|{_SIMPLE}(?:(?: ?[>+] ?| ){_SIMPLE})*)"
_SELECTORS = re.compile(rf"{_COMPLEX}(?: ?, ?{_COMPLEX})*")
_END_OF_MEDIA = re.compile(r"\s*\}")

_FAMILY_VARIABLE = re.compile(r"--k-(?:serif|sans|mono)")
_COLOUR_VARIABLE = re.compile(r"--k-[a-z-]+")
_COLOUR = (
    r"(?:#[0-9a-fA-F]{3}|#[0-9a-fA-F]{6}|var\(--k-[a-z-]+\)|(?!transparent|inherit|initial|unset|revert)[a-z]+"
    r"|rgb\([0-9]{1,3}(?:, ?[0-9]{1,3}){2}\))"
)
_SMALL = r"(?:0|(?:[0-9]{1,2}(?:\.[0-9]+)?|\.[0-9]+)px|(?:[0-9](?:\.[0-9]+)?|\.[0-9]+)r?em)"
_LINE = r"(?:none|solid|dashed|dotted|double)"
_FAMILY = r"(?:[A-Za-z-]+|\"[\w -]+\"|var\(--k-[a-z-]+\))"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


_FAMILIES = _pattern(rf"{_FAMILY}(?:, ?{_FAMILY})*")
_SPACING = _pattern(rf"{_SMALL}(?: {_SMALL}){{0,3}}|auto|0 auto")
_BORDER = _pattern(rf"(?:{_SMALL}|{_LINE}|{_COLOUR})(?: (?:{_SMALL}|{_LINE}|{_COLOUR})){{0,2}}")
_SIDES = ("", "-top", "-right", "-bottom", "-left")
PROPERTIES = {
    "color": _pattern(_COLOUR),
    "background-color": _pattern(_COLOUR),
    **{f"border{side}": _BORDER for side in _SIDES},
    **{f"border{side}-color": _pattern(_COLOUR) for side in _SIDES},
    **{f"border{side}-style": _pattern(_LINE) for side in _SIDES},
    **{f"border{side}-width": _pattern(_SMALL) for side in _SIDES},
    "border-radius": _pattern(_SMALL),
    **{f"{name}{side}": _SPACING for name in ("margin", "padding") for side in _SIDES},
    "font-family": _FAMILIES,
    "font-weight": _pattern(r"normal|bold|[1-9]00"),
    # From about ten pixels upwards: the theme's root is twenty pixels at least.
    "font-size": _pattern(r"(?:1[0-9]|[2-6][0-9])(?:\.[0-9]+)?px|(?:0?\.[5-9][0-9]*|[1-3](?:\.[0-9]+)?)rem"),
    "line-height": _pattern(r"[12](?:\.[0-9]+)?"),
    "max-width": _pattern(r"none|(?:[2-9][0-9]|1[0-9]{2})(?:r?em|ch)"),
}
"""The properties that a style sheet may set, each with the whole form of its value."""


def style_problem(path: str, data: bytes) -> Problem | None:
    """The first thing in a style sheet that is not allowed (B150), or None."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return Problem("B150", Place(path), {"what": "UTF-8"})
    # Comments keep their line breaks, so that lines can be counted.
    bare = _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    wrong = _first_fault(bare)
    if wrong is None:
        return None
    at, what = wrong
    at += len(bare[at:]) - len(bare[at:].lstrip())
    place = Place(path, bare.count("\n", 0, at) + 1, at - bare.rfind("\n", 0, at))
    shown = _NAMES.match(what.strip())
    return Problem("B150", place, {"what": (shown[0] if shown else "") or "…"})


def _first_fault(text: str) -> tuple[int, str] | None:
    """Offset and words of the first thing that is not in the grammar."""
    position, in_media, length = 0, False, len(text.rstrip())
    while position < length:
        if not in_media and (media := _MEDIA.match(text, position)):
            position, in_media = media.end(), True
            continue
        if in_media and (closing := _END_OF_MEDIA.match(text, position)):
            position, in_media = closing.end(), False
            continue
        block = _BLOCK.match(text, position)
        if block is None:
            return position, text[position:]
        if not _SELECTORS.fullmatch(" ".join(block[1].split())):
            return block.start(1), block[1]
        offset = block.start(2)
        for declaration in block[2].split(";"):
            if declaration.strip() and not _is_allowed(declaration):
                return offset, declaration
            offset += len(declaration) + 1
        position = block.end()
    return (length - 1, "@media") if in_media else None


def _is_allowed(declaration: str) -> bool:
    name, _, value = (part.strip() for part in declaration.partition(":"))
    pattern = PROPERTIES.get(name)
    if _FAMILY_VARIABLE.fullmatch(name):
        pattern = _FAMILIES
    elif _COLOUR_VARIABLE.fullmatch(name):
        pattern = PROPERTIES["color"]
    return pattern is not None and pattern.fullmatch(value) is not None
