"""One person's assessment as text: every stage from points to the recommended grade, with its numbers and clauses.

For the office only: it names those who are equal and counts those who are left out. The order is that of
docs/spec/12-scoring.md, "From points to a grade (people)"; a stage that did nothing says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from generator.core.exact import plain, said
from generator.core.messages import Lang, text
from generator.intake.models.person_rules import Status, Veto
from generator.intake.models.rules import rater_groups
from generator.intake.models.scheme import Scheme
from generator.published.derivation import Step, step_text
from generator.scoring.explain import (
    Row,
    RuleWords,
    adjustments,
    aligned,
    boundary_note,
    bracketed,
    grade_with_bound,
    no_words,
    shown_points,
    tree,
)
from generator.scoring.explain_quota import quota_lines
from generator.scoring.lint_channels import channel_shares
from generator.scoring.person_quota import Competition
from generator.scoring.person_values import Assessment, PersonResult
from generator.scoring.sheet import Sheet, grade_of


@dataclass(frozen=True, slots=True)
class PersonNames:
    """What ids outside the scheme for people are called, in the language of the text: units, and their grades."""

    units: Mapping[str, str]
    unit_grades: Mapping[str, str]


def explain_person(
    result: PersonResult,
    assessment: Assessment,
    competition: Competition,
    names: PersonNames,
    lang: Lang,
    rules: RuleWords = no_words,
) -> str:
    """The derivation of one person's recommended grade; several lines, no trailing newline."""
    telling = _Telling(result, competition.schemes[result.kind], names, lang)
    rows: list[Row | str] = [*telling.head()]
    if result.sheet is not None:
        rows += tree(result.sheet, telling.scheme, lang, rules)
    rows += telling.channels()
    rows += telling.total()
    rows += telling.statuses()
    rows += telling.vetoes()
    rows += telling.team()
    rows += telling.grade()
    rows += telling.stage("quota", quota_lines(result, assessment, competition, names.units, lang))
    return "\n".join(aligned(rows))


def reason_text(result: PersonResult, lang: Lang) -> str:
    """Why the recommended grade is what it is, or why there is none, in a few words."""
    return text(f"explain.reason.{result.reason}", lang)


class _Telling:
    """One person's result with the words for what it holds."""

    def __init__(self, result: PersonResult, scheme: Scheme, names: PersonNames, lang: Lang) -> None:
        self.result, self.scheme, self.names, self.lang = result, scheme, names, lang
        self.grades = {grade.id: getattr(grade.name, lang) for grade in scheme.grades}

    def phrase(self, key: str, /, **words: object) -> str:
        """A sentence of this module."""
        return text(f"explain.person.{key}", self.lang, **words)

    def stage(self, key: str, lines: Iterator[str], cites: tuple[str, ...] = ()) -> Iterator[str]:
        """A heading with its lines; on one line where nothing applies."""
        title = self.phrase(f"stage.{key}")
        body = [f"  · {line}" for line in lines]
        yield ""
        if not body:
            yield self.phrase("nothing", stage=title)
            return
        yield f"{title}  {bracketed(cites)}" if cites else title
        yield from body

    def head(self) -> Iterator[Row | str]:
        """Who, the total with its exact value, the recommended grade and why."""
        result, scheme, lang = self.result, self.scheme, self.lang
        kind = self.phrase(f"kind.{result.kind}")
        unit = self.names.units.get(result.unit, result.unit)
        yield self.phrase("id"), result.id, self.phrase("who", kind=kind, unit=unit)
        if result.total is not None:
            mode = text(f"rounding.{scheme.rounding.mode}", lang)
            exact = self.phrase("exact", exact=said(result.total), digits=scheme.rounding.digits, mode=mode)
            points = shown_points(result.total, self.most, scheme, lang)
            yield text("explain.total", lang), points, f"{exact}  {bracketed(scheme.rounding.cites)}"
        else:
            yield text("explain.total", lang), text("explain.no_points", lang), ""
        grade = self.grades[result.recommended] if result.recommended else text("explain.no_points", lang)
        yield text("explain.grade", lang), grade, reason_text(result, lang)
        if result.sheet is not None:
            note = boundary_note(replace(result.sheet, total=result.total), scheme, lang)
            yield from () if note is None else (note,)

    @property
    def most(self) -> Fraction:
        """The most that a total can be."""
        return self.scheme.total if self.scheme.adjustments is None else self.scheme.adjustments.ceiling

    def channels(self) -> Iterator[str]:
        """The channels, what they weigh, and who speaks through each (P1-A15)."""
        listed = [indicator for family in self.scheme.families for indicator in family.indicators]
        called = {item.id: getattr(item.name, self.lang) for item in listed}
        called |= {group.id: getattr(group.name, self.lang) for item in listed for group in rater_groups(item.rule)}
        shares = channel_shares(self.scheme)

        def lines() -> Iterator[str]:
            for channel in self.scheme.channels:
                voices = self.phrase("separator").join(called.get(x, x) for x in (*channel.groups, *channel.indicators))
                words = {
                    "name": self.phrase(f"channel.{channel.id}"),
                    "voices": voices,
                    "weight": plain(channel.weight),
                }
                words["points"] = plain(shares.get(channel.id, Fraction(0)))
                yield f"{self.phrase('channel', **words)}  {bracketed(channel.cites)}"

        yield from self.stage("channels", lines())

    def total(self) -> Iterator[str]:
        """From the indicators' points to the total: additions, what vetoes take out, the unit's factor."""
        sheet = self.result.sheet
        yield from self.stage("total", iter(()) if sheet is None else self._total(sheet))

    def _total(self, sheet: Sheet) -> Iterator[str]:
        points = [family.points for family in sheet.families]
        present = [value for value in points if value is not None]
        if len(present) < len(points):
            yield text("explain.incomplete", self.lang)
            return
        yield self.phrase("sum", total=said(sum(present, Fraction(0))))
        zeroed = any(step.op == "item_zero" for step in self.result.steps)
        # A veto on an item starts again from the indicators' points, so that what was added to them before is moot.
        moot = replace(sheet.adjusted, steps=()) if zeroed and sheet.adjusted is not None else sheet.adjusted
        yield from (
            line.removeprefix("· ") for line in adjustments(replace(sheet, adjusted=moot), self.scheme, self.lang)
        )
        yield from (self._step(step) for step in self.result.steps)

    def _step(self, step: Step) -> str:
        return f"{step_text(step, self.lang)}  {bracketed(step.cites)}"

    def _effect(self, row: Status | Veto, effect: str, grade: str | None, **words: object) -> str:
        """What a row of the scheme's tables does, with its name."""
        words["effect"] = self.phrase(f"effect.{effect}", grade=self.grades.get(grade or "", ""), **words)
        return self.phrase("row", name=getattr(row.name, self.lang), id=row.id, **words)

    def statuses(self) -> Iterator[str]:
        """The status that counts, and those that are lighter."""

        def lines() -> Iterator[str]:
            status, rows = self.result.status, {row.id: row for row in self.scheme.statuses}
            if status is None:
                return
            base = self.phrase("counts" if status.counts else "counts.not")
            told = self._effect(rows[status.id], status.effect, status.grade)
            yield f"{told}{self.phrase('clause')}{base}  {bracketed(status.cites)}"
            for other in status.others:
                yield self.phrase("lighter", name=getattr(rows[other].name, self.lang), id=other)

        yield from self.stage("status", lines())

    def vetoes(self) -> Iterator[str]:
        """Every veto with what it does."""
        rows = {row.id: row for row in self.scheme.vetoes}
        items = {
            item.id: getattr(item.name, self.lang) for family in self.scheme.families for item in family.indicators
        }

        def lines() -> Iterator[str]:
            for veto in self.result.vetoes:
                listed = self.phrase("separator").join(items.get(item, item) for item in veto.indicators)
                yield f"{self._effect(rows[veto.id], veto.effect, veto.grade, items=listed)}  {bracketed(veto.cites)}"

        yield from self.stage("veto", lines())

    def team(self) -> Iterator[str]:
        """What the grade of the person's unit means for total and grade."""

        def lines() -> Iterator[str]:
            team, rules = self.result.team, self.scheme.team
            unit = self.names.units.get(self.result.unit, self.result.unit)
            if rules is None or self.result.sheet is None:
                return
            if team is None:
                yield f"{self.phrase(f'team.{rules.missing}', unit=unit)}  {bracketed(rules.cites)}"
                return
            effects = (
                [self.phrase("team.factor", factor=plain(team.coefficient))] if team.coefficient is not None else []
            )
            effects += (
                [self.phrase("team.at_most", grade=self.grades[team.at_most])] if team.at_most is not None else []
            )
            effect = self.phrase("clause").join(effects) or self.phrase("team.nothing")
            grade = self.names.unit_grades.get(team.grade, team.grade)
            yield f"{self.phrase('team', unit=unit, grade=grade, effect=effect)}  {bracketed(team.cites)}"

        yield from self.stage("team", lines())

    def grade(self) -> Iterator[str]:
        """The band of the total, every ceiling on the grade, and what stands before the quota."""
        yield from self.stage("grade", self._grade(), tuple(self.scheme.grades_cites))

    def _grade(self) -> Iterator[str]:
        result = self.result
        if result.total is not None:
            band = grade_with_bound(grade_of(self.scheme, result.total), self.lang)
            yield self.phrase("band", total=said(result.total), grade=band)
        for limit in result.limits:
            words = {"source": self.phrase(f"limit.{limit.source}"), "grade": self.grades[limit.grade]}
            yield f"{self.phrase('limit', **words)}  {bracketed(limit.cites)}"
        if result.before_quota is None:
            yield self.phrase("withheld", reason=reason_text(result, self.lang))
        else:
            yield self.phrase("before", grade=self.grades[result.before_quota])
