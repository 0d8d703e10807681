"""R15 to R21: quota, special cases, posting, appeals, rings, inference from what is published, identifiers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from generator.core.messages import LANGS
from generator.core.render import problem_text
from generator.disclosure.public_form import public_form
from generator.disclosure.result_audit import audit
from generator.intake.fields import Record, Text
from generator.intake.models import afterwards, outcome, people
from generator.intake.models.scheme import Scheme
from generator.intake.rings import Ring, ring_of
from generator.intake.texts import restricted_values
from generator.leakgate.request import Request
from generator.leakgate.scan import Scanner
from generator.office import never, told_check
from generator.office.cohort import cohort_inputs, participating
from generator.procedure.calendars import working_years
from generator.procedure.workdays import nth_workday_after
from generator.scoring.sheet import Sheet, score
from tests.requirements.books import Books, Case


def test_r15_holds(books: Books) -> None:
    """The quota has a ratio, a way of rounding and its basis, and the decision keeps it."""
    scheme, decision = books.cycle.one(people.SCHEME), books.cycle.one(people.DECISION)
    assert scheme is not None and scheme.record.quota is not None
    assert decision is not None and decision.record.grades is not None
    quota, decided = scheme.record.quota, decision.record.grades
    assert 0 < quota.ratio < 1
    assert quota.rounding == "floor" and quota.cites
    assert 0 < sum(entry.grade == quota.grade for entry in decided) <= quota.ratio * len(decided)


def test_r15_refuses(books: Books) -> None:
    grade = "{person: p001, grade: competent}"
    one_more = ("people/decision.yml", grade, grade.replace("competent", "excellent"))
    books.refuses(Case("X278", "P1-A18", one_more), also={"X276"})
    books.refuses(Case("S138", "P1-A1", ("people/scheme.yml", "  rounding: floor", "  rounding: half_up")))


def test_r16_holds(books: Books) -> None:
    """Every special case is a row of the scheme's table."""
    scheme, facts = books.cycle.one(people.SCHEME), books.cycle.one(people.STATUS)
    assert scheme is not None and facts is not None
    rows = {row.id for row in scheme.record.statuses}
    assert facts.record.statuses
    assert {fact.status for fact in facts.record.statuses} <= rows


def test_r16_refuses(books: Books) -> None:
    """A status that is in no row, and a row without the grade that its effect needs."""
    books.refuses(Case("X250", "P1-A18", ("people/status.yml", "status: long-leave", "status: on-holiday")))
    books.refuses(Case("S146", "P1-A6", ("people/scheme.yml", "effect: deferred\n", "effect: grade_at_most\n")))


def test_r17_holds(books: Books) -> None:
    """The notice was posted for five working days; the day of posting does not count."""
    notice = books.cycle.one(outcome.NOTICE)
    assert notice is not None
    years = working_years(books.office.calendars)
    assert nth_workday_after(notice.record.from_, 5, years) <= notice.record.to


def test_r17_refuses(books: Books) -> None:
    shorter = ("procedure/notice.yml", "to: 2026-02-24", "to: 2026-02-23")
    books.refuses(Case("X369", "P2-3.2(4)", shorter), also={"X373"})


def test_r18_holds(books: Books) -> None:
    """Nobody who asked came off worse, and nobody judged their own decision."""
    appeals, decision = books.cycle.one(afterwards.APPEALS), books.cycle.decision
    assert appeals is not None and appeals.record.appeals and decision is not None
    scheme, for_people = books.cycle.scheme, books.cycle.one(people.SCHEME)
    assert scheme is not None and for_people is not None
    orders = [[grade.id for grade in found.record.grades] for found in (scheme, for_people)]
    voted = {entry.holder for entry in decision.record.deliberation.attendance if entry.present}
    for appeal in appeals.record.appeals:
        assert appeal.known <= appeal.received <= appeal.decided
        assert (appeal.outcome == "changed") == (appeal.before != appeal.after)
        order = next(order for order in orders if appeal.before in order)
        assert order.index(appeal.after) <= order.index(appeal.before)
        assert not voted & set(appeal.deciders)


def test_r18_refuses(books: Books) -> None:
    name = "procedure/appeals.yml"
    lowest = "before: basic\n    after: basic"
    worse = "before: basic\n    after: not-competent"
    books.refuses(
        Case("X383", "P1-A23", (name, lowest, worse)),
        Case("X381", "P1-A23", (name, "known: 2026-02-26", "known: 2026-01-26")),
        also={"X384", "X419"},
    )
    books.refuses(Case("X385", "P1-A23", (name, "deciders: [demo-supervisor-2]", "deciders: [demo-leader-1]")))


def test_r19_holds(books: Books) -> None:
    """What goes out of a record are the fields that say they are public, and nothing else."""
    decision = books.cycle.decision
    assert decision is not None
    form = public_form(decision.record)
    assert "minutes" not in form["deliberation"]
    assert ring_of(type(decision.record), ("deliberation", "minutes")) is Ring.RESTRICTED
    assert "discussion" not in form["grades"][0]
    for bound in books.office.records():
        for key in public_form(bound.record):
            assert ring_of(type(bound.record), (key,)) is Ring.PUBLIC


def test_r19_refuses(books: Books) -> None:
    books.refuses(Case("F208", "P2-5.1", ("records/organ.yml", "clear: accepted", "clear: refused")))
    books.refuses(Case("F209", "P2-5.1", ("records/organ.yml", "repository: private", "repository: public")))


def test_r19_refuses_what_got_out_all_the_same(books: Books) -> None:
    """A field that nobody gave a ring stays inside, and a restricted text on a finished page is found."""

    class Forgotten(Record):
        word: Text

    assert public_form(Forgotten(word="不公开")) == {}
    decision = books.cycle.decision
    assert decision is not None
    minutes = decision.record.deliberation.minutes
    gate = Scanner(Request(tuple(restricted_values(books.office)), frozenset()))
    assert gate.content(f"<p>{minutes}</p>".encode())
    assert not gate.content("<p>结果已公示。</p>".encode())


def sheets(books: Books) -> dict[str, Sheet]:
    assert books.cycle.scheme is not None
    return score(books.cycle.scheme.record, participating(books.cycle), cohort_inputs(books.cycle))


def scheme_of(books: Books) -> Scheme:
    assert books.cycle.scheme is not None
    return books.cycle.scheme.record


def test_r20_holds(books: Books) -> None:
    """No published result pins the mean of a group that is not shown, nor do all that one unit learns together."""
    for sheet in sheets(books).values():
        assert audit(scheme_of(books), sheet, books.cycle) == []
    assert books.office is not None
    assert list(told_check.against_score(books.office, books.cycle)) == []


def test_r20_refuses(books: Books) -> None:
    scheme = scheme_of(books)
    stricter = scheme.disclosure.model_copy(update={"protection_width": Fraction(60), "group_mean": 200})
    changed = scheme.model_copy(update={"disclosure": stricter})
    found = [problem for sheet in sheets(books).values() for problem in audit(changed, sheet, books.cycle)]
    assert found
    assert {problem.code for problem in found} <= {"D201", "D202", "D203"}
    assert all("P2-5.1" in problem_text(problem, lang) for problem in found for lang in LANGS)
    # A comment has one ballot voided: who was told the result before and reads the one after can tell what was on it.
    ballot = "votes/peers/general-office/duty.decision"
    voided = f"{{item: {ballot}/good, before: 7, after: 6}}, {{item: {ballot}/invalid, before: 0, after: 1}}"
    register = "procedure/comments.yml"
    line = next(line for line in books.texts[register].splitlines() if "changed:" in line)
    one_more = (register, line, line.replace("}]", f"}}, {voided}]"))
    # The opinion that is published knew nothing of it.
    books.refuses(Case("D206", "P2-5.1", one_more), also={"X351"})


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
