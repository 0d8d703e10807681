"""Where a scheme's numbers come from: dated parameters, and a citation for each number (P1-A1)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.models.parameters import Parameter
from generator.intake.models.scheme import Scheme
from generator.intake.node import Loc, Node, Scalar, Sequence
from generator.intake.rings import Record

BASIS = "P1-A1"
SUMS = frozenset({"total"})
"""A number above all citations that is the sum of numbers that have theirs (S103)."""


def parameter_problems(bound: Bound[Scheme]) -> Iterator[Problem]:
    """S133 days that overlap, S134 days between two values that none covers, S135 a parameter nothing refers to."""
    used = set(_references(bound.node))
    for at, parameter in enumerate(bound.record.parameters):
        yield from _days(bound, ("parameters", at), parameter)
        if parameter.id not in used:
            yield bound.problem("S135", ("parameters", at, "id"), clause=BASIS, id=parameter.id)


def citation_problems(bound: Bound[Scheme]) -> Iterator[Problem]:
    """S130: a number that no citation covers."""
    record = bound.record
    if record.block is not None and not record.block_cites:
        yield bound.problem("S130", ("block",), clause=BASIS, field="block", where="block_cites")
    for name, value in record:
        if name not in SUMS | {"block", "grades"}:
            key = type(record).model_fields[name].alias or name
            for loc in uncited(value, (key,)):
                yield bound.problem("S130", loc, clause=BASIS, field=loc[-1], where="cites")


def uncited(value: object, loc: Loc, *, covered: bool = False) -> Iterator[Loc]:
    """The places of numbers below ``value`` that neither their own record nor one above them cites for."""
    if isinstance(value, Record):
        covered = covered or bool(getattr(value, "cites", None))
        for name, part in value:
            yield from uncited(part, (*loc, type(value).model_fields[name].alias or name), covered=covered)
    elif isinstance(value, list):
        for at, part in enumerate(value):
            yield from uncited(part, (*loc, at), covered=covered)
    elif isinstance(value, (int, Fraction)) and not isinstance(value, bool) and not covered:
        yield loc


def _days(bound: Bound[Scheme], loc: Loc, parameter: Parameter) -> Iterator[Problem]:
    for at, value in enumerate(parameter.values):
        if value.to is not None and value.to < value.from_:
            words = {"id": parameter.id, "day": value.from_.isoformat()}
            yield bound.problem("S133", (*loc, "values", at, "to"), clause=BASIS, **words)
    for at, (before, after) in enumerate(pairwise(parameter.values), 1):
        words = {"id": parameter.id, "day": after.from_.isoformat()}
        last = before.to or datetime.date.max
        # A value without a last day ends where the next begins.
        if after.from_ <= before.from_ or (before.to is not None and after.from_ <= last):
            yield bound.problem("S133", (*loc, "values", at, "from"), clause=BASIS, **words)
        elif before.to is not None and after.from_ > last + datetime.timedelta(days=1):
            yield bound.problem("S134", (*loc, "values", at, "from"), clause=BASIS, **words)


def _references(node: Node) -> Iterator[str]:
    if isinstance(node, Scalar):
        if node.text.startswith("="):
            yield node.text[1:]
    elif isinstance(node, Sequence):
        for value in node.items:
            yield from _references(value)
    else:
        for _, value in node.pairs:
            yield from _references(value)
