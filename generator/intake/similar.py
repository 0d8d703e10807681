"""Small questions about lists of names: which are alike, which stand twice."""

from __future__ import annotations

import bisect
import difflib
from collections.abc import Collection, Hashable, Iterable, Iterator

SHOWN = 3
COMPARED = 200
NEIGHBOURS = 8


def nearest(name: str, known: Collection[str]) -> str:
    """The known names most like ``name``, the likeliest first, as they stand in a message.

    Of more than ``COMPARED`` names only the neighbours in the alphabet are looked at: a roster with ten thousand wrong
    names stays quick.
    """
    ordered = sorted(set(known))
    if len(ordered) > COMPARED:
        middle = bisect.bisect(ordered, name)
        ordered = ordered[max(0, middle - NEIGHBOURS) : middle + NEIGHBOURS]
    return "、".join(difflib.get_close_matches(name, ordered, n=SHOWN, cutoff=0.0))


def repeated(values: Iterable[Hashable]) -> Iterator[int]:
    """The index of every value that has stood before."""
    seen: set[Hashable] = set()
    for index, value in enumerate(values):
        if value in seen:
            yield index
        seen.add(value)
