"""Which part of a source line a message may show.

A line is shown as far as everything on it is public; from the first value that is not, a mark stands instead. What
counts is every value on the line, not only the one the message is about. Comments are never shown: they belong to no
field and so have no ring.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from generator.intake import rings
from generator.intake.node import Mapping, Node, Scalar, Sequence, child
from generator.intake.rings import Ring, Spot

MARK = "‹…›"
SIMILAR = 0.6

_STRAY = re.compile(r"[^\s:,?\[\]{}-]")
_BLOCK_HEADER = re.compile(r"[|>][0-9+-]*")


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that ``word`` is most likely a slip of, or None."""
    matches = difflib.get_close_matches(word, sorted(known), n=1, cutoff=SIMILAR)
    return matches[0] if matches else None


class Shown:
    """The lines of one file as they may be shown to whoever runs a check."""

    def __init__(self, model: type[BaseModel], node: Node, text: str) -> None:
        self._text = text.removeprefix("\ufeff")
        self._lines = self._text.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        visible: list[tuple[int, int]] = []
        hidden: list[tuple[int, int]] = []
        for scalar, public in _scalars(rings.unwrap(model, Ring.RESTRICTED), node):
            if public:
                visible.extend(self._visible_parts(scalar))
            else:
                hidden.append(self._span(scalar))
        self._visible = sorted(visible)
        self._hidden = sorted(hidden)

    def line(self, number: int) -> str | None:
        """Line ``number`` as it may be shown, None where there is no such line."""
        if not 1 <= number <= len(self._lines):
            return None
        start, end = self._bounds(number)
        cut = self._cut(number)
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
        start, end = self._bounds(number)
        limit = next((max(a, start) for a, b in self._hidden if a < end and b > start), end)
        position = start
        for a, b in [(a, b) for a, b in self._visible if a < limit and b > start] + [(limit, limit)]:
            stray = _STRAY.search(self._text, position, max(a, position))
            if stray is not None:
                return stray.start()
            position = max(position, b)
        return limit

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


def _scalars(spot: Spot | None, node: Node) -> Iterator[tuple[Scalar, bool]]:
    """Every key and value below ``node`` with whether it may be shown."""
    member = None if spot is None else _member(spot, node)
    if member is None:
        tag = _public_tag(spot, node)
        yield from ((scalar, scalar in tag) for scalar in _all(node))
    elif isinstance(node, Scalar):
        yield node, member.ring is Ring.PUBLIC
    elif isinstance(node, Sequence):
        for index, value in enumerate(node.items):
            yield from _scalars(rings.item(member, index), value)
    elif (record := rings.as_record(member)) is not None:
        known = rings.fields(record, member.ring)
        for key, value in node.pairs:
            yield key, key.text in known or closest(key.text, known) is not None
            yield from _scalars(known.get(key.text), value)
    else:
        below = rings.entry(member)
        for key, value in node.pairs:
            yield key, below is not None and member.ring is Ring.PUBLIC
            yield from _scalars(below, value)


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
