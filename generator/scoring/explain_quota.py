"""How one person fared under a quota, as text: who is counted, how many may have the grade, who was equal.

Source: docs/spec/12-scoring.md, "From points to a grade (people)", stage 6.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from generator.core.exact import plain, said
from generator.core.messages import Lang, text
from generator.intake.models.person_rules import TieBreak
from generator.intake.models.scheme import Scheme
from generator.scoring.explain import bracketed
from generator.scoring.person_quota import Competition
from generator.scoring.person_values import Assessment, PersonResult, QuotaStatement


def quota_lines(
    result: PersonResult, assessment: Assessment, competition: Competition, units: Mapping[str, str], lang: Lang
) -> Iterator[str]:
    """The quota of the person's group and the person's place in it; nothing where no quota concerns them.

    ``units``: names of units by id.
    """
    statement = statement_of(result, assessment, competition.schemes)
    if statement is None:
        return
    scheme = competition.schemes[result.kind]
    telling = _Telling(scheme, units, lang)
    yield from telling.group(statement)
    if result.before_quota is None or result.rank is None:
        yield telling.phrase("without")
        return
    yield telling.phrase("place", place=plain(result.rank))
    order = [grade.id for grade in scheme.grades]
    best = set(order[: order.index(statement.grade) + 1])
    if result.before_quota not in best:
        yield telling.phrase("below", grade=telling.grades[statement.grade])
        return
    reaching = [other for other in assessment.people if other.before_quota in best]
    ahead = [
        other
        for other in reaching
        if statement_of(other, assessment, competition.schemes) is statement
        and competition.key(other) > competition.key(result)
    ]
    yield telling.phrase("ahead", grade=telling.grades[statement.grade], number=len(ahead), ceiling=statement.ceiling)
    yield from telling.equals(result, assessment, competition, statement)
    if result.reason == "tie":
        yield telling.phrase("tie", free=statement.ceiling - statement.recommended, tied=len(statement.tie))
    elif result.reason == "quota":
        yield telling.phrase("outside", grade=telling.grades[result.recommended or ""])
    else:
        yield telling.phrase("inside", grade=telling.grades[result.recommended or ""])


def statement_of(result: PersonResult, assessment: Assessment, schemes: Mapping[str, Scheme]) -> QuotaStatement | None:
    """The quota in whose group the person is; None where their scheme has none."""
    quota = schemes[result.kind].quota
    if quota is None:
        return None
    for statement in assessment.quota:
        same = (statement.grade, statement.ratio, statement.rounding) == (quota.grade, quota.ratio, quota.rounding)
        if same and {"all", result.kind, result.unit} & {statement.group, *statement.merged}:
            return statement
    return None


class _Telling:
    """The words for a quota under one scheme."""

    def __init__(self, scheme: Scheme, units: Mapping[str, str], lang: Lang) -> None:
        self.scheme, self.units, self.lang = scheme, units, lang
        self.grades = {grade.id: getattr(grade.name, lang) for grade in scheme.grades}
        self.statuses = {row.id: getattr(row.name, lang) for row in scheme.statuses}

    def phrase(self, key: str, /, **words: object) -> str:
        """A sentence of this module."""
        return text(f"explain.quota.{key}", self.lang, **words)

    def group(self, statement: QuotaStatement) -> Iterator[str]:
        """Who is counted, the arithmetic of the ceiling, how many reach the grade."""
        names = [self._group(name) for name in statement.merged or (statement.group,)]
        excluded = [
            self.phrase("excluded.one", status=self.statuses.get(status, status), number=number)
            for status, number in statement.excluded.items()
        ]
        left_out = self.phrase("excluded", listed=self.phrase("semicolon").join(excluded)) if excluded else ""
        yield self.phrase("group", group=self.phrase("separator").join(names), base=statement.base, excluded=left_out)
        words = {"grade": self.grades[statement.grade], "ratio": plain(statement.ratio), "base": statement.base}
        words |= {"allowance": said(statement.allowance), "ceiling": statement.ceiling}
        yield f"{self.phrase(f'ceiling.{statement.rounding}', **words)}  {bracketed(statement.cites)}"
        yield self.phrase("reaching", grade=words["grade"], reaching=statement.reaching, kept=statement.recommended)

    def _group(self, name: str) -> str:
        if name in ("all", "leader", "staff"):
            return self.phrase(f"of.{name}")
        return self.units.get(name, name)

    def equals(
        self, result: PersonResult, assessment: Assessment, competition: Competition, statement: QuotaStatement
    ) -> Iterator[str]:
        """Who has the same exact total, what was compared between them, and what people decided."""
        mine = competition.key(result)
        others = {
            other.id: competition.key(other)
            for other in assessment.people
            if other.before_quota is not None
            and other.id != result.id
            and other.total == result.total
            and statement_of(other, assessment, competition.schemes) is statement
        }
        if not others:
            return
        yield self.phrase("equal", people=self.phrase("separator").join(others))
        breaks = self.scheme.ties.breaks if self.scheme.ties is not None else []
        still = dict(others)
        for at, tie_break in enumerate(breaks, 1):
            if not still:
                break
            theirs = self.phrase("separator").join(f"{name} {_number(key[at])}" for name, key in still.items())
            yield self.phrase("break", what=self._compared(tie_break), mine=_number(mine[at]), theirs=theirs)
            still = {name: key for name, key in still.items() if key[at] == mine[at]}
        if still:
            listed: Sequence[str] = [name for name in competition.tie_order if name in {result.id, *still}]
            key = "decided" if listed else "open"
            yield self.phrase(key, order=self.phrase("then").join(listed), people=self.phrase("separator").join(still))

    def _compared(self, tie_break: TieBreak) -> str:
        families = {family.id: getattr(family.name, self.lang) for family in self.scheme.families}
        items = {
            item.id: getattr(item.name, self.lang) for family in self.scheme.families for item in family.indicators
        }
        if tie_break.by == "part":
            return self.phrase("by.part", name=self.phrase(f"part.{tie_break.id}"))
        name = (families if tie_break.by == "family" else items).get(tie_break.id, tie_break.id)
        return self.phrase(f"by.{tie_break.by}", name=name, option=tie_break.option or "")


def _number(part: tuple[bool, Fraction]) -> str:
    return plain(part[1]) if part[0] else "–"
