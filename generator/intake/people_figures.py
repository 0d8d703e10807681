"""People's figures against the schemes and the roster: everyone once, nothing silently absent (P1-A14).

Codes X212 to X225; docs/spec/15-people.md. No message holds a person or a figure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from generator.core.problem import Place, Problem
from generator.intake import domain
from generator.intake.bind import Bound
from generator.intake.models import people
from generator.intake.models.people import FigureParts, PeopleData
from generator.intake.models.rules import PerCaseDeduction, PeriodMean, Rule
from generator.intake.models.scheme import Indicator
from generator.intake.node import Loc
from generator.intake.people_track import Track
from generator.intake.similar import nearest, repeated

CLAUSE = "P1-A14"
FORMS = ("value", "places", "periods")
OF_RATERS = frozenset({"ballots", "ratings"})
_CASES = frozenset({"per_case_deduction", "capped_bonus"})


def check(track: Track, departments: Collection[str]) -> Iterator[Problem]:
    """X210 to X225 for the figures of one cycle; a whole file may be absent until there is a report."""
    names = _names(track)
    for name in names:
        path = track.cycle.path("people/data/<indicator>.yml", indicator=name)
        if track.cycle.report is not None and not track.exists(people.DATA, indicator=name):
            yield Problem("X224", Place(path), {"indicator": name}, clause=CLAUSE)
    for name, data in track.cycle.each(people.DATA).items():
        if departments and data.record.provider not in departments:
            near = nearest(data.record.provider, departments)
            yield data.problem("X225", ("provider",), clause=CLAUSE, provider=data.record.provider, near=near)
        form = track.reads(name)
        if not track.schemes:
            continue
        if form is None:
            yield data.problem("X213", ("indicator",), clause=CLAUSE, indicator=name, near=nearest(name, names))
        elif form in OF_RATERS:
            yield data.problem("X214", ("indicator",), clause=CLAUSE, indicator=name)
        else:
            yield from _file(track, name, data)


def figure(track: Track, bound: Bound[Any], loc: Loc, name: str, kind: str, point: FigureParts) -> Iterator[Problem]:
    """X137, X138 and X216 to X223 for one figure of one person of ``kind``; also for those that a correction brings."""
    if not track.asks(kind, name):
        yield bound.problem("X216", (*loc, "person"), clause=CLAUSE, indicator=name)
        return
    found = track.indicator(kind, name)
    yield from _form(bound, loc, track.reads(name) or "value", name, point)
    if found is not None:
        yield from _against_rule(bound, loc, found.rule, name, point)
        yield from _against_bounds(bound, loc, found, point)
    if (found is None or found.rule.kind in _CASES) and point.value is not None and point.value < 0:
        yield bound.problem("X222", (*loc, "value"), clause=CLAUSE, indicator=name)


def _against_bounds(bound: Bound[Any], loc: Loc, indicator: Indicator, point: FigureParts) -> Iterator[Problem]:
    if point.value is not None:
        yield from domain.check(bound, (*loc, "value"), indicator, point.value)
    for number, value in (point.periods or {}).items():
        yield from domain.check(bound, (*loc, "periods", number), indicator, value)


def _names(track: Track) -> list[str]:
    """Every indicator and adjustment that is scored from figures."""
    every = [*track.indicators.values(), *track.adjustments.values()]
    names = dict.fromkeys(name for known in every for name in sorted(known))
    return [name for name in names if track.reads(name) not in OF_RATERS]


def _file(track: Track, name: str, data: Bound[PeopleData]) -> Iterator[Problem]:
    providers = {
        item.provider
        for kind, scheme in track.schemes.items()
        for item in (*track.indicators[kind].values(), *(scheme.adjustments.items if scheme.adjustments else ()))
        if item.id == name
    }
    if data.record.provider not in providers:
        expected = "、".join(sorted(providers))
        yield data.problem("X215", ("provider",), clause=CLAUSE, given=data.record.provider, expected=expected)
    named = [point.person for point in data.record.values]
    for at in repeated(named):
        yield data.problem("X211", ("values", at, "person"), clause=CLAUSE)
    for at, point in enumerate(data.record.values):
        yield from track.unknown(data, ("values", at, "person"), point.person, "P1-A6")
        kind = track.kinds.get(point.person)
        if kind is not None:
            yield from figure(track, data, ("values", at), name, kind, point)
    for person, kind in track.due(set(named)):
        if track.asks(kind, name):
            yield track.at_roster("X212", person, CLAUSE, indicator=name)


def _form(bound: Bound[Any], loc: Loc, wanted: str, name: str, point: FigureParts) -> Iterator[Problem]:
    given = [form for form in FORMS if getattr(point, form) is not None]
    words = {"indicator": name, "expected": wanted}
    wrong = next((form for form in given if form != wanted), None)
    if wrong is not None:
        yield bound.problem("X219", (*loc, wrong), clause=CLAUSE, given=wrong, **words)
    elif not given and point.missing is None:
        yield bound.problem("X217", (*loc, "person"), clause=CLAUSE, **words)
    elif given and point.missing is not None:
        yield bound.problem("X218", (*loc, "missing"), clause=CLAUSE, **words)


def _against_rule(bound: Bound[Any], loc: Loc, rule: Rule, name: str, point: FigureParts) -> Iterator[Problem]:
    if isinstance(rule, PeriodMean):
        numbers = {str(number) for number in range(1, rule.periods + 1)}
        for key in point.periods or {}:
            if key not in numbers:
                yield bound.problem("X220", (*loc, "periods"), clause=CLAUSE, indicator=name, periods=rule.periods)
    if point.places is not None and (not point.places or min(point.places) < 1):
        yield bound.problem("X221", (*loc, "places"), clause=CLAUSE, indicator=name)
    exempt = rule.exempt if isinstance(rule, PerCaseDeduction) else None
    grounds = {ground.id for ground in exempt.grounds} if exempt is not None else set()
    if set(point.exempted) - grounds:
        yield bound.problem("X223", (*loc, "exempted"), clause=CLAUSE, indicator=name)
