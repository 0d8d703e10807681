"""From the people track's records to the values that the assessment of people reads (docs/spec/15-people.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from generator.core.problem import Problem
from generator.intake.corrections import people_corrections
from generator.intake.fields import Bilingual
from generator.intake.models import people as records
from generator.intake.models.people import Correction, FigureParts, TallyParts
from generator.intake.models.rules import PeriodMean
from generator.intake.models.scheme import Kind, Scheme
from generator.intake.once import once_per_cycle
from generator.intake.record_file import RecordFile
from generator.intake.repository import Cycle
from generator.office.cohort import unit_sheets
from generator.scoring.extends import Resolved, resolve_all
from generator.scoring.inputs import CohortInputs, Figure, GroupTally, Ratings
from generator.scoring.people import Assessment, Person, StatusFact, VetoFact, assess

KINDS: tuple[Kind, ...] = ("leader", "staff")


class PeopleInputs(NamedTuple):
    """What :func:`generator.scoring.people.assess` takes after the schemes, in its order."""

    people: tuple[Person, ...]
    inputs: CohortInputs
    statuses: tuple[StatusFact, ...]
    vetoes: tuple[VetoFact, ...]
    team_grades: Mapping[str, str]
    tie_order: tuple[str, ...]


class Decided(NamedTuple):
    """What people decided for somebody: a grade or the reason why there is none, and why it departs, if it does."""

    grade: str | None
    no_grade: str | None
    departs: Mapping[str, str] | None = None
    departs_clause: str | None = None


def people_schemes(cycle: Cycle) -> dict[str, Scheme]:
    """The scheme of each kind of people, put together; a kind whose scheme is missing or wrong is left out."""
    return {kind: resolved.scheme for kind, resolved in resolved_schemes(cycle)[0].items()}


def resolved_schemes(cycle: Cycle) -> tuple[dict[str, Resolved], list[Problem]]:
    """The same with the files that each value comes from, and what is wrong with putting them together (S16x, M1xx)."""
    found, problems = _resolved_schemes(cycle)
    return dict(found), list(problems)


@once_per_cycle
def _resolved_schemes(cycle: Cycle) -> tuple[Mapping[str, Resolved], Sequence[Problem]]:
    base = cycle.one(records.SCHEME)
    if base is None:
        return {}, []
    refined = {kind: bound for kind in KINDS if (bound := cycle.one(records.REFINEMENTS[kind])) is not None}
    made, problems = resolve_all([base], list(refined.values()))
    found: dict[str, Resolved] = {}
    for kind in KINDS:
        if kind in refined:
            name = refined[kind].record.id
        elif not cycle.has(_within_cycle(records.REFINEMENTS[kind])) and kind in (base.record.applies_to or KINDS):
            name = base.record.id
        else:
            continue
        if name in made:
            found[kind] = made[name]
    return found, problems


def people_inputs(cycle: Cycle, *, corrected: bool = False, through: int | None = None) -> PeopleInputs:
    """The values of a cycle's people records, people in the order of the roster; ``corrected`` puts corrections in.

    ``through``: those up to this number, by default all.
    Expects a cycle that passed its checks. Raises FindingsError S2xx where the units cannot be scored.
    """
    roster, status, decision = cycle.one(records.ROSTER), cycle.one(records.STATUS), cycle.one(records.DECISION)
    people = tuple(Person(p.id, p.kind, p.unit, p.from_, p.to) for p in roster.record.people) if roster else ()
    statuses = status.record.statuses if status else ()
    vetoes = status.record.vetoes if status else ()
    ties = decision.record.ties if decision else ()
    return PeopleInputs(
        people,
        _cohort_inputs(cycle, corrections(cycle, through) if corrected else ()),
        tuple(StatusFact(entry.person, entry.status, entry.from_, entry.to) for entry in statuses),
        tuple(VetoFact(entry.person, entry.veto) for entry in vetoes),
        unit_grades(cycle),
        tuple(person for tie in ties for person in tie.order),
    )


@once_per_cycle
def people_assessment(cycle: Cycle, *, corrected: bool = False, through: int | None = None) -> Assessment:
    """Everyone's recommended grade. Raises FindingsError as ``assess`` does; ties are in the outcome's problems."""
    return assess(people_schemes(cycle), *people_inputs(cycle, corrected=corrected, through=through))


def unit_grades(cycle: Cycle) -> dict[str, str]:
    """The grades that the units' results recommend; a unit without one is left out."""
    if cycle.scheme is None:
        return {}
    return {unit: sheet.grade for unit, sheet in unit_sheets(cycle).items() if sheet.grade is not None}


def decided(cycle: Cycle, *, corrected: bool = False, through: int | None = None) -> dict[str, Decided]:
    """What people decided, by person; nothing while there is only a decision on ties."""
    bound = cycle.one(records.DECISION)
    found: dict[str, Decided] = {}
    for entry in bound.record.grades if bound is not None else ():
        departs = _texts(entry.departs)
        found[entry.person] = Decided(entry.grade, entry.no_grade, departs, entry.departs_clause)
    for correction in corrections(cycle, through) if corrected else ():
        if correction.grade is not None or correction.no_grade is not None:
            found[correction.person] = Decided(correction.grade, correction.no_grade)
    return found


def corrections(cycle: Cycle, through: int | None = None) -> list[Correction]:
    """What was put right after the decision, in the order of the files; ``through``: up to this number."""
    return [entry for bound in people_corrections(cycle, through).values() for entry in bound.record.corrections]


def _within_cycle(file: RecordFile[Any]) -> str:
    return file.path.removeprefix("cycles/<year>/")


def _cohort_inputs(cycle: Cycle, corrected: Sequence[Correction]) -> CohortInputs:
    schemes = people_schemes(cycle)
    adjusting = {item.id for scheme in schemes.values() if scheme.adjustments for item in scheme.adjustments.items}
    periods = {
        item.id: item.rule.periods
        for scheme in schemes.values()
        for family in scheme.families
        for item in family.indicators
        if isinstance(item.rule, PeriodMean)
    }
    every: dict[tuple[str, str], Figure] = {}
    for indicator, data in cycle.each(records.DATA).items():
        for point in data.record.values:
            every[indicator, point.person] = _figure(point, data.record.provider, periods.get(indicator))
    votes = _Votes({}, {}, {})
    for group, bound in cycle.each(records.VOTES).items():
        for entry in bound.record.tallies:
            votes.put(entry.person, group, entry)
    for correction in corrected:
        for changed in correction.figures:
            key = (changed.indicator, correction.person)
            source = every[key].source if key in every else ""
            every[key] = _figure(changed, source, periods.get(changed.indicator))
        for count in correction.tallies:
            votes.put(correction.person, count.group, count)
    figures = {key: figure for key, figure in every.items() if key[0] not in adjusting}
    adjustments = {key: figure for key, figure in every.items() if key[0] in adjusting}
    return CohortInputs(figures, votes.tallies, votes.ratings, votes.reasons, adjustments)


def _figure(parts: FigureParts, provider: str, periods: int | None) -> Figure:
    figure = Figure(parts.value, None, _texts(parts.missing), provider, exempted=dict(parts.exempted))
    if parts.places is not None:
        figure = replace(figure, places=tuple(parts.places))
    if parts.periods is not None and periods is not None:
        given = parts.periods
        figure = replace(figure, periods=tuple(given.get(str(number)) for number in range(1, periods + 1)))
    return figure


class _Votes(NamedTuple):
    """Counts, numbers and stated gaps by (indicator, person), then by group."""

    tallies: dict[tuple[str, str], dict[str, GroupTally]]
    ratings: dict[tuple[str, str], dict[str, Ratings]]
    reasons: dict[tuple[str, str], dict[str, Mapping[str, str]]]

    def put(self, person: str, group: str, parts: TallyParts) -> None:
        """Takes what a group said on somebody, in place of what it said before."""
        key = (parts.indicator, person)
        self.tallies.get(key, {}).pop(group, None)
        self.ratings.get(key, {}).pop(group, None)
        self.reasons.get(key, {}).pop(group, None)
        issued, returned = parts.issued or 0, parts.returned or 0
        invalid: dict[str, int] = dict(parts.invalid.items())
        if parts.counts is not None:
            tally = GroupTally(issued, returned, sum(invalid.values()), dict(parts.counts), invalid)
            self.tallies.setdefault(key, {})[group] = tally
        elif parts.ratings is not None:
            ratings = Ratings(issued, returned, sum(invalid.values()), tuple(parts.ratings))
            self.ratings.setdefault(key, {})[group] = ratings
        elif (reason := _texts(parts.missing)) is not None:
            self.reasons.setdefault(key, {})[group] = reason


def _texts(text: Bilingual | None) -> Mapping[str, str] | None:
    return {"zh": text.zh, "en": text.en} if text is not None else None
