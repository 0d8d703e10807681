"""Part of V17: corrected results of units follow from the published ones and the corrected figures (P1-A17, P1-A18).

The new points of an indicator follow from the scheme's rule wherever it reads nothing but the figure; where it reads
more, all that the indicator can be worth is taken for possible.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

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


def check_corrections(planned: Planned) -> Iterator[Problem]:
    """A434 to A439, A453, A454: what is corrected, figures, total, grades, departure, and the people who acted."""
    for name, held in planned.cycle.each("unit-correction").items():
        body: UnitCorrectionBody = held.body
        yield from _corrects(planned, name, held)
        acting = [body.entered_by, *body.approved_by]
        if len(set(acting)) != len(acting):
            yield planned.problem("A439", held, "P1-A22", unit=name)
        baseless = body.departs is not None and body.departs[1] is None
        if (body.departs is None) != (body.grade == body.recommended) or body.grade not in planned.order or baseless:
            yield planned.problem("A438", held, DECIDES, unit=name)
        yield from _puts_right(planned, name, held)
        result = planned.cycle.results.get(name)
        if result is not None and planned.cycle.scheme is not None:
            yield from _result(planned, held, result.body, planned.cycle.scheme.body)


def bounded(planned: Planned) -> list[str]:
    """The corrected units of which the new total is only known within bounds: their rules read other units' figures."""
    found = []
    for name, held in planned.cycle.each("unit-correction").items():
        result = planned.cycle.results.get(name)
        moves = _moves(planned, held, result.body) if result else []
        if any(now.low != now.high for _, now in moves):
            found.append(name)
    return found


def _puts_right(planned: Planned, name: str, held: Held[UnitCorrectionBody]) -> Iterator[Problem]:
    """A figure is another one now, unless another unit's moved its points; who was right is not worse off for it."""
    body, cycle, order = held.body, planned.cycle, planned.order
    others = [other.body for other in cycle.each("unit-correction").values() if other is not held]
    moved = {figure.indicator for other in others for figure in other.figures if figure.before != figure.after}
    for figure in body.figures:
        known = not cycle.withdrawn("unit-correction")
        if known and figure.before == figure.after and figure.indicator not in moved:
            yield planned.problem("A453", held, "P1-A17", unit=name, indicator=figure.indicator)
    decided = cycle.decisions.get(name)
    upheld, same = body.reason == "objection_upheld", decided is not None and body.grade == decided.body.grade
    if not body.figures and (same or not upheld):
        yield planned.problem("A453", held, "P1-A17", unit=name, indicator="—")
    if decided is None or not upheld:
        return
    before, after = order.get(decided.body.grade), order.get(body.grade)
    if before is not None and after is not None and after > before:
        words = {"unit": name, "found": body.grade, "decided": decided.body.grade}
        yield planned.problem("A454", held, DECIDES, **words)


def _corrects(planned: Planned, name: str, held: Held[UnitCorrectionBody]) -> Iterator[Problem]:
    """The records named are those of the unit, withdrawn ones by the digest that the withdrawal says."""
    body, cycle = held.body, planned.cycle
    expected = {}
    for record_type, found in (("unit-result", cycle.results.get(name)), ("unit-decision", cycle.decisions.get(name))):
        gone = cycle.gone.get((record_type, name))
        expected[record_type] = found.sha256 if found else gone.sha256 if gone else None
    if (body.unit, body.result, body.decision) != (name, expected["unit-result"], expected["unit-decision"]):
        yield planned.problem("A434", held, DECIDES, unit=name)


def _result(planned: Planned, held: Held[UnitCorrectionBody], result: UnitResult, scheme: Scheme) -> Iterator[Problem]:
    body = held.body
    items = {item.id: item for item in result.indicators}
    listed = [figure.indicator for figure in body.figures]
    for figure in body.figures:
        item = items.get(figure.indicator)
        if item is None or _figure(item) != figure.before or listed.count(figure.indicator) > 1:
            yield planned.problem("A435", held, "P1-A14", unit=body.unit, indicator=figure.indicator)
            return
    total = _total_after(planned, held, result, scheme)
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
    planned: Planned, held: Held[UnitCorrectionBody], result: UnitResult
) -> Iterator[tuple[IndicatorResult, Range]]:
    """The indicators that may have other points now, each with what they can be worth.

    Besides the corrected ones those that read the figures of all units, where another unit's was corrected.
    """
    figures = {figure.indicator: figure for figure in held.body.figures}
    every = planned.cycle.each("unit-correction").values()
    others = {figure.indicator for other in every for figure in other.body.figures}
    for item in result.indicators:
        rule = _rule(planned, item.id)
        if rule is None:
            continue
        if item.id in figures:
            points = rule_points(rule, figures[item.id].after, item.points.max)
            yield item, Range(Fraction(0), item.points.max) if points is None else Range(points, points)
        elif item.id in others and (item.missing is not None or not reads_one_figure(rule)):
            yield item, Range(Fraction(0), item.points.max)


def _rule(planned: Planned, indicator: str) -> Document | None:
    scheme = planned.cycle.scheme
    families = Document(scheme.record.body, scheme.path, "/body").get("families").items() if scheme else []
    every = (item for family in families for item in family.get("indicators").items())
    return next((item.get("rule") for item in every if item.get("id").value == indicator), None)


def _total_after(planned: Planned, held: Held[UnitCorrectionBody], result: UnitResult, scheme: Scheme) -> Range | None:
    """What the new total can be; None where there was no total before."""
    before = possible(result.total, scheme)
    if before is None:
        return None
    low, high = before
    for item, now in _moves(planned, held, result):
        was = possible(item.points, scheme) or Range(Fraction(0), item.points.max)
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
