"""One indicator's rule applied to one unit: chooses the evaluator and says what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from generator.intake.models.rules import RankDecrement, RatioToBest, VoteShareBands, VotesToPoints
from generator.intake.models.scheme import Indicator
from generator.scoring.figure_rules import Cohort, figure_steps, rank_steps
from generator.scoring.inputs import Figure, PublicInput
from generator.scoring.outcome import RATERS, GroupScore, Outcome, generated, reached
from generator.scoring.vote_rules import Tallies, vote_share_bands, votes_to_points


def cohort_of(figures: Iterable[Figure | None]) -> Cohort:
    """The aggregates of an indicator over all units, worked out once per indicator."""
    values = [figure.value for figure in figures if figure is not None and figure.value is not None]
    return Cohort(max(values, default=None), len(values))


def evaluate(indicator: Indicator, figure: Figure | None, tallies: Tallies, cohort: Cohort) -> Outcome:
    """The points of one unit on one indicator.

    Raises FindingsError S209 to S211 where scheme and inputs do not fit each other.
    """
    rule, most, cites = indicator.rule, indicator.weight, tuple(indicator.cites)
    if isinstance(rule, VotesToPoints):
        return votes_to_points(rule, tallies, most, cites)
    if isinstance(rule, VoteShareBands):
        return vote_share_bands(rule, tallies, cites)
    if isinstance(rule, RankDecrement):
        if figure is None or not figure.places:
            return _absent(figure)
        raters = GroupScore(RATERS, None, len(figure.places))
        return reached(rank_steps(rule, figure.places, most, cites), groups=(raters,))
    if figure is None or figure.value is None:
        return _absent(figure)
    inputs = [PublicInput("value", figure.value, _unit(indicator), figure.source or None)]
    if isinstance(rule, RatioToBest):
        inputs.append(PublicInput("best", cohort.best or Fraction(0), _unit(indicator), None))
    return reached(figure_steps(rule, figure.value, most, cohort, cites), tuple(inputs))


def _absent(figure: Figure | None) -> Outcome:
    stated = figure.missing if figure is not None else None
    return Outcome(None, reason=stated or generated("reason.no_value"), stated=stated is not None)


def _unit(indicator: Indicator) -> dict[str, str]:
    return {"zh": indicator.unit.zh, "en": indicator.unit.en}
