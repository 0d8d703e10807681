"""Values as they stand, in charsets other than UTF-8, searched in bytes at any alignment.

The readings of :mod:`generator.leakgate.layers` fold whatever they recognise as text; this search needs no text around
the value, and so also finds one that stands between bytes that mean something else.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from ahocorasick_rs import BytesAhoCorasick, Implementation

CODECS = ("gb18030", "utf-16-le", "utf-16-be")
_PART = 8


@dataclass(frozen=True, slots=True)
class EncodedHit:
    """A value that begins at byte ``start``, in the charset ``codec``."""

    value: int
    codec: str
    start: int
    fragment: bool


class EncodedSearch:
    """The searchable ``values`` (by index) in every codec; of long ones, parts of eight characters."""

    def __init__(self, values: dict[int, str], public: frozenset[str], long: frozenset[int]) -> None:
        """``public`` holds what must not be searched; ``long`` the indices of values searched in parts."""
        needles: dict[bytes, tuple[int, str, bool]] = {}
        parts = [(index, part) for index, value in values.items() for part in _parts(value, index in long)]
        said = _said(public, {part for index, part in parts if index in long})
        for index, part in parts:
            if index in long and part in said:
                continue
            for codec in CODECS:
                if codec != "gb18030" or not part.isascii():
                    needles.setdefault(part.encode(codec, "replace"), (index, codec, index in long))
        self._found = list(needles.values())
        self._automaton = (
            BytesAhoCorasick(list(needles), implementation=Implementation.ContiguousNFA) if needles else None
        )

    def find(self, data: bytes) -> Iterator[EncodedHit]:
        """The first place of each value in ``data``."""
        if self._automaton is None:
            return
        seen: set[int] = set()
        for needle, start, _ in self._automaton.find_matches_as_indexes(data, overlapping=True):
            value, codec, fragment = self._found[needle]
            if value not in seen:
                seen.add(value)
                yield EncodedHit(value, codec, start, fragment)


def _parts(value: str, long: bool) -> Iterator[str]:
    """What is searched of a value: the whole of it in its spellings, or of each spelling parts of eight characters."""
    for spelling in sorted({value.strip(), unicodedata.normalize("NFKC", value).strip()}):
        if long:
            yield from (spelling[i : i + _PART] for i in range(0, len(spelling) - _PART + 1, _PART))
        else:
            yield spelling


def _said(public: frozenset[str], parts: set[str]) -> set[str]:
    """The parts of eight characters that stand in a public text, found in one pass over the texts."""
    return {
        window
        for text in public
        for start in range(len(text) - _PART + 1)
        if (window := text[start : start + _PART]) in parts
    }
