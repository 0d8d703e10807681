"""Rules over rater groups: a mean per group, groups by weight, silent groups by policy (P1-A15).

Source: docs/spec/12-scoring.md, "Rule kinds" and "Missing values".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from generator.intake.models.rules import OutlierMean, RatedMean, RaterGroup, TrimmedMean, Validity, VotesToPoints
from generator.published.derivation import Step
from generator.scoring import group_steps, primitives
from generator.scoring.cohort import Cohort
from generator.scoring.inputs import Entry, GroupTally, Ratings
from generator.scoring.outcome import GroupScore, Outcome, generated, reached
from generator.scoring.primitives import Cites

GroupRule = VotesToPoints | RatedMean | TrimmedMean | OutlierMean


@dataclass(frozen=True, slots=True)
class GroupMean:
    """What one group said of one subject: the step that gives its mean in points of a hundred, None for nothing."""

    id: str
    step: Step | None
    valid: int


def group_means(rule: GroupRule, entry: Entry, cites: Cites) -> list[GroupMean]:
    """The means of all groups of the rule, in its order."""
    if isinstance(rule, VotesToPoints):
        return [_votes(rule, group, entry.tallies.get(group.id), cites) for group in rule.groups]
    return [_rated(rule, group, entry.ratings.get(group.id), cites) for group in rule.groups]


def combined(
    rule: GroupRule, means: Sequence[GroupMean], entry: Entry, cohort: Cohort, most: Fraction, cites: Cites
) -> Outcome:
    """The points of a subject from the means of its groups; groups without one count by ``missing_group``."""
    scores = tuple(GroupScore(mean.id, mean.step.value if mean.step else None, mean.valid) for mean in means)
    silent = [mean.id for mean in means if mean.step is None]
    if silent and rule.missing_group == "incomplete":
        return Outcome(None, groups=scores, reason=generated("reason.group_without_ballots"), final=True)
    if len(silent) == len(means) and rule.missing_group != "zero_with_reason":
        return Outcome(None, groups=scores, reason=generated("reason.no_ballots"))
    steps: list[Step] = []
    weighed: list[tuple[str, Fraction, Fraction]] = []
    for group, mean in zip(rule.groups, means, strict=True):
        if mean.step is None and rule.missing_group == "renormalise":
            continue
        step = mean.step or _substitute(rule, group.id, entry, cohort, cites)
        if step is None:
            return Outcome(None, groups=scores, reason=generated("reason.group_without_ballots"), final=True)
        steps.append(step)
        if group.weight > 0:
            weighed.append((group.id, step.value, group.weight))
    if not weighed:
        return Outcome(None, groups=scores, reason=generated("reason.no_ballots"))
    steps.append(primitives.weighted_mean(weighed, cites))
    steps.append(primitives.of_hundred(steps[-1].value, most, cites))
    return reached(steps, groups=scores)


def too_few(validity: Validity | None, issued: int, returned: int) -> bool:
    """Whether so few ballots came back that none of them counts."""
    share = validity.returned_at_least if validity is not None else None
    return share is not None and returned < share * issued


def _substitute(rule: GroupRule, group: str, entry: Entry, cohort: Cohort, cites: Cites) -> Step | None:
    """What a silent group counts with; None where the policy has nothing to go by."""
    if rule.missing_group == "full":
        return group_steps.group_full(group, cites)
    if rule.missing_group == "peer_mean" and group in cohort.groups:
        return group_steps.group_peer_mean(group, *cohort.groups[group], cites)
    if rule.missing_group == "zero_with_reason" and group in entry.reasons:
        return group_steps.group_zero(group, cites)
    return None


def _votes(rule: VotesToPoints, group: RaterGroup, tally: GroupTally | None, cites: Cites) -> GroupMean:
    if tally is None or tally.valid == 0 or too_few(rule.validity, tally.issued, tally.returned):
        return GroupMean(group.id, None, 0)
    votes = [(tally.counts.get(option.id, 0), option.points) for option in rule.options]
    return GroupMean(group.id, primitives.vote_mean(group.id, votes, tally.valid, cites), tally.valid)


def _rated(
    rule: RatedMean | TrimmedMean | OutlierMean, group: RaterGroup, ratings: Ratings | None, cites: Cites
) -> GroupMean:
    if ratings is None or not ratings.values or too_few(rule.validity, ratings.issued, ratings.returned):
        return GroupMean(group.id, None, 0)
    values = ratings.values
    plain = group_steps.rating_mean(group.id, values, rule.highest, cites)
    step: Step | None = plain
    if isinstance(rule, TrimmedMean):
        if len(values) >= rule.minimum:
            drop = rule.drop_low, rule.drop_high
            step = group_steps.trimmed_mean(group.id, values, drop, rule.highest, cites)
        elif rule.fallback == "missing":
            step = None
    elif isinstance(rule, OutlierMean):
        if len(group_steps.near_the_mean(values, rule.deviation)) >= rule.minimum:
            step = group_steps.outlier_mean(group.id, values, rule.deviation, rule.highest, cites)
        elif rule.fallback == "missing":
            step = None
    return GroupMean(group.id, step, 0 if step is None else len(values))
