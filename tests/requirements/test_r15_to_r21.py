"""R15 to R21: quota, special cases, posting, appeals, rings, inference from what is published, identifiers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from generator.core.messages import LANGS
from generator.core.render import problem_text
from generator.disclosure.public_form import public_form
from generator.disclosure.result_audit import audit
from generator.intake.models import afterwards, outcome, people
from generator.intake.models.scheme import Scheme
from generator.intake.rings import Ring, ring_of
from generator.leakgate.request import Request
from generator.leakgate.scan import Scanner
from generator.office import never
from generator.office.cohort import cohort_inputs, participating
from generator.procedure.calendars import working_years
from generator.procedure.workdays import nth_workday_after
from generator.scoring.sheet import Sheet, score
from tests.requirements.books import Books, Case


def test_r15_holds(books: Books) -> None:
    """The quota has a ratio, a way of rounding and its basis, and the decision keeps it."""
    scheme = books.cycle.one(people.SCHEME)
    assert scheme is not None and scheme.record.quota is not None
    quota = scheme.record.quota
    assert 0 < quota.ratio < 1
    assert quota.cites


def test_r15_refuses(books: Books) -> None:
    grade = "{person: p001, grade: competent}"
    books.refuses(Case("X278", "P1-A18", ("people/decision.yml", grade, grade.replace("competent", "excellent"))))


def test_r16_holds(books: Books) -> None:
    """Every special case is a row of the scheme's table."""
    scheme, facts = books.cycle.one(people.SCHEME), books.cycle.one(people.STATUS)
    assert scheme is not None and facts is not None
    rows = {row.id for row in scheme.record.statuses}
    assert facts.record.statuses
    assert {fact.status for fact in facts.record.statuses} <= rows


def test_r16_refuses(books: Books) -> None:
    books.refuses(Case("X250", "P1-A18", ("people/status.yml", "status: long-leave", "status: on-holiday")))


def test_r17_holds(books: Books) -> None:
    """The notice was posted for five working days; the day of posting does not count."""
    notice = books.cycle.one(outcome.NOTICE)
    assert notice is not None
    years = working_years(books.office.calendars)
    assert nth_workday_after(notice.record.from_, 5, years) <= notice.record.to


def test_r17_refuses(books: Books) -> None:
    books.refuses(Case("X369", "P2-3.2(4)", ("procedure/notice.yml", "to: 2026-02-24", "to: 2026-02-23")))


def test_r18_holds(books: Books) -> None:
    """Nobody who asked came off worse, and nobody judged their own decision."""
    appeals = books.cycle.one(afterwards.APPEALS)
    assert appeals is not None and appeals.record.appeals
    for appeal in appeals.record.appeals:
        assert appeal.known <= appeal.received <= appeal.decided
        assert (appeal.outcome == "changed") == (appeal.before != appeal.after)


def test_r18_refuses(books: Books) -> None:
    name = "procedure/appeals.yml"
    lowest = "before: basic\n    after: basic"
    worse = "before: basic\n    after: not-competent"
    books.refuses(
        Case("X383", "P1-A23", (name, lowest, worse)),
        Case("X381", "P1-A23", (name, "known: 2026-02-26", "known: 2026-01-26")),
    )


def test_r19_holds(books: Books) -> None:
    """What goes out of a record are the fields that say they are public, and nothing else."""
    decision = books.cycle.decision
    assert decision is not None
    form = public_form(decision.record)
    assert "minutes" not in form["deliberation"]
    assert ring_of(type(decision.record), ("deliberation", "minutes")) is Ring.RESTRICTED
    assert "discussion" not in form["grades"][0]


def test_r19_refuses(books: Books) -> None:
    books.refuses(Case("F208", "P2-5.1", ("records/organ.yml", "clear: accepted", "clear: refused")))
    books.refuses(Case("F209", "P2-5.1", ("records/organ.yml", "repository: private", "repository: public")))


def sheets(books: Books) -> dict[str, Sheet]:
    assert books.cycle.scheme is not None
    return score(books.cycle.scheme.record, participating(books.cycle), cohort_inputs(books.cycle))


def scheme_of(books: Books) -> Scheme:
    assert books.cycle.scheme is not None
    return books.cycle.scheme.record


def test_r20_holds(books: Books) -> None:
    """No published result pins the mean of a group that is not shown."""
    for sheet in sheets(books).values():
        assert audit(scheme_of(books), sheet, books.cycle) == []


def test_r20_refuses(books: Books) -> None:
    scheme = scheme_of(books)
    stricter = scheme.disclosure.model_copy(update={"protection_width": Fraction(60), "group_mean": 200})
    changed = scheme.model_copy(update={"disclosure": stricter})
    found = [problem for sheet in sheets(books).values() for problem in audit(changed, sheet, books.cycle)]
    assert found
    assert {problem.code for problem in found} <= {"D201", "D202", "D203"}
    assert all("P2-5.1" in problem_text(problem, lang) for problem in found for lang in LANGS)


SCANNER = Scanner(Request((), frozenset()))
NUMBER = "11010519491231002X"


def test_r21_holds(books: Books) -> None:
    """No record of the office has an identity number, a telephone number or a secrecy mark."""
    assert list(never.check(books.office)) == []


@pytest.mark.parametrize(("text", "code"), [(NUMBER, "R229"), ("13800138000", "R229"), ("机密★10年", "R228")])
def test_r21_refuses(books: Books, text: str, code: str) -> None:
    edit = ("procedure/materials.yml", "收件登记第 2 号", f"收件登记 {text}")
    (problem,) = books.refuses(Case(code, "P2-5.1", edit))
    assert text not in problem_text(problem, "zh")
    assert SCANNER.content(f"公示 {text}。".encode())
