"""What may be shown about few raters: decided by the number of ballots and the scheme, never by the votes.

Hiding a result *because* a vote was unanimous would tell that it was; so the rule sees counts of ballots only
(design: disclosure; statistics practice: threshold rule with complementary suppression).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Showing:
    """What of an indicator that rests on ballots may be shown.

    ``derivation``: exact points, group means and counts. Otherwise only the rounded points.
    ``points``: whether even those may be shown; where not, the cycle cannot be published as it is.
    """

    derivation: bool
    points: bool


def showing(valid: Mapping[str, int], group_mean: int, vote_counts: int) -> Showing:
    """Decide from valid ballots per group.

    Every group at ``vote_counts`` or more: all may be shown. Otherwise *every* group of the indicator is hidden,
    large ones included (complementary: one hidden group could be had by subtraction), and only the rounded points
    remain. A single group below ``group_mean`` would be shown by the points themselves: refused.
    """
    voting = {group: n for group, n in valid.items() if n > 0}
    if all(n >= vote_counts for n in voting.values()):
        return Showing(derivation=True, points=True)
    if len(voting) == 1:
        return Showing(derivation=False, points=min(voting.values()) >= group_mean)
    return Showing(derivation=False, points=True)
