"""Which part of a source line a message may show.

A line is shown as far as everything on it is public; from the first value that is not, a mark stands instead. What
counts is every value on the line, not only the one the message is about. Comments are never shown: they belong to no
field and so have no ring.
"""

from __future__ import annotations

import bisect
import difflib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate

from pydantic import BaseModel

from generator.intake import rings
from generator.intake.node import Mapping, Node, Scalar, Sequence, child
from generator.intake.rings import Ring, Spot

MARK = "‹…›"
SIMILAR = 0.6
MAX_LINE = 1000
"""Of a longer line no more characters than this are shown."""
MAX_COMPARED = 500
"""So many unknown keys of a file are compared with the known ones; those after count as no slip and are hidden."""

_STRAY = re.compile(r"[^\s:,?\[\]{}-]")
_BLOCK_HEADER = re.compile(r"[|>][0-9+-]*")


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that ``word`` is most likely a slip of, or None."""
    return _closest(word, tuple(sorted(known)))


@lru_cache(maxsize=2048)
def _closest(word: str, known: tuple[str, ...]) -> str | None:
    # Of words so different in length at most half of the letters can agree.
    if len(word) > 3 * max(map(len, known), default=0):
        return None
    matches = difflib.get_close_matches(word, known, n=1, cutoff=SIMILAR)
    return matches[0] if matches else None


_Part = tuple[int, int, Scalar, bool | Iterable[str]]
"""Start and end of a scalar in the text, and whether it may be shown; names where that hangs on being a slip of one."""


class Shown:
    """The lines of one file as they may be shown to whoever runs a check."""

    def __init__(self, model: type[BaseModel], node: Node, text: str) -> None:
        self._text = text.removeprefix("\ufeff")
        self._lines = self._text.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        found: list[tuple[Scalar, bool | Iterable[str]]] = []
        _collect(rings.unwrap(model, Ring.RESTRICTED), node, found)
        self._parts: list[_Part] = sorted(
            ((*self._span(scalar), scalar, public) for scalar, public in found), key=lambda part: part[:2]
        )
        self._reached = list(accumulate((end for _, end, _, _ in self._parts), max))
        self._compared = 0
        self._cuts: dict[int, int] = {}

    def line(self, number: int) -> str | None:
        """Line ``number`` as it may be shown, None where there is no such line."""
        if not 1 <= number <= len(self._lines):
            return None
        start, end = self._bounds(number)
        cut = self._cut(number)
        if cut - start > MAX_LINE:
            return self._text[start : start + MAX_LINE] + MARK
        if cut == end:
            return self._text[start:end].rstrip()
        if self._text[cut] == "#":
            return self._text[start:cut].rstrip()
        return self._text[start:cut] + MARK

    def width(self, number: int, col: int, width: int) -> int:
        """The length of a caret from ``col``: cut to the line, and telling nothing about what is hidden."""
        if not 1 <= number <= len(self._lines):
            return 1
        start, end = self._bounds(number)
        if start + col - 1 + width > self._cut(number) and self._cut(number) < end:
            return len(MARK)
        return max(1, min(width, len(self._lines[number - 1].rstrip()) - col + 1))

    def _bounds(self, number: int) -> tuple[int, int]:
        return self._starts[number - 1], self._starts[number] - 1

    def _cut(self, number: int) -> int:
        """The offset from which the line may not be shown; its end if all of it may.

        Besides public values only YAML punctuation is shown: what else stands there (a comment, the second value of a
        key) belongs to no field.
        """
        if number not in self._cuts:
            self._cuts[number] = self._find_cut(number)
        return self._cuts[number]

    def _find_cut(self, number: int) -> int:
        start, end = self._bounds(number)
        position = start
        for a, b in self._visible(start, end):
            stray = _STRAY.search(self._text, position, max(a, position))
            if stray is not None:
                return stray.start()
            position = max(position, b)
            if a == b:
                return a
        return end

    def _visible(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The parts of a stretch of text that may be shown, in order; the last one is empty: there it ends."""
        # No scalar before this one reaches into the stretch.
        for index in range(bisect.bisect_right(self._reached, start), len(self._parts)):
            a, b, scalar, public = self._parts[index]
            if a >= end:
                break
            if b <= start:
                continue
            if not self._may_be_shown(scalar, public):
                end = max(a, start)
                break
            yield from ((c, d) for c, d in self._visible_parts(scalar) if c < d and c < end and d > start)
        yield end, end

    def _may_be_shown(self, scalar: Scalar, public: bool | Iterable[str]) -> bool:
        if isinstance(public, bool):
            return public
        self._compared += 1
        return self._compared <= MAX_COMPARED and closest(scalar.text, public) is not None

    def _visible_parts(self, scalar: Scalar) -> Iterator[tuple[int, int]]:
        """The span of a scalar; of a block text without what may follow its | or > on the same line: a comment."""
        start, end = self._span(scalar)
        header = _BLOCK_HEADER.match(self._text, start) if scalar.quoted else None
        if header is None:
            yield start, end
        else:
            yield start, header.end()
            yield self._starts[scalar.line], end

    def _span(self, scalar: Scalar) -> tuple[int, int]:
        start = self._starts[min(scalar.line, len(self._lines)) - 1] + scalar.col - 1
        return start, start + scalar.width


def _collect(spot: Spot | None, node: Node, found: list[tuple[Scalar, bool | Iterable[str]]]) -> None:
    """Every key and value below ``node`` with whether it may be shown, or the names of which it must be a slip."""
    member = None if spot is None else _member(spot, node)
    if member is None:
        tag = _public_tag(spot, node)
        found.extend((scalar, scalar in tag) for scalar in _all(node))
    elif isinstance(node, Scalar):
        found.append((node, member.ring is Ring.PUBLIC))
    elif isinstance(node, Sequence):
        for value, below in zip(node.items, rings.items(member, len(node.items)), strict=True):
            _collect(below, value, found)
    elif (record := rings.as_record(member)) is not None:
        known = rings.fields(record, member.ring)
        for key, value in node.pairs:
            found.append((key, key.text in known or known))
            _collect(known.get(key.text), value, found)
    else:
        entry = rings.entry(member)
        for key, value in node.pairs:
            found.append((key, entry is not None and member.ring is Ring.PUBLIC))
            _collect(entry, value, found)


def _member(spot: Spot, node: Node) -> Spot | None:
    """The member of a union that ``node`` is meant to be; None where that cannot be told."""
    union = rings.members(spot)
    if len(union) == 1:
        return union[0]
    if spot.discriminator is not None:
        tag = child(node, spot.discriminator)
        word = tag[1].text if tag is not None and isinstance(tag[1], Scalar) else None
        return next((m for m in union if word in rings.labels(m, spot.discriminator)), None)
    if isinstance(node, Scalar):
        return Spot(str, max(m.ring for m in union))
    return None


def _public_tag(spot: Spot | None, node: Node) -> tuple[Node | None, ...]:
    """Key and value of the tag of a union, where the tag is public in each member but names none of them."""
    if spot is None or spot.discriminator is None or (tag := child(node, spot.discriminator)) is None:
        return ()
    for member in rings.members(spot):
        record = rings.as_record(member)
        field = rings.fields(record, member.ring).get(spot.discriminator) if record is not None else None
        if field is None or field.ring is not Ring.PUBLIC:
            return ()
    return tag


def _all(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for value in node.items:
            yield from _all(value)
    elif isinstance(node, Mapping):
        for key, value in node.pairs:
            yield key
            yield from _all(value)
