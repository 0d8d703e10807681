"""What a rule makes of one unit's input: points with their steps, or the reason why there are none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from generator.core import messages
from generator.published.derivation import Step
from generator.scoring.inputs import PublicInput

Texts = Mapping[str, str]

RATERS = "raters"
"""The id under which those who gave places in rankings are counted."""


@dataclass(frozen=True, slots=True)
class GroupScore:
    """A rater group's mean worth and its number of valid ballots, or of rankings under the id :data:`RATERS`.

    The mean is in points of a hundred; None without valid ballots, and where only shares or places count.
    """

    id: str
    mean: Fraction | None
    valid: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """Points between 0 and the indicator's weight, or None with ``reason`` in both languages.

    ``stated``: the reason comes from the office's records, not from the absence of an entry.
    ``final``: the rule itself says that the indicator stays incomplete, whatever the policy for missing values.
    """

    points: Fraction | None
    steps: tuple[Step, ...] = ()
    inputs: tuple[PublicInput, ...] = ()
    groups: tuple[GroupScore, ...] = ()
    reason: Texts | None = None
    stated: bool = False
    final: bool = False


def reached(steps: list[Step], inputs: tuple[PublicInput, ...] = (), groups: tuple[GroupScore, ...] = ()) -> Outcome:
    """The outcome whose points are the result of the last step."""
    return Outcome(steps[-1].value, tuple(steps), inputs, groups)


def generated(key: str) -> Texts:
    """A reason that no record states, from the catalogue."""
    return {lang: messages.text(key, lang) for lang in messages.LANGS}
