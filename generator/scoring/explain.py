"""A score sheet as text: every number with the step it came from and the clause that asks for it.

For the office only: it shows everything the sheet holds, counts of ballots included. What the public sees of a
derivation is decided by the airlock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from generator.core.exact import plain, rounded, said, shown
from generator.core.messages import Lang, text
from generator.core.render import display_width
from generator.intake.models.rules import RankDecrement, RankTable, rater_groups
from generator.intake.models.scheme import Family, Grade, Indicator, Scheme
from generator.published.derivation import step_text
from generator.scoring.sheet import IndicatorScore, Sheet, grade_of

Row = tuple[str, str, str]
"""A line of the tree: what it is about, points (``shown / max``, or one word), and what belongs behind them."""


SLASH = " / "


def explain(sheet: Sheet, scheme: Scheme, lang: Lang) -> str:
    """The derivation of one unit as an indented tree; several lines, no trailing newline."""
    scores = {indicator.id: indicator for indicator in sheet.indicators}
    rows: list[Row | str] = [*_head(sheet, scheme, lang)]
    for family, subtotal in zip(scheme.families, sheet.families, strict=True):
        rows.append("")
        points = _points(subtotal.points, family.weight, scheme, lang)
        rows.append((f"{getattr(family.name, lang)} ({family.id})", points, _cites(family)))
        for indicator in family.indicators:
            result = scores[indicator.id]
            points = _points(result.points, indicator.weight, scheme, lang)
            rows.append((f"  {getattr(indicator.name, lang)} ({indicator.id})", points, _cites(indicator)))
            rows += (f"    {line}" for line in _details(indicator, result, lang))
    return "\n".join(_aligned(rows))


def boundary_note(sheet: Sheet, scheme: Scheme, lang: Lang) -> str | None:
    """The note for a total whose published and exact values lie on different sides of a grade's bound, else None.

    Source: GB/T 8170-2008, comparison by full value; design, section 6.
    """
    if sheet.total is None:
        return None
    by_exact = grade_of(scheme, sheet.total)
    by_shown = grade_of(scheme, rounded(sheet.total, scheme.rounding.digits, scheme.rounding.mode))
    if by_exact.id == by_shown.id:
        return None
    return text(
        "explain.boundary",
        lang,
        exact=plain(sheet.total),
        shown=_shown(sheet.total, scheme),
        grade=getattr(by_exact.name, lang),
        other=getattr(by_shown.name, lang),
    )


def _head(sheet: Sheet, scheme: Scheme, lang: Lang) -> Iterator[Row | str]:
    yield text("explain.unit", lang), sheet.unit, ""
    if sheet.total is None:
        yield text("explain.incomplete", lang)
        return
    mode = text(f"rounding.{scheme.rounding.mode}", lang)
    exact = text("explain.exact", lang, exact=said(sheet.total), digits=scheme.rounding.digits, mode=mode)
    points = _points(sheet.total, scheme.total, scheme, lang)
    yield text("explain.total", lang), points, f"{exact}  [{', '.join(scheme.rounding.cites)}]"
    grade = _grade(grade_of(scheme, sheet.total), lang)
    yield text("explain.grade", lang), sheet.grade or "", f"{grade}  [{', '.join(scheme.grades_cites)}]"
    note = boundary_note(sheet, scheme, lang)
    if note is not None:
        yield note
    yield from _adjustments(sheet, scheme, lang)


def _adjustments(sheet: Sheet, scheme: Scheme, lang: Lang) -> Iterator[str]:
    """What was added to and taken from the points of the indicators, item by item."""
    if sheet.adjusted is None or scheme.adjustments is None:
        return
    names = {item.id: getattr(item.name, lang) for item in scheme.adjustments.items}
    for item in sheet.adjusted.items:
        for step in item.steps:
            yield f"· {names[item.id]} ({item.id})  {step_text(step, lang)}  [{', '.join(step.cites)}]"
    for step in (*sheet.adjusted.sums, *sheet.adjusted.steps):
        yield f"· {step_text(step, lang)}  [{', '.join(step.cites)}]"


def _grade(grade: Grade, lang: Lang) -> str:
    name = getattr(grade.name, lang)
    if grade.at_least is None:
        return text("explain.grade_lowest", lang, grade=name)
    return text("explain.grade_from", lang, grade=name, bound=plain(grade.at_least))


def _details(indicator: Indicator, result: IndicatorScore, lang: Lang) -> Iterator[str]:
    if result.missing is not None:
        reason = result.missing.reason.get(lang, "")
        policy = text(f"missing.{result.missing.policy}", lang)
        yield text("explain.missing", lang, reason=reason, policy=policy) + f"  [{', '.join(indicator.missing.cites)}]"
    for given in result.inputs:
        words = {"name": text(f"input.{given.name}", lang), "value": said(given.value)}
        words |= {"unit": given.unit[lang] if given.unit else "", "source": given.source or ""}
        yield text("explain.source" if given.source else "explain.cohort", lang, **words).rstrip()
    names = _group_names(indicator, lang)
    for group in result.groups:
        key = "explain.raters" if isinstance(indicator.rule, (RankDecrement, RankTable)) else "explain.group"
        yield text(key, lang, group=names.get(group.id, group.id), valid=group.valid)
    for step in result.steps:
        yield "· " + step_text(step, lang, names)


def _group_names(indicator: Indicator, lang: Lang) -> Mapping[str, str]:
    return {group.id: getattr(group.name, lang) for group in rater_groups(indicator.rule)}


def _points(points: Fraction | None, most: Fraction, scheme: Scheme, lang: Lang) -> str:
    value = text("explain.no_points", lang) if points is None else _shown(points, scheme)
    return f"{value}{SLASH}{plain(most)}"


def _shown(number: Fraction, scheme: Scheme) -> str:
    return shown(number, scheme.rounding.digits, scheme.rounding.mode)


def _cites(part: Family | Indicator) -> str:
    return f"[{', '.join(part.cites)}]"


def _aligned(rows: list[Row | str]) -> Iterator[str]:
    """The lines with points in columns on both sides of the slash; plain lines stay as they are."""
    table = [row for row in rows if not isinstance(row, str)]
    label = max(display_width(row[0]) for row in table)
    points = [row[1].split(SLASH) for row in table if SLASH in row[1]]
    value, most = (max((display_width(pair[side]) for pair in points), default=0) for side in (0, 1))
    for row in rows:
        if isinstance(row, str):
            yield row
            continue
        shown_points, slash, full_marks = row[1].partition(SLASH)
        if slash:
            middle = f"{_padded(shown_points, value)}{SLASH}{_padded(full_marks, most)}"
        else:
            middle = row[1] + " " * (value + len(SLASH) + most - display_width(row[1]))
        yield f"{row[0]}{' ' * (label - display_width(row[0]))}  {middle}  {row[2]}".rstrip()


def _padded(words: str, width: int) -> str:
    return " " * (width - display_width(words)) + words
