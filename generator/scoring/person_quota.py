"""A ceiling on a grade: who is counted, how many may have it, and where a tie stops the procedure.

Nothing but points and the scheme's tie-breaks decides; what they leave equal is left to people.
Source: docs/spec/12-scoring.md, "From points to a grade (people)", stage 6.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from generator.core.exact import rounded
from generator.core.problem import Place, Problem
from generator.intake.models.person_rules import Quota, TieBreak
from generator.intake.models.rules import TieMethod
from generator.intake.models.scheme import Scheme
from generator.scoring.inputs import CohortInputs
from generator.scoring.person_values import PersonResult, QuotaStatement
from generator.scoring.sheet import Sheet

Key = tuple[tuple[bool, Fraction], ...]
"""What two people are compared by, the larger first; the first of each pair says whether there is a number at all."""

MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Competition:
    """What the people of one quota are compared by: tie-breaks of their schemes, and a recorded human decision."""

    schemes: Mapping[str, Scheme]
    inputs: CohortInputs
    tie_order: Sequence[str] = ()

    def key(self, result: PersonResult) -> Key:
        """Exact total, tie-breaks in order, then the place in the human decision."""
        assert result.sheet is not None and result.total is not None
        scheme = self.schemes[result.kind]
        breaks = scheme.ties.breaks if scheme.ties is not None else []
        numbers = [self._number(scheme, result.sheet, tie_break) for tie_break in breaks]
        order = list(self.tie_order)
        decided = Fraction(-order.index(result.id)) if result.id in order else None
        return tuple((number is not None, number or Fraction(0)) for number in (result.total, *numbers, decided))

    def _number(self, scheme: Scheme, sheet: Sheet, tie_break: TieBreak) -> Fraction | None:
        if tie_break.by == "family":
            return next((family.points for family in sheet.families if family.id == tie_break.id), None)
        if tie_break.by == "option_share":
            return self._share(scheme, sheet.unit, tie_break)
        indicators = [indicator for family in scheme.families for indicator in family.indicators]
        wanted = {i.id for i in indicators if tie_break.id == (i.id if tie_break.by == "indicator" else i.part)}
        points = [item.points for item in sheet.indicators if item.id in wanted]
        present = [value for value in points if value is not None]
        return sum(present, Fraction(0)) if present and len(present) == len(points) else None

    def _share(self, scheme: Scheme, person: str, tie_break: TieBreak) -> Fraction | None:
        """The share of one option among all valid ballots on an indicator, all groups together."""
        tallies = self.inputs.tallies.get((tie_break.id, person), {}).values()
        valid = sum(tally.valid for tally in tallies)
        votes = sum(tally.counts.get(tie_break.option or "", 0) for tally in tallies)
        return Fraction(votes, valid) if valid else None


def apply_quota(
    quota: Quota, members: Sequence[PersonResult], competition: Competition
) -> tuple[list[PersonResult], list[QuotaStatement], list[Problem]]:
    """The members with their ranks and recommended grades, a statement per group, and S301 per tie at an edge.

    ``members``: everyone the quota may concern and who was in service, those without a sheet included.
    """
    results: dict[str, PersonResult] = {}
    statements: list[QuotaStatement] = []
    problems: list[Problem] = []
    for name, merged, group in _groups(quota, members):
        statement, changed = _one_group(quota, (name, merged), group, competition)
        statements.append(statement)
        results |= {result.id: result for result in changed}
        if statement.tie:
            kept = sum(result.recommended is not None and result.reason != "tie" for result in changed)
            words = {"group": name, "grade": quota.grade, "tied": str(len(statement.tie)), "people": str(kept)}
            free = statement.ceiling - statement.recommended
            problems.append(Problem("S301", Place(""), words | {"free": str(free)}, clause="P1-A18"))
    return [results[member.id] for member in members], statements, problems


def _one_group(
    quota: Quota, named: tuple[str, tuple[str, ...]], group: Sequence[PersonResult], competition: Competition
) -> tuple[QuotaStatement, list[PersonResult]]:
    scheme = competition.schemes[group[0].kind]
    order = [grade.id for grade in scheme.grades]
    limit = order.index(quota.grade)
    base = sum(_counts(member) for member in group)
    excluded = Counter(member.status.id for member in group if member.status is not None and not _counts(member))
    allowance = quota.ratio * base
    ceiling = math.floor(allowance) if quota.rounding == "floor" else int(rounded(allowance, 0, "half_up"))
    keys = {member.id: competition.key(member) for member in group if member.before_quota is not None}
    reaching = [m for m in group if m.before_quota is not None and order.index(m.before_quota) <= limit]
    ahead = sorted((keys[member.id] for member in reaching), reverse=True)
    edge = ahead[ceiling] if len(ahead) > ceiling else None
    tied = edge is not None and ceiling > 0 and ahead[ceiling - 1] == edge
    tie = tuple(member.id for member in reaching if tied and keys[member.id] == edge)
    method: TieMethod = scheme.ties.method if scheme.ties is not None else "standard"
    place = _places(list(keys.values()), method)
    changed: list[PersonResult] = []
    below = order[min(limit + 1, len(order) - 1)]
    reached = {member.id for member in reaching}
    for member in group:
        result = replace(member, rank=place(keys[member.id])) if member.id in keys else member
        if member.id in tie:
            result = replace(result, recommended=None, reason="tie")
        elif member.id in reached and edge is not None and keys[member.id] <= edge:
            result = replace(result, recommended=below, reason="quota")
        changed.append(result)
    recommended = sum(r.recommended is not None and order.index(r.recommended) <= limit for r in changed)
    statement = QuotaStatement(
        named[0],
        quota.grade,
        base,
        dict(sorted(excluded.items())),
        quota.ratio,
        quota.rounding,
        allowance,
        ceiling,
        len(reaching),
        recommended,
        tie,
        named[1],
        (*quota.cites, *quota.rounding_cites),
    )
    return statement, changed


def _counts(member: PersonResult) -> bool:
    return member.status is None or member.status.counts


def _places(keys: Sequence[Key], method: TieMethod) -> Callable[[Key], Fraction]:
    """The place of a key among all, counted from 1."""

    def place(key: Key) -> Fraction:
        better = [other for other in keys if other > key]
        if method == "dense":
            return Fraction(1 + len(set(better)))
        equal = sum(other == key for other in keys)
        return 1 + len(better) + (Fraction(equal - 1, 2) if method == "average" else Fraction(0))

    return place


def _groups(quota: Quota, members: Sequence[PersonResult]) -> list[tuple[str, tuple[str, ...], list[PersonResult]]]:
    """The groups over which the quota is counted: name, what was merged into it, and who is in it."""
    named: dict[str, list[PersonResult]] = {}
    for member in members:
        name = {"all": "all", "kind": member.kind, "unit": member.unit}[quota.by]
        named.setdefault(name, []).append(member)
    bases = {name: sum(_counts(member) for member in group) for name, group in named.items()}
    together = {name for name, base in bases.items() if base < quota.min_base} if quota.merge != "none" else set()
    while together and sum(bases[name] for name in together) < quota.min_base and len(together) < len(named):
        smallest = min(base for name, base in bases.items() if name not in together)
        together |= {name for name, base in bases.items() if base == smallest}
    if len(together) < 2:
        together = set()
    apart: list[tuple[str, tuple[str, ...], list[PersonResult]]]
    apart = [(name, (), group) for name, group in sorted(named.items()) if name not in together]
    if together:
        everyone = [member for name in sorted(together) for member in named[name]]
        apart.append((MERGED, tuple(sorted(together)), everyone))
    return apart
