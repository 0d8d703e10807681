"""What the checks of a scheme share: repeated ids and the words for a sum that misses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from generator.core.exact import plain
from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.models.scheme import Scheme
from generator.intake.node import Loc

SOUNDNESS = "P2-1.2(2)"
"""The clause that asks for a scientific scheme: what every check without a clause of its own carries out."""


def repeated(bound: Bound[Scheme], listed: Iterable[tuple[Loc, str]]) -> Iterator[Problem]:
    """S101 for every id that has been used before in the list."""
    seen: set[str] = set()
    for loc, name in listed:
        if name in seen:
            yield bound.problem("S101", loc, clause=SOUNDNESS, id=name)
        seen.add(name)


def difference(given: Fraction, wanted: Fraction) -> dict[str, str]:
    """What a sum is, what it should be, and by how much it misses."""
    return {"sum": plain(given), "wanted": plain(wanted), "difference": plain(abs(wanted - given))}
