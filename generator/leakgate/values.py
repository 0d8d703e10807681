"""The restricted values as one automaton: which can be searched, and where a text holds one.

Short values are searched whole. Of a long one every window is searched, so that a copied fragment is found;
the automaton holds only *seeds*, pieces at every third or fourth place, of which each window holds at least one,
and a hit is checked against the set of windows. That is exact and keeps the automaton several times smaller.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ahocorasick_rs import BytesAhoCorasick, Implementation

from generator.leakgate.markup import JOINT
from generator.leakgate.normal import Folded, heavy_text

MIN_WEIGHT = 6
LONG = 24
_WINDOWS = ((8, 3), (12, 4))
"""Window length and step of its seeds; 8 where at least six of the eight characters are Chinese, else 12."""
_SHORT_NUMBER = 10
_SHORT_ASCII = 9
_CODE_TOKEN = re.compile(r"[A-Za-z0-9+/=_-]")
_HEX = re.compile(r"[0-9a-fA-F]+")
_CODE_MIN = 40
_TOKEN_MAX = 256
_DENSE = re.compile(r"(?=.*[0-9])(?=.*[a-z])(?=.*[A-Z])", re.S)


@dataclass(frozen=True, slots=True)
class Hit:
    """A restricted value (or a fragment of one) at characters ``[start, end)`` of a text."""

    value: int
    fragment: bool
    start: int
    end: int


def is_cjk(char: str) -> bool:
    """Whether the character is a Chinese one (unified and compatibility ideographs, all planes, and 〇)."""
    return (
        "\u3400" <= char <= "\u9fff"
        or "\U00020000" <= char <= "\U0003ffff"
        or "\uf900" <= char <= "\ufaff"
        or char == "〇"
    )


def weight(folded: str) -> int:
    """How telling a folded value is: a Chinese character counts two, any other one."""
    return sum(2 if is_cjk(char) else 1 for char in folded)


@dataclass(slots=True)
class ValueSearch:
    """All searchable values of a request. ``searchable`` and ``public`` count values, not strings.

    ``hold_markup`` says that a value holds a character that begins or ends a tag.
    """

    values: int
    searchable: int = 0
    not_searchable: int = 0
    public: int = 0
    hold_markup: bool = False
    _whole: dict[bytes, int] = field(default_factory=dict)
    _windows: dict[bytes, int] = field(default_factory=dict)
    _long: dict[int, bytes] = field(default_factory=dict)
    _needles: list[bytes] = field(default_factory=list)
    _automaton: BytesAhoCorasick | None = None

    @classmethod
    def of(cls, values: tuple[str, ...], public: tuple[str, ...] = ()) -> ValueSearch:
        """Prepare the search; what ``public`` texts say as well is left out."""
        search = cls(len(values))
        known = {heavy_text(text) for text in public}
        known_windows = {
            text[i : i + size] for text in known for size, _ in _WINDOWS for i in range(len(text) - size + 1)
        }
        seeds: set[str] = set()
        for index, value in enumerate(values):
            folded = heavy_text(value)
            if weight(folded) < MIN_WEIGHT:
                search.not_searchable += 1
            elif folded in known:
                search.public += 1
            else:
                search.searchable += 1
                windows = [w for w in _windows_of(folded) if w[1] not in known_windows] if len(folded) > LONG else []
                if not windows:
                    search._whole.setdefault(folded.encode(), index)
                    continue
                search._long[index] = folded.encode()
                for start, window in windows:
                    search._windows.setdefault(window.encode(), index)
                    seeds.add(_seed_of(start, window))
        search._needles = sorted(search._whole) + sorted({seed.encode() for seed in seeds} - search._whole.keys())
        search.hold_markup = any(b"<" in needle or b">" in needle for needle in search._needles)
        if search._needles:
            search._automaton = BytesAhoCorasick(search._needles, implementation=Implementation.ContiguousNFA)
        return search

    def searched(self) -> list[int]:
        """Indices of the values that are searched, each different one once."""
        return sorted({*self._whole.values(), *self._long})

    def long(self) -> frozenset[int]:
        """Indices of the values that are searched by their windows."""
        return frozenset(self._long)

    def find(self, folded: Folded) -> Iterator[Hit]:
        """The first place of each value in a text."""
        if self._automaton is None:
            return
        heavy = folded.heavy
        seen: set[int] = set()
        for needle, start, end in self._automaton.find_matches_as_indexes(heavy, overlapping=True):
            value = self._whole.get(self._needles[needle])
            if value is not None and value not in seen:
                first, last = folded.heavy_span(start, end)
                if _is_meant(folded.text, first, last, self._needles[needle]):
                    seen.add(value)
                    yield Hit(value, False, first, last)
            for value, begin, stop in self._windows_at(heavy, start, end):
                if value not in seen:
                    seen.add(value)
                    yield Hit(value, self._long[value] not in heavy, *folded.heavy_span(begin, stop))

    def _windows_at(self, heavy: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Windows of long values that hold the seed at heavy bytes ``[start, end)``."""
        if not self._windows:
            return
        # A window holds at most three characters before its seed, and at most twelve in all; four bytes each.
        low = max(start - 16, 0)
        before = heavy[low:start].decode(errors="ignore")
        seed = heavy[start:end].decode(errors="ignore")
        after = heavy[end : end + 48].decode(errors="ignore")
        around = before + seed + after
        for size, step in _WINDOWS:
            if len(seed) != size - step + 1:
                continue
            for back in range(min(step, len(before) + 1)):
                at = len(before) - back
                window = around[at : at + size].encode()
                value = self._windows.get(window)
                if value is not None:
                    begin = start - len(around[at : len(before)].encode())
                    yield value, begin, begin + len(window)


def _windows_of(folded: str) -> Iterator[tuple[int, str]]:
    for start in range(len(folded) - 7):
        window = folded[start : start + 8]
        if sum(map(is_cjk, window)) < 6:
            window = folded[start : start + 12]
            if len(window) < 12:
                continue
        if len(set(window)) > 2:
            yield start, window


def _seed_of(start: int, window: str) -> str:
    size, step = next(item for item in _WINDOWS if item[0] == len(window))
    first = -start % step
    return window[first : first + size - step + 1]


def _is_meant(text: str, start: int, end: int, needle: bytes) -> bool:
    """Whether a hit of a short number or word can be the value, and not a part of something longer by chance.

    Digests, signatures and drawings are full of digits and letters; only short ASCII values are judged here.
    """
    if len(needle) > _SHORT_NUMBER or not needle.isascii() or (len(needle) > _SHORT_ASCII and not needle.isdigit()):
        return True
    return not _inside_code(text, start, end) and (not needle.isdigit() or _is_number(text, start, end))


def _inside_code(text: str, start: int, end: int) -> bool:
    """Begins or ends in a digest or a Base64 text (which is searched in its decoded form as well)."""
    return any(_is_code(_token(text, place)) for place in (start, end - 1))


def _token(text: str, place: int) -> str:
    """The unbroken stretch of Base64 characters around a place, up to a bound on each side."""
    first = last = place
    while first > 0 and place - first < _TOKEN_MAX and _CODE_TOKEN.match(text, first - 1):
        first -= 1
    while last < len(text) and last - place < _TOKEN_MAX and _CODE_TOKEN.match(text, last):
        last += 1
    return text[first:last]


def _is_code(token: str) -> bool:
    return len(token) >= _CODE_MIN and bool(_HEX.fullmatch(token) or _DENSE.match(token))


def _is_number(text: str, start: int, end: int) -> bool:
    """A number of its own: no digit beside it, not the decimals of another, not a piece of a short hex name."""
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    if before.isdecimal() or after.isdecimal() or re.search(r"[0-9]\.$", text[max(start - 2, 0) : start]):
        return False
    first, last = start, end
    while first > 0 and start - first < 64 and text[first - 1].isascii() and text[first - 1].isalnum():
        first -= 1
    while last < len(text) and last - end < 64 and text[last].isascii() and text[last].isalnum():
        last += 1
    if last - first > end - start and last - first >= 8 and _HEX.fullmatch(text[first:last]):
        return False
    separators = [char for char in text[start:end] if not char.isnumeric() and _is_drawn(char)]
    return len(separators) <= 2 and len(set(separators)) <= 1


def _is_drawn(char: str) -> bool:
    return char.isprintable() or char.isspace() or char == JOINT
