"""Bonuses and penalties on the total, with caps on their sums and on the total itself.

Source: docs/spec/12-scoring.md, "Sums and grades".
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from generator.intake.models.person_rules import Adjustment, Adjustments
from generator.intake.models.scheme import Scheme
from generator.published.derivation import Step
from generator.scoring import group_steps, primitives
from generator.scoring.inputs import CohortInputs, Figure
from generator.scoring.primitives import Cites


@dataclass(frozen=True, slots=True)
class AdjustmentScore:
    """One item: what it adds or takes (None: its number is missing), and how that came about."""

    id: str
    direction: str
    points: Fraction | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Adjusted:
    """All items of one subject, the capped sums, and the steps from the indicators' sum to the total."""

    items: tuple[AdjustmentScore, ...]
    bonus: Fraction | None
    penalty: Fraction | None
    sums: tuple[Step, ...]
    ceiling: Fraction
    cites: Cites
    steps: tuple[Step, ...] = ()

    def total_steps(self, points: Fraction | None) -> tuple[Step, ...] | None:
        """From ``points`` to the total; None where either is incomplete."""
        if points is None or self.bonus is None or self.penalty is None:
            return None
        step = group_steps.adjust(points, self.bonus, self.penalty, self.cites)
        return (step, *group_steps.within(step.value, self.ceiling, self.cites))


def adjust(scheme: Scheme, subject: str, inputs: CohortInputs) -> Adjusted | None:
    """What the scheme's adjustments come to for one subject; None where it has none."""
    rules = scheme.adjustments
    if rules is None:
        return None
    items = tuple(_item(item, inputs.adjustments.get((item.id, subject))) for item in rules.items)
    cites = tuple(rules.cites)
    bonus, bonus_steps = _capped(items, "bonus", rules, cites)
    penalty, penalty_steps = _capped(items, "penalty", rules, cites)
    return Adjusted(items, bonus, penalty, (*bonus_steps, *penalty_steps), rules.ceiling, cites)


def _item(rule: Adjustment, figure: Figure | None) -> AdjustmentScore:
    cites = tuple(rule.cites)
    if figure is None or figure.value is None:
        stated = figure is not None and figure.missing is not None
        if rule.missing == "zero_with_reason" and stated:
            step = primitives.missing_zero(cites)
            return AdjustmentScore(rule.id, rule.direction, step.value, (step,))
        return AdjustmentScore(rule.id, rule.direction, None, ())
    steps = [primitives.times(figure.value, rule.each, cites)]
    if rule.cap is not None and steps[0].value > rule.cap:
        steps.append(_cap(rule.direction, steps[0].value, rule.cap, cites))
    return AdjustmentScore(rule.id, rule.direction, steps[-1].value, tuple(steps))


def _capped(
    items: tuple[AdjustmentScore, ...], direction: str, rules: Adjustments, cites: Cites
) -> tuple[Fraction | None, tuple[Step, ...]]:
    """The sum of the items of one direction, at most its cap."""
    points = [item.points for item in items if item.direction == direction]
    present = [value for value in points if value is not None]
    if len(present) < len(points):
        return None, ()
    if not present:
        return Fraction(0), ()
    cap = rules.bonus_cap if direction == "bonus" else rules.penalty_cap
    steps = [primitives.total(present, cites)]
    if steps[0].value > cap:
        steps.append(_cap(direction, steps[0].value, cap, cites))
    return steps[-1].value, tuple(steps)


def _cap(direction: str, value: Fraction, cap: Fraction, cites: Cites) -> Step:
    return (group_steps.bonus_cap if direction == "bonus" else group_steps.penalty_cap)(value, cap, cites)
