"""What a rule may know of the other subjects: aggregates over everyone with a value, worked out once per indicator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from typing import Literal

TieMethod = Literal["standard", "dense", "average"]


@dataclass(frozen=True, slots=True)
class Cohort:
    """The largest value, how many subjects have one, all values in descending order with how often each occurs.

    ``groups``: by rater group, the sum of its means over the subjects where it has one, and their number.
    """

    best: Fraction | None
    units: int
    values: tuple[tuple[Fraction, int], ...] = ()
    groups: Mapping[str, tuple[Fraction, int]] = field(default_factory=dict)

    def place(self, value: Fraction, *, lower: bool, dense: bool) -> tuple[int, int]:
        """The first place of ``value``, counted from 1, and how many subjects share it.

        ``lower``: smaller values come first. ``dense``: equal values take up one place only.
        """
        better = [count for other, count in self.values if (other < value if lower else other > value)]
        equal = next((count for other, count in self.values if other == value), 1)
        return 1 + (len(better) if dense else sum(better)), equal


def cohort_of(values: Iterable[Fraction | None]) -> Cohort:
    """The aggregates of the values that are there."""
    present = sorted((value for value in values if value is not None), reverse=True)
    counted = tuple((value, len(list(equal))) for value, equal in groupby(present))
    return Cohort(present[0] if present else None, len(present), counted)


def group_sums(means: Iterable[Mapping[str, Fraction]]) -> dict[str, tuple[Fraction, int]]:
    """By rater group: the sum of its means over the subjects, and how many subjects it has one for."""
    sums: dict[str, tuple[Fraction, int]] = {}
    for subject in means:
        for group, mean in subject.items():
            total, count = sums.get(group, (Fraction(0), 0))
            sums[group] = total + mean, count + 1
    return sums
