"""A scheme with every rule kind that passes its checks, and a complete set of inputs for four units."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from generator.intake.bind import Bound, load
from generator.intake.models.scheme import Scheme
from generator.scoring.inputs import CohortInputs, Figure, GroupTally
from tests.scoring.material import FIGURES, PLACES, UNITS, VOTES, Loader


@pytest.fixture
def scheme() -> Loader:
    """Loads the scheme with parts of its text replaced; each part must occur, ``count`` times if given."""

    def loader(*changes: tuple[str, str], count: int = 1) -> Bound[Scheme]:
        text = (Path(__file__).parent / "scheme.yml").read_text("utf-8")
        for old, new in changes:
            assert text.count(old) == count, (old, text.count(old))
            text = text.replace(old, new)
        loaded, problems = load(Scheme, text.encode(), "scheme.yml")
        assert loaded is not None and problems == []
        return loaded

    return loader


@pytest.fixture
def inputs() -> CohortInputs:
    """Figures and ballots for every indicator and unit; four figures per indicator, in the order of UNITS."""
    figures = {
        (indicator, unit): Figure(Fraction(value), source="planning")
        for indicator, values in FIGURES.items()
        for unit, value in zip(UNITS, values, strict=True)
    }
    figures |= {("anticorruption", unit): Figure(places=places) for unit, places in zip(UNITS, PLACES, strict=True)}
    tallies = {
        (indicator, unit): {
            group: GroupTally(20 + place, 12 + place, 1, {"good": 6 + place, "fair": 4, "poor": 1}) for group in groups
        }
        for indicator, groups in VOTES.items()
        for place, unit in enumerate(UNITS)
    }
    return CohortInputs(figures, tallies)
