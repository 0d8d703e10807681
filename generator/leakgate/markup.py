"""Markup and text apart: a value that tags cut into pieces is whole again in the text between them.

Every stretch of a document without ``<`` and ``>`` stands unbroken in one of the two parts, so searching the parts
finds whatever a search of the document would have found, and more, at the cost of one search.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

JOINT = "\x1f"
"""Stands in the text for a tag or comment. No search sees it, but it separates the digits of a number."""
# A name with ``@`` is an address in angle brackets and no tag; the first branch is the short way for most tags.
_TAG = re.compile(
    r"(<(?:[A-Za-z/][^<>@]*>|/?[A-Za-z][^\s/<>@]*[\s/][^<>]*>|!--.*?(?:-->|$)|[!?][^<>]*>))",
    re.S,
)
_CLEAN_LIMIT = 1_000_000


@dataclass(slots=True)
class TagMemory:
    """Tags in which an earlier file showed nothing; they stand in every page and need not be searched again.

    What a tag decodes to depends on nothing around it, since no search crosses its ``>``. Only tags of files are
    remembered, not those of decoded texts, which are decoded to a lesser depth.
    """

    clean: set[int] = field(default_factory=set)
    _met: set[int] = field(default_factory=set)

    def is_new(self, tag: str) -> bool:
        """Whether the tag was not met before; it has been from now on."""
        key = hash(tag)
        if key in self.clean or key in self._met:
            return False
        self._met.add(key)
        return True

    def next_file(self, *, was_clean: bool) -> None:
        """Forget the tags of this file, or keep them as clean."""
        if was_clean and len(self.clean) < _CLEAN_LIMIT:
            self.clean |= self._met
        self._met.clear()


@dataclass(slots=True)
class Part:
    """The text between the tags, or the tags and comments, of the document ``marked``.

    ``pieces`` tells which pieces of the split document it is made of: even ones are text, odd ones tags.
    """

    text: str
    pieces: Sequence[int]
    marked: str
    _ends: list[int] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)

    def source(self, index: int) -> int:
        """The character of the document that made character ``index`` of the part; worked out when first asked."""
        if not self._ends:
            split = _TAG.split(self.marked)
            starts = list(accumulate(map(len, split), initial=0))
            # A tag lost its first character; between two texts stands a joint.
            self._starts = [starts[piece] + piece % 2 for piece in self.pieces]
            self._ends = list(accumulate(len(split[piece]) + (-1 if piece % 2 else 1) for piece in self.pieces))
        number = min(bisect_right(self._ends, index), len(self._ends) - 1)
        before = self._ends[number - 1] if number else 0
        return min(self._starts[number] + index - before, len(self.marked) - 1)


def parts(text: str, memory: TagMemory | None = None) -> tuple[Part, Part] | None:
    """Text and markup of a document, without the tags that ``memory`` knows; ``None`` where there is no tag."""
    if "<" not in text:
        return None
    split = _TAG.split(text)
    if len(split) == 1:
        return None
    pieces: Sequence[int] = range(1, len(split), 2)
    if memory is not None:
        pieces = [piece for piece in pieces if memory.is_new(split[piece])]
    # Without its first character a tag is no tag any more, and what stands in a comment is markup of its own. The last
    # one, ``>``, keeps the tags apart.
    inside = "".join([split[piece][1:] for piece in pieces])
    return Part(JOINT.join(split[::2]), range(0, len(split), 2), text), Part(inside, pieces, text)
