"""Points by shares of votes, all rater groups together (P1-A15; docs/spec/12-scoring.md, "Rule kinds")."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from generator.core.errors import FindingsError
from generator.intake.models.rules import ShareBand, VoteShareBands
from generator.published.derivation import Step
from generator.scoring import primitives
from generator.scoring.inputs import GroupTally
from generator.scoring.outcome import GroupScore, Outcome, generated, reached
from generator.scoring.primitives import Cites, Interval

Tallies = Mapping[str, GroupTally]


def vote_share_bands(rule: VoteShareBands, tallies: Tallies, cites: Cites) -> Outcome:
    """Points by the share of valid ballots of all groups together that went to the options in question.

    Raises FindingsError S210 (two rows match and the scheme does not say which counts) or S211 (no row matches); the
    scheme's own check (S110, S111) keeps both from happening.
    """
    counted = [tally for tally in tallies.values() if tally.valid > 0]
    groups = tuple(GroupScore(group, None, tally.valid) for group, tally in tallies.items())
    valid = sum(tally.valid for tally in counted)
    if valid == 0:
        return Outcome(None, groups=groups, reason=generated("reason.no_ballots"))
    steps = [_share(rule.share_of, counted, valid, cites)]
    share, other = steps[0].value, None
    if rule.other:
        steps.append(_share(rule.other, counted, valid, cites))
        other = steps[1].value
    hits = [(number, row) for number, row in enumerate(rule.rows, 1) if row_matches(row, share, other)]
    if not hits:
        raise FindingsError.of("S211")
    if len(hits) > 1 and rule.hit == "unique":
        raise FindingsError.of("S210", first=hits[0][0], second=hits[1][0])
    number, row = hits[0]
    main = share, Interval(row.at_least, row.below)
    second = None if other is None else (other, Interval(row.other_at_least, row.other_below))
    return reached([*steps, primitives.share_band(number, main, second, row.points, cites)], groups=groups)


def row_matches(row: ShareBand, share: Fraction, other: Fraction | None) -> bool:
    """Whether the share, and the other share where the rule has one, lie in the row's intervals."""
    if share not in Interval(row.at_least, row.below):
        return False
    return other is None or other in Interval(row.other_at_least, row.other_below)


def _share(options: list[str], tallies: list[GroupTally], valid: int, cites: Cites) -> Step:
    counts = {option: sum(tally.counts.get(option, 0) for tally in tallies) for option in options}
    return primitives.share(counts, valid, cites)
