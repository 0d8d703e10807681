"""Part of V17: corrected results of units follow from the published ones and the corrected figures (P1-A17, P1-A18).

The corrections are gone through in the order of the log: each starts from what the one before it left. The new points
of an indicator follow from the scheme's rule wherever it reads nothing but the figure; where it reads more, all that
the indicator can be worth is taken for possible.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import groupby

from generator.audit.bodies import IndicatorResult, Points, Scheme, UnitResult
from generator.audit.check_arithmetic import Range, grades_between, possible
from generator.audit.cycles import Held
from generator.audit.planned import Planned
from generator.core.exact import shown
from generator.core.problem import Problem
from generator.published.acts import UnitCorrectionBody
from generator.published.rule_points import reads_one_figure, rule_points
from generator.published.shapes import Document, exact_text

DECIDES = "P1-A18"
Corrected = Held[UnitCorrectionBody]


@dataclass(frozen=True, slots=True)
class _Before:
    """What a unit had before a correction: total (None: none was published), points and figures of indicators, grade.

    ``last`` is its correction before this one. ``points`` and ``figures`` hold those that corrections changed.
    """

    total: Range | None = None
    points: Mapping[str, Range] = field(default_factory=dict)
    figures: Mapping[str, Fraction] = field(default_factory=dict)
    grade: str | None = None
    last: Corrected | None = None


@dataclass(frozen=True, slots=True)
class _Step:
    """One correction of one unit: what it had before, the others of the same statement, what the total can be now."""

    held: Corrected
    before: _Before
    others: Sequence[UnitCorrectionBody]
    moves: Sequence[tuple[str, Range]]
    total: Range | None


def check_corrections(planned: Planned) -> Iterator[Problem]:
    """A434 to A439, A453, A454: what is corrected, figures, total, grades, departure, and the people who acted."""
    for step in _steps(planned):
        held, name = step.held, step.held.record.name
        body = held.body
        yield from _corrects(planned, step)
        acting = [body.entered_by, *body.approved_by]
        if len(set(acting)) != len(acting):
            yield planned.problem("A439", held, "P1-A22", unit=name)
        baseless = body.departs is not None and body.departs[1] is None
        if (body.departs is None) != (body.grade == body.recommended) or body.grade not in planned.order or baseless:
            yield planned.problem("A438", held, DECIDES, unit=name)
        yield from _puts_right(planned, step)
        result = planned.cycle.results.get(name)
        if result is not None and planned.cycle.scheme is not None:
            yield from _result(planned, step, result.body, planned.cycle.scheme.body)


def bounded(planned: Planned) -> list[str]:
    """The corrected units of which a new total is only known within bounds: their rules read other units' figures."""
    found = [step.held.record.name for step in _steps(planned) if any(now.low != now.high for _, now in step.moves)]
    return list(dict.fromkeys(found))


def _steps(planned: Planned) -> Iterator[_Step]:
    """Every correction with what it starts from, in the order of the log."""
    cycle = planned.cycle
    known: dict[str, _Before] = {}
    for _, group in groupby(cycle.every("unit-correction"), key=planned.index):
        together: list[Corrected] = list(group)
        for held in together:
            name = held.record.name
            result, decided = cycle.results.get(name), cycle.decisions.get(name)
            before = known.get(name) or _Before(grade=decided.body.grade if decided else None)
            if before.last is None and result is not None and cycle.scheme is not None:
                before = replace(before, total=possible(result.body.total, cycle.scheme.body))
            others = [other.body for other in together if other is not held]
            moves = list(_moves(planned, held.body, others, result.body)) if result is not None else []
            items = {item.id: item for item in result.body.indicators} if result is not None else {}
            step = _Step(held, before, others, moves, _total_after(planned, before, items, moves))
            yield step
            known[name] = _after(planned, step)


def _after(planned: Planned, step: _Step) -> _Before:
    """What the unit has after a correction: what follows from the figures, narrowed by what is shown."""
    body, before, total = step.held.body, step.before, step.total
    if planned.cycle.scheme is not None and total is not None:
        seen = _shown_as(body.shown, planned.cycle.scheme.body)
        if seen is not None:
            met = Range(max(total.low, seen.low), min(total.high, seen.high))
            total = met if met.low <= met.high else seen
    figures = {figure.indicator: figure.after for figure in body.figures}
    return _Before(total, {**before.points, **dict(step.moves)}, {**before.figures, **figures}, body.grade, step.held)


def _puts_right(planned: Planned, step: _Step) -> Iterator[Problem]:
    """A figure is another one now, unless another unit's moved its points; who was right is not worse off for it."""
    held, before, order = step.held, step.before.grade, planned.order
    body, name = held.body, held.record.name
    moved = {figure.indicator for other in step.others for figure in other.figures if figure.before != figure.after}
    for figure in body.figures:
        known = not planned.cycle.withdrawn("unit-correction")
        if known and figure.before == figure.after and figure.indicator not in moved:
            yield planned.problem("A453", held, "P1-A17", unit=name, indicator=figure.indicator)
    upheld, same = body.reason == "objection_upheld", body.grade == before
    if not body.figures and (same or not upheld):
        yield planned.problem("A453", held, "P1-A17", unit=name, indicator="—")
    if before is None or not upheld:
        return
    if before in order and body.grade in order and order[body.grade] > order[before]:
        words = {"unit": name, "found": body.grade, "decided": before}
        yield planned.problem("A454", held, DECIDES, **words)


def _corrects(planned: Planned, step: _Step) -> Iterator[Problem]:
    """The records named are those of the unit: its result and decision, of a later correction the one before it.

    Withdrawn ones are named by the digest that the withdrawal says.
    """
    held, cycle = step.held, planned.cycle
    body, name, last = held.body, held.record.name, step.before.last
    expected: dict[str, str | None] = {"unit-result": None, "unit-decision": None}
    records = (("unit-result", cycle.results.get(name)), ("unit-decision", cycle.decisions.get(name)))
    for record_type, found in records if last is None else ():
        gone = cycle.gone.get((record_type, name))
        expected[record_type] = found.sha256 if found else gone.sha256 if gone else None
    wanted = (expected["unit-result"], expected["unit-decision"], last.sha256 if last is not None else None)
    if (body.unit, body.result, body.decision, body.correction) != (name, *wanted):
        yield planned.problem("A434", held, DECIDES, unit=name)


def _result(planned: Planned, step: _Step, result: UnitResult, scheme: Scheme) -> Iterator[Problem]:
    held, body, total = step.held, step.held.body, step.total
    items = {item.id: item for item in result.indicators}
    listed = [figure.indicator for figure in body.figures]
    for figure in body.figures:
        item = items.get(figure.indicator)
        was = step.before.figures.get(figure.indicator, _figure(item) if item is not None else None)
        if item is None or was != figure.before or listed.count(figure.indicator) > 1:
            yield planned.problem("A435", held, "P1-A14", unit=body.unit, indicator=figure.indicator)
            return
    seen = _shown_as(body.shown, scheme)
    if body.max != scheme.total or total is None or seen is None or not _may_be(body.shown, seen, total, scheme):
        expected = "—" if total is None else f"{exact_text(total.low)} … {exact_text(total.high)}"
        yield planned.problem("A436", held, DECIDES, unit=body.unit, found=body.shown, expected=expected)
        return
    total = Range(max(total.low, seen.low), min(total.high, seen.high))
    grades = grades_between(scheme, total)
    if body.recommended not in grades:
        expected = ", ".join(sorted(grades))
        yield planned.problem("A437", held, DECIDES, unit=body.unit, found=body.recommended, expected=expected)


def _figure(item: IndicatorResult) -> Fraction | None:
    """The figure that an indicator's points rest on, where they rest on one."""
    return item.inputs[0] if item.inputs else None


def _moves(
    planned: Planned, body: UnitCorrectionBody, others: Sequence[UnitCorrectionBody], result: UnitResult
) -> Iterator[tuple[str, Range]]:
    """The indicators that may have other points now, each with what they can be worth.

    Besides the corrected ones those that read the figures of all units, where another unit's was corrected.
    """
    figures = {figure.indicator: figure for figure in body.figures}
    elsewhere = {figure.indicator for other in others for figure in other.figures}
    for item in result.indicators:
        rule = _rule(planned, item.id)
        if rule is None:
            continue
        if item.id in figures:
            points = rule_points(rule, figures[item.id].after, item.points.max)
            yield item.id, Range(Fraction(0), item.points.max) if points is None else Range(points, points)
        elif item.id in elsewhere and (item.missing is not None or not reads_one_figure(rule)):
            yield item.id, Range(Fraction(0), item.points.max)


def _rule(planned: Planned, indicator: str) -> Document | None:
    scheme = planned.cycle.scheme
    families = Document(scheme.record.body, scheme.path, "/body").get("families").items() if scheme else []
    every = (item for family in families for item in family.get("indicators").items())
    return next((item.get("rule") for item in every if item.get("id").value == indicator), None)


def _total_after(
    planned: Planned, before: _Before, items: Mapping[str, IndicatorResult], moves: Sequence[tuple[str, Range]]
) -> Range | None:
    """What the new total can be; None where there was no total before."""
    if before.total is None or planned.cycle.scheme is None:
        return None
    scheme, (low, high) = planned.cycle.scheme.body, before.total
    for name, now in moves:
        points = items[name].points
        was = before.points.get(name) or possible(points, scheme) or Range(Fraction(0), points.max)
        low, high = low + now.low - was.high, high + now.high - was.low
    return Range(max(low, Fraction(0)), min(high, scheme.total))


def _shown_as(said: str, scheme: Scheme) -> Range | None:
    """The totals that are shown so; None for a number that no total is shown as."""
    if said != shown(Fraction(said), scheme.digits, scheme.mode):
        return None
    return possible(Points("", None, said, scheme.total), scheme)


def _may_be(said: str, seen: Range, total: Range, scheme: Scheme) -> bool:
    """Whether some total in the range is shown so."""
    if total.low == total.high:
        return said == shown(total.low, scheme.digits, scheme.mode)
    return seen.low <= total.high and total.low <= seen.high
