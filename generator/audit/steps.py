"""The steps of a derivation, redone one by one, and where each number in them comes from."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from generator.audit.bodies import IndicatorResult, SchemeIndicator
from generator.audit.evidence import number_text, problem
from generator.core.errors import FindingsError
from generator.core.problem import Problem
from generator.published.derivation import LISTS, WORDS, Step, recompute

COHORT = frozenset({"best", "units", "sum", "place", "row", "counts", "valid"})
"""Arguments that rest on other units' figures, on ballots or on a row's number: their source is not in this record."""

SCHEME = frozenset(
    {"target", "step", "each", "max", "limit", "decrement", "weights", "worth", "points"}
    | {"at_least", "below", "other_at_least", "other_below"}
)
"""Arguments that only the scheme can fix."""


def check_steps(item: IndicatorResult, planned: SchemeIndicator, path: str) -> Iterator[Problem]:
    """Every step gives its result (A160, S220), from numbers of the scheme, public figures or earlier steps (A171)."""
    fixed = planned.numbers | {planned.weight}
    known = fixed | frozenset(item.inputs)
    for number, step in enumerate(item.steps):
        at = f"{item.points.at}/steps/{number}"
        try:
            expected = recompute(step)
            if expected != step.value:
                yield problem("A160", path, at=at, op=step.op, found=step.result, expected=number_text(expected))
        except FindingsError as error:
            yield from (problem(p.code, path, **(p.params | {"at": at})) for p in error.problems)
        for name, values in _numbers(step):
            if not values <= (fixed if name in SCHEME else known):
                yield problem("A171", path, at=f"{at}/args/{name}")
        known = known | {step.value}


def _numbers(step: Step) -> Iterator[tuple[str, frozenset[Fraction]]]:
    for name, text in step.args.items():
        if name in WORDS or name in COHORT:
            continue
        parts = text.split(" ") if name in LISTS else [text]
        yield name, frozenset(Fraction(part) for part in parts)
