"""Who had a seat from when to when, as amendments of a plan give and take seats (docs/spec/16-procedure.md).

Shared by the office's own checks, by verification and by pages, so that all three count the same days.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple


class Tenure(NamedTuple):
    """The days of one holder in a seat: both ends count, None stands for an end that nobody announced."""

    first: datetime.date | None = None
    last: datetime.date | None = None

    def meets(self, first: datetime.date, last: datetime.date) -> bool:
        """Whether any day from ``first`` to ``last`` is among them."""
        return (self.first is None or self.first <= last) and (self.last is None or first <= self.last)


class Move(NamedTuple):
    """Who joined and who left on one day."""

    date: datetime.date
    joined: Sequence[str]
    left: Sequence[str]


def tenures(announced: Iterable[str], moves: Iterable[Move]) -> dict[str, list[Tenure]]:
    """The tenures of everybody who ever had a seat; ``moves`` in the order of their days.

    Who leaves without a seat, or joins having one, changes nothing: :func:`misplaced` tells.
    """
    since: dict[str, datetime.date | None] = dict.fromkeys(announced)
    found: dict[str, list[Tenure]] = {}
    for date, joined, left in moves:
        for holder in left:
            if holder in since:
                found.setdefault(holder, []).append(Tenure(since.pop(holder), date))
        for holder in joined:
            since.setdefault(holder, date)
    for holder, first in since.items():
        found.setdefault(holder, []).append(Tenure(first))
    return found


def misplaced(
    announced: Iterable[str], others: Collection[str], moves: Sequence[Move]
) -> list[tuple[list[int], list[int]]]:
    """For each move the places, in ``joined`` and in ``left``, of who cannot join or leave then.

    Nobody joins who has a seat, of this kind or, as one of ``others``, of another; nobody leaves who has none.
    """
    seated = set(announced)
    found = []
    for _, joined, left in moves:
        before = set(seated)
        wrong: tuple[list[int], list[int]] = ([], [])
        for at, holder in enumerate(left):
            if holder not in seated:
                wrong[1].append(at)
            seated.discard(holder)
        for at, holder in enumerate(joined):
            if holder in before or holder in others or holder in seated:
                wrong[0].append(at)
            seated.add(holder)
        found.append(wrong)
    return found


def covered(seats: Mapping[str, Sequence[Tenure]], holder: str, first: datetime.date, last: datetime.date) -> bool:
    """Whether a holder had a seat on any day from ``first`` to ``last``."""
    return any(tenure.meets(first, last) for tenure in seats.get(holder, ()))
