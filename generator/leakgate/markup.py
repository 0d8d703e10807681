"""Markup and text apart: a value that tags cut into pieces is whole again in the text between them.

Every stretch of a document without ``<`` and ``>`` stands unbroken in one of the two parts, so searching the parts
finds whatever a search of the document would have found, and more, at the cost of one search.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

JOINT = "\x1f"
"""Stands in the text for a tag or comment. No search sees it, but it separates the digits of a number."""
_GAP = "\ufffd"
_TAG = re.compile(r"(<(?:!--.*?(?:-->|$)|[A-Za-z!/?][^<>]*>))", re.S)


@dataclass(frozen=True, slots=True)
class Part:
    """The text between the tags, or the tags and comments; ``parity`` tells which of the split parts it is made of."""

    text: str
    parity: int
    marked: str

    def source(self, index: int) -> int:
        """The character of the document that made character ``index`` of the part; worked out when asked."""
        parts = _TAG.split(self.marked)
        for number, start in enumerate(accumulate(map(len, parts[:-1]), initial=0)):
            if number % 2 != self.parity:
                continue
            size = len(parts[number])
            if index <= size:
                return min(start + index, max(len(self.marked) - 1, 0))
            index -= size + 1
        return max(len(self.marked) - 1, 0)


def parts(text: str) -> tuple[Part, Part] | None:
    """Text and markup of a document; ``None`` where there is no tag."""
    if "<" not in text:
        return None
    split = _TAG.split(text)
    if len(split) == 1:
        return None
    inside = [_inside(tag) for tag in split[1::2]]
    return Part(JOINT.join(split[::2]), 0, text), Part(_GAP.join(inside), 1, text)


def _inside(tag: str) -> str:
    """A tag or comment without its first character, so that a comment's own tags are markup again, and it is not."""
    return "\ufffd" + tag[1:]
