"""A score sheet as text: every number with the step it came from and the clause that asks for it.

For the office only: it shows everything the sheet holds, counts of ballots included. What the public sees of a
derivation is decided by the airlock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from generator.core.exact import plain, rounded, said, shown
from generator.core.messages import Lang, text
from generator.core.render import display_width
from generator.intake.models.rules import RankDecrement, RankTable, rater_groups
from generator.intake.models.scheme import Grade, Indicator, Scheme
from generator.published.derivation import step_text
from generator.scoring.inputs import PublicInput
from generator.scoring.sheet import IndicatorScore, Sheet, grade_of

Row = tuple[str, str, str]
"""A line of the tree: what it is about, points (``shown / max``, or one word), and what belongs behind them."""

RuleWords = Callable[[Indicator], Sequence[str]]
"""An indicator's rule in words, a line each; none where nobody knows words for it."""

SLASH = " / "


def no_words(_: Indicator) -> Sequence[str]:
    """For readers who have the scheme beside them."""
    return ()


def explain(sheet: Sheet, scheme: Scheme, lang: Lang, rules: RuleWords = no_words) -> str:
    """The derivation of one unit as an indented tree; several lines, no trailing newline."""
    return "\n".join(aligned([*_head(sheet, scheme, lang), *tree(sheet, scheme, lang, rules)]))


def tree(sheet: Sheet, scheme: Scheme, lang: Lang, rules: RuleWords) -> Iterator[Row | str]:
    """Families and indicators with their points and how each came about; a blank line before every family."""
    scores = {indicator.id: indicator for indicator in sheet.indicators}
    for family, subtotal in zip(scheme.families, sheet.families, strict=True):
        yield ""
        points = shown_points(subtotal.points, family.weight, scheme, lang)
        yield f"{getattr(family.name, lang)} ({family.id})", points, bracketed(family.cites)
        for indicator in family.indicators:
            result = scores[indicator.id]
            points = shown_points(result.points, indicator.weight, scheme, lang)
            yield f"  {getattr(indicator.name, lang)} ({indicator.id})", points, bracketed(indicator.cites)
            yield from (f"    {line}" for line in (*rules(indicator), *_details(indicator, result, lang)))


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
    points = shown_points(sheet.total, scheme.total, scheme, lang)
    yield text("explain.total", lang), points, f"{exact}  {bracketed(scheme.rounding.cites)}"
    grade = grade_with_bound(grade_of(scheme, sheet.total), lang)
    yield text("explain.grade", lang), sheet.grade or "", f"{grade}  {bracketed(scheme.grades_cites)}"
    note = boundary_note(sheet, scheme, lang)
    if note is not None:
        yield note
    yield from adjustments(sheet, scheme, lang)


def adjustments(sheet: Sheet, scheme: Scheme, lang: Lang) -> Iterator[str]:
    """What was added to and taken from the points of the indicators, item by item; a sum of one item is left out."""
    if sheet.adjusted is None or scheme.adjustments is None:
        return
    names = {item.id: getattr(item.name, lang) for item in scheme.adjustments.items}
    for item in sheet.adjusted.items:
        for step in item.steps:
            yield f"· {names[item.id]} ({item.id})  {step_text(step, lang)}  {bracketed(step.cites)}"
    sums = [step for step in sheet.adjusted.sums if step.op != "sum" or " " in step.args["values"]]
    for step in (*sums, *sheet.adjusted.steps):
        yield f"· {step_text(step, lang)}  {bracketed(step.cites)}"


def grade_with_bound(grade: Grade, lang: Lang) -> str:
    """The name of a grade and the total from which it is reached."""
    name = getattr(grade.name, lang)
    if grade.at_least is None:
        return text("explain.grade_lowest", lang, grade=name)
    return text("explain.grade_from", lang, grade=name, bound=plain(grade.at_least))


def _details(indicator: Indicator, result: IndicatorScore, lang: Lang) -> Iterator[str]:
    if result.missing is not None:
        reason = result.missing.reason.get(lang, "")
        policy = text(f"missing.{result.missing.policy}", lang)
        yield text("explain.missing", lang, reason=reason, policy=policy) + f"  {bracketed(indicator.missing.cites)}"
    for given in result.inputs:
        words = {"name": text(f"input.{given.name}", lang), "value": _measured(given, lang)}
        words["source"] = given.source or ""
        yield text("explain.source" if given.source else "explain.cohort", lang, **words)
    names = _group_names(indicator, lang)
    for group in result.groups:
        key = "explain.raters" if isinstance(indicator.rule, (RankDecrement, RankTable)) else "explain.group"
        yield text(key, lang, group=names.get(group.id, group.id), valid=group.valid)
    for step in result.steps:
        yield "· " + step_text(step, lang, names)


def _measured(given: PublicInput, lang: Lang) -> str:
    """A value with its unit of measure: ``98%``, ``3 hours``."""
    unit = given.unit[lang] if given.unit else ""
    return f"{said(given.value)}%" if unit == "%" else f"{said(given.value)} {unit}".rstrip()


def _group_names(indicator: Indicator, lang: Lang) -> Mapping[str, str]:
    return {group.id: getattr(group.name, lang) for group in rater_groups(indicator.rule)}


def shown_points(points: Fraction | None, most: Fraction, scheme: Scheme, lang: Lang) -> str:
    """Points as they are shown, and the most there are."""
    value = text("explain.no_points", lang) if points is None else _shown(points, scheme)
    return f"{value}{SLASH}{plain(most)}"


def _shown(number: Fraction, scheme: Scheme) -> str:
    return shown(number, scheme.rounding.digits, scheme.rounding.mode)


def bracketed(cites: Sequence[str]) -> str:
    """What a number or a rule rests on, as it stands at the end of a line."""
    return f"[{', '.join(cites)}]"


def aligned(rows: list[Row | str]) -> Iterator[str]:
    """The lines with points in columns on both sides of the slash; plain lines stay as they are."""
    table = [row for row in rows if not isinstance(row, str)]
    label = max(display_width(row[0]) for row in table)
    points = [row[1].split(SLASH) for row in table if SLASH in row[1]]
    value, most = (max((display_width(pair[side]) for pair in points), default=0) for side in (0, 1))
    for row in rows:
        if isinstance(row, str):
            yield row
            continue
        number, slash, full_marks = row[1].partition(SLASH)
        if slash:
            middle = f"{_padded(number, value)}{SLASH}{_padded(full_marks, most)}"
        else:
            middle = row[1] + " " * (value + len(SLASH) + most - display_width(row[1]))
        yield f"{row[0]}{' ' * (label - display_width(row[0]))}  {middle}  {row[2]}".rstrip()


def _padded(words: str, width: int) -> str:
    return " " * (width - display_width(words)) + words
