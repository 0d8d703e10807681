"""One indicator's rule applied to one subject: chooses the evaluator and says what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from generator.intake.models.rules import (
    OutlierMean,
    PerCaseDeduction,
    PeriodMean,
    RankDecrement,
    RankTable,
    RatedMean,
    RatioToBest,
    TrimmedMean,
    VoteShareBands,
    VotesToPoints,
)
from generator.intake.models.scheme import Indicator
from generator.published.derivation import Step
from generator.scoring.cohort import Cohort, cohort_of, group_sums
from generator.scoring.cohort_rules import best_steps, period_steps, place_steps, ranked_steps
from generator.scoring.figure_rules import value_steps
from generator.scoring.group_rules import combined, group_means
from generator.scoring.inputs import Entry, Figure, PublicInput
from generator.scoring.outcome import RATERS, GroupScore, Outcome, generated, reached
from generator.scoring.vote_rules import vote_share_bands

GROUP_RULES = (VotesToPoints, RatedMean, TrimmedMean, OutlierMean)


def evaluate_all(indicator: Indicator, entries: Sequence[Entry]) -> list[Outcome]:
    """The points of every subject on one indicator, in the order of ``entries``.

    Raises FindingsError S209 to S211 where scheme and inputs do not fit each other.
    """
    rule, cites = indicator.rule, tuple(indicator.cites)
    cohort = cohort_of(entry.figure.value if entry.figure is not None else None for entry in entries)
    if not isinstance(rule, GROUP_RULES):
        return [_evaluate(indicator, entry, cohort) for entry in entries]
    means = [group_means(rule, entry, cites) for entry in entries]
    sums = group_sums({mean.id: mean.step.value for mean in of_one if mean.step is not None} for of_one in means)
    cohort = replace(cohort, groups=sums)
    return [
        combined(rule, of_one, entry, cohort, indicator.weight, cites)
        for entry, of_one in zip(entries, means, strict=True)
    ]


def _evaluate(indicator: Indicator, entry: Entry, cohort: Cohort) -> Outcome:
    rule, figure, most, cites = indicator.rule, entry.figure, indicator.weight, tuple(indicator.cites)
    if isinstance(rule, VoteShareBands):
        return vote_share_bands(rule, entry.tallies, cites)
    if isinstance(rule, (RankDecrement, RankTable)) and rule.by == "places":
        if figure is None or not figure.places:
            return _absent(figure)
        raters = GroupScore(RATERS, None, len(figure.places))
        return reached(place_steps(rule, figure.places, most, cites), groups=(raters,))
    if isinstance(rule, PeriodMean):
        steps = None if figure is None else period_steps(rule, figure.periods or (), most, cites)
        return _absent(figure) if steps is None else reached(steps)
    if figure is None or figure.value is None:
        return _absent(figure)
    inputs = [PublicInput("value", figure.value, _unit(indicator), figure.source or None)]
    if isinstance(rule, RatioToBest):
        inputs.append(PublicInput("best", cohort.best or Fraction(0), _unit(indicator), None))
    return reached(_value_steps(indicator, figure, figure.value, cohort), tuple(inputs))


def _value_steps(indicator: Indicator, figure: Figure, value: Fraction, cohort: Cohort) -> list[Step]:
    rule, most, cites = indicator.rule, indicator.weight, tuple(indicator.cites)
    if isinstance(rule, RatioToBest):
        return best_steps(value, most, cohort, cites)
    if isinstance(rule, (RankDecrement, RankTable)):
        return ranked_steps(rule, value, most, cohort, cites)
    if isinstance(rule, PerCaseDeduction):
        return value_steps(rule, value, most, cites, figure.exempted)
    assert not isinstance(rule, (*GROUP_RULES, VoteShareBands, PeriodMean))
    return value_steps(rule, value, most, cites)


def _absent(figure: Figure | None) -> Outcome:
    stated = figure.missing if figure is not None else None
    return Outcome(None, reason=stated or generated("reason.no_value"), stated=stated is not None)


def _unit(indicator: Indicator) -> dict[str, str]:
    return {"zh": indicator.unit.zh, "en": indicator.unit.en}
