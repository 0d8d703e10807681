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
# A name with ``@`` is an address in angle brackets and no tag.
_TAG = re.compile(r"(<(?:!--.*?(?:-->|$)|[!?][^<>]*>|/?[A-Za-z][^\s/<>@]*(?:[\s/][^<>]*)?>))", re.S)


@dataclass(frozen=True, slots=True)
class Part:
    """The text between the tags, or the tags and comments; ``parity`` tells which of the split parts it is made of."""

    text: str
    parity: int
    marked: str

    def source(self, index: int) -> int:
        """The character of the document that made character ``index`` of the part; worked out when asked."""
        split = _TAG.split(self.marked)
        last = max(len(self.marked) - 1, 0)
        for number, start in enumerate(accumulate(map(len, split[:-1]), initial=0)):
            if number % 2 != self.parity:
                continue
            # A tag lost its first character; between two texts stands a joint.
            size, skip = (len(split[number]) - 1, 1) if self.parity else (len(split[number]) + 1, 0)
            if index < size:
                return min(start + skip + index, last)
            index -= size
        return last


def parts(text: str) -> tuple[Part, Part] | None:
    """Text and markup of a document; ``None`` where there is no tag."""
    if "<" not in text:
        return None
    split = _TAG.split(text)
    if len(split) == 1:
        return None
    # Without its first character a tag is no tag any more, and what stands in a comment is markup of its own. The last
    # one, ``>``, keeps the tags apart.
    inside = "".join(tag[1:] for tag in split[1::2])
    return Part(JOINT.join(split[::2]), 0, text), Part(inside, 1, text)
