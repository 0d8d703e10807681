"""A unit's result that was put right after the decision: what was wrong, what holds, why, and who approved it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, cast

from generator.core.errors import FindingsError
from generator.core.exact import Rounding, said, shown
from generator.ledger.statements import PublishedStatement
from generator.published.afterwards_bodies import CorrectedFigure, UnitCorrectionBody
from generator.published.derivation import Step, recompute, step_text
from generator.published.rule_points import rule_points
from generator.published.shapes import exact_text
from generator.signing.ssh_keys import parse_public_key
from generator.site.acts import Recorded
from generator.site.context import Context, Link
from generator.site.held import Held
from generator.site.ledger_view import Cycle, UnitEntry
from generator.site.marks import Marked, figure, words

BASE = "../../"


def corrections_context(
    context: Context, cycle: Cycle, entry: UnitEntry, groups: Mapping[str, str]
) -> list[dict[str, Any]]:
    """What the unit's page says about its corrections, the newest first; ``groups`` are the names of raters'.

    Raises FindingsError C110.
    """
    found: list[dict[str, Any]] = []
    records = cycle.acts.revisions("unit-correction", entry.unit)
    for place, ((correction, held), record) in enumerate(zip(entry.corrections, records, strict=True)):
        before = entry.corrections[:place]
        row = _correction(context, cycle, entry, record, groups, before)
        row |= {"key": held.key, "anchor": f"correction-{place + 1}", "previous": found[-1] if found else None}
        found.append({**row, "grade": correction.grade, "indicators": _indicators(correction)})
    if found:
        found[-1]["anchor"] = "correction"
    return list(reversed(found))


def _indicators(correction: UnitCorrectionBody) -> frozenset[str]:
    return frozenset(item.indicator for item in correction.figures)


def _correction(
    context: Context,
    cycle: Cycle,
    entry: UnitEntry,
    found: Recorded,
    groups: Mapping[str, str],
    before: Sequence[tuple[UnitCorrectionBody, Held]],
) -> dict[str, Any]:
    """One correction in words; ``before`` are those of the unit before it."""
    label, indicators, body = context.label, cycle.scheme.indicators(), found.body
    correction, held = entry.corrections[len(before)]
    departs = body.get("departs")
    earlier = {item.indicator: item.after for other, _ in before for item in other.figures}
    anew = (_anew(context, cycle, entry, item, groups, earlier.get(item.indicator)) for item in correction.figures)
    return {
        "date": context.date(found.statement.statement.date),
        "statement": Link(f"{BASE}statements/{held.index}.html", label("statement.number", index=held.index)),
        "shown": Marked(correction.shown, "/result/total/shown"),
        "grade_name": grade_name(context, cycle, correction.grade),
        "recommended_name": grade_name(context, cycle, correction.recommended),
        "figures": [
            {
                "name": label.of(indicators[name].name) if name in indicators else name,
                "unit": label.of(indicators[name].unit) if name in indicators else "",
                "before": figure(item.get("before")),
                "after": figure(item.get("after")),
            }
            for item in body.get("figures").items()
            for name in [item.get("indicator").text()]
        ],
        "points": [row for row in anew if row],
        "reason": label(f"correction.reason.{correction.reason}"),
        "explanation": words(context, body.get("explanation")),
        "clause": context.clause_by_id(correction.clause, BASE, cycle.sources),
        "departs": _departure(context, cycle, departs) if departs.value is not None else None,
        "entered_by": _by_role(context, held.index, [correction.entered_by]),
        "approved_by": _by_role(context, held.index, correction.approved_by),
        "signed_by": _by_role(context, held.index, _signers(context, found.statement)),
    }


def grade_name(context: Context, cycle: Cycle, grade: str | None) -> str:
    """The name of a grade of the units' scheme; empty for none."""
    found = cycle.scheme.grade(grade) if grade else None
    return context.label.of(found.name) if found else grade or ""


def _departure(context: Context, cycle: Cycle, departs: Any) -> dict[str, Any]:
    clause = departs.get("clause").value
    return {
        "reason": words(context, departs.get("reason")),
        "clause": context.clause_by_id(clause, BASE, cycle.sources) if clause else None,
    }


def _anew(
    context: Context,
    cycle: Cycle,
    entry: UnitEntry,
    figure: CorrectedFigure,
    groups: Mapping[str, str],
    earlier: Fraction | None,
) -> dict[str, str] | None:
    """Points before and after of a corrected indicator, and the step that gives the new ones.

    ``earlier`` is the figure that an earlier correction of the unit left, None where none had this indicator.
    None where its points were not public, or follow from more than its figure. The step is only there where the old
    computation was one step from the figure, so that the new one is the same step from the new figure.
    """
    item = (
        next((item for item in entry.result.indicators if item.id == figure.indicator), None) if entry.result else None
    )
    indicator = cycle.scheme.indicators().get(figure.indicator)
    if item is None or indicator is None or item.points.exact is None:
        return None
    points = rule_points(indicator.rule, figure.after, item.points.max)
    if points is None:
        return None
    mode, digits, _ = cycle.scheme.rounding
    text = shown(points, digits, cast(Rounding, mode))
    was = rule_points(indicator.rule, earlier, item.points.max) if earlier is not None else item.points.exact
    step = _step_anew(item.steps(), figure.after, points)
    return {
        "name": context.label.of(indicator.name),
        "before": context.label("none") if was is None else shown(was, digits, cast(Rounding, mode)),
        "after": text,
        "exact": said(points) if points != Fraction(text) else "",
        "step": step_text(step, context.lang, groups) if step else "",
    }


def _step_anew(steps: Sequence[Step], figure: Fraction, points: Fraction) -> Step | None:
    """The only step of the old computation with the new figure in it; None where it does not give ``points``."""
    if len(steps) != 1 or "value" not in steps[0].args:
        return None
    step = replace(steps[0], args={**steps[0].args, "value": exact_text(figure)}, result=exact_text(points))
    try:
        return step if recompute(step) == points else None
    except FindingsError:  # another step applies to the new figure
        return None


def _by_role(context: Context, index: int, holders: Iterable[str]) -> list[tuple[str, list[str]]]:
    """The ids of holders by the role that each had when the statement at ``index`` was made."""
    roles = {known.id: known.role for known in context.view.trust_for(index).holders}
    grouped: dict[str, list[str]] = {}
    for holder in holders:
        role = roles.get(holder)
        grouped.setdefault(context.label(f"role.{role}" if role else "holder.unknown"), []).append(holder)
    return list(grouped.items())


def _signers(context: Context, found: PublishedStatement) -> list[str]:
    """The holders whose keys signed a statement, in the order of the trust statement."""
    trust = context.view.trust_for(found.index)
    return [
        holder.id
        for holder in trust.holders
        if any(parse_public_key(line).fingerprint_hex in found.signatures for line in holder.keys)
    ]
