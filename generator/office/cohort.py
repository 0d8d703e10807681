"""From an office's input records to the values that scoring reads."""

from __future__ import annotations

from collections.abc import Mapping

from generator.intake.once import once_per_cycle
from generator.intake.repository import Cycle
from generator.scoring.inputs import CohortInputs, Figure, GroupTally
from generator.scoring.sheet import Sheet, score


def cohort_inputs(cycle: Cycle) -> CohortInputs:
    """All figures and tallies of a cycle, by indicator and unit. Expects a cycle that passed its checks."""
    figures: dict[tuple[str, str], Figure] = {}
    tallies: dict[tuple[str, str], dict[str, GroupTally]] = {}
    for indicator, data in cycle.data.items():
        for point in data.record.values:
            missing = {"zh": point.missing.zh, "en": point.missing.en} if point.missing else None
            places = tuple(point.places) if point.places is not None else None
            figures[indicator, point.unit] = Figure(point.value, places, missing, data.record.provider)
    for group, votes in cycle.votes.items():
        for tally in votes.record.tallies:
            counted = GroupTally(tally.issued, tally.returned, tally.invalid, dict(tally.counts))
            tallies.setdefault((tally.indicator, tally.unit), {})[group] = counted
    return CohortInputs(figures, tallies)


def participating(cycle: Cycle) -> list[str]:
    """The units that are scored, in roster order (P1-A6)."""
    if cycle.roster is None:
        return []
    return [entry.unit for entry in cycle.roster.record.units if entry.exempt is None]


@once_per_cycle
def unit_sheets(cycle: Cycle) -> Mapping[str, Sheet]:
    """The score of every unit that takes part, in roster order. Expects a cycle with a scheme.

    Raises FindingsError as :func:`generator.scoring.sheet.score` does.
    """
    assert cycle.scheme is not None
    return score(cycle.scheme.record, participating(cycle), cohort_inputs(cycle))
