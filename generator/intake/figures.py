"""The provider departments' figures against scheme and roster: every unit once, nothing silently absent (P1-A14)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from generator.core.problem import Place, Problem
from generator.intake import domain
from generator.intake.bind import Bound
from generator.intake.few import few
from generator.intake.models.inputs import Data, DataPoint
from generator.intake.models.scheme import Indicator
from generator.intake.repository import Cycle
from generator.intake.similar import nearest, repeated

CLAUSE = "P1-A14"
BALLOT_RULES = frozenset({"votes_to_points", "vote_share_bands"})
"""Rule kinds that are scored from counted ballots; all others take figures."""

RANK_RULES = frozenset({"rank_decrement"})
"""Rule kinds that take a unit's places instead of one value."""

CASE_RULES = frozenset({"per_case_deduction", "capped_bonus"})
"""Rule kinds that count cases, of which there cannot be fewer than none."""


def check(cycle: Cycle, disputed: Collection[str] = ()) -> Iterator[Problem]:
    """X103, X104, X106, X111, X121, X122 and X130 to X138 for the figures of one cycle.

    While material is still being collected a whole file may be absent; from the report on it may not. Whether
    ``disputed`` units must be there is not decided here.
    """
    if cycle.scheme is None:
        return
    indicators = cycle.indicators
    pattern = "inputs/data/<indicator>.yml"
    for name, indicator in indicators.items():
        wanted = indicator.rule.kind not in BALLOT_RULES
        if wanted and cycle.report is not None and not cycle.has(pattern, indicator=name):
            yield Problem("X106", Place(cycle.path(pattern, indicator=name)), {"indicator": name}, clause=CLAUSE)
    for name, data in cycle.data.items():
        found = indicators.get(name)
        if found is None:
            near = nearest(name, indicators)
            yield data.problem("X103", ("indicator",), clause=CLAUSE, indicator=name, near=near)
        elif found.rule.kind in BALLOT_RULES:
            yield data.problem("X104", ("indicator",), clause=CLAUSE, indicator=name)
        else:
            yield from few(_file(cycle, found, data, disputed), data.path)


def _file(cycle: Cycle, indicator: Indicator, data: Bound[Data], disputed: Collection[str]) -> Iterator[Problem]:
    if data.record.provider != indicator.provider:
        given = data.record.provider
        yield data.problem("X111", ("provider",), clause=CLAUSE, given=given, expected=indicator.provider)
    units = [point.unit for point in data.record.values]
    for at in repeated(units):
        yield data.problem("X121", ("values", at, "unit"), clause=CLAUSE, unit=units[at])
    for at, point in enumerate(data.record.values):
        yield from _unit(cycle, data, at, point.unit, disputed)
        yield from _point(cycle, indicator, data, at, point)
    present = set(units)
    for unit in cycle.assessed:
        if unit not in present and unit not in disputed:
            yield data.problem("X133", ("values",), clause=CLAUSE, unit=unit, indicator=indicator.id)


def _unit(cycle: Cycle, data: Bound[Data], at: int, unit: str, disputed: Collection[str]) -> Iterator[Problem]:
    loc = ("values", at, "unit")
    if unit in cycle.exempt:
        yield data.problem("X132", loc, clause="P1-A6", unit=unit)
    elif cycle.roster is not None and unit not in cycle.assessed and unit not in disputed:
        yield data.problem("X122", loc, clause=CLAUSE, unit=unit, near=nearest(unit, cycle.assessed))


def _point(cycle: Cycle, indicator: Indicator, data: Bound[Data], at: int, point: DataPoint) -> Iterator[Problem]:
    loc = ("values", at)
    words = {"unit": point.unit, "indicator": indicator.id}
    wanted, other = ("places", "value") if indicator.rule.kind in RANK_RULES else ("value", "places")
    if getattr(point, other) is not None:
        yield data.problem("X134", (*loc, other), clause=CLAUSE, given=other, expected=wanted, **words)
    elif getattr(point, wanted) is None and point.missing is None:
        yield data.problem("X130", (*loc, "unit"), clause=CLAUSE, expected=wanted, **words)
    elif getattr(point, wanted) is not None and point.missing is not None:
        yield data.problem("X131", (*loc, "missing"), clause=CLAUSE, expected=wanted, **words)
    if point.places is not None:
        last = len(data.record.values)
        if not point.places:
            yield data.problem("X135", (*loc, "places"), clause=CLAUSE, last=last)
        for which, place in enumerate(point.places):
            if not 1 <= place <= last:
                yield data.problem("X135", (*loc, "places", which), clause=CLAUSE, last=last)
    if indicator.rule.kind in CASE_RULES and point.value is not None and point.value < 0:
        yield data.problem("X136", (*loc, "value"), clause=CLAUSE, **words)
    elif point.value is not None:
        yield from domain.check(data, (*loc, "value"), indicator, point.value)
