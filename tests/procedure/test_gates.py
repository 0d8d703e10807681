"""Which statement may follow which."""

from __future__ import annotations

import datetime
import itertools

import pytest

from generator.procedure.gates import Act, blockers
from generator.published.vocabulary import ACTS, BEFORE_WITHOUT_PLAN, REPEATABLE, REQUIRED
from generator.published.vocabulary import ORDER as WHOLE_ORDER

ORDER = ("trust", "scheme", "report", "decision", "closed")
FIRST = datetime.date(2025, 1, 6)


def act(kind: str, cycle: str = "2025", days: int | None = None) -> Act:
    """A statement dated by its place in the order."""
    day = ORDER.index(kind) if days is None else days
    statement, step = ACTS.get(kind, (kind, ""))
    return Act(statement, "" if kind == "trust" else cycle, FIRST + datetime.timedelta(days=day), step)


def codes(published: list[Act], proposed: Act) -> list[str]:
    return [problem.code for problem in blockers(published, proposed, "records/x")]


@pytest.mark.parametrize("count", range(len(ORDER)))
def test_the_order_of_a_year(count: int) -> None:
    assert codes([act(kind) for kind in ORDER[:count]], act(ORDER[count])) == []


@pytest.mark.parametrize("published", range(1, len(ORDER)))
def test_everything_else_is_refused(published: int) -> None:
    done = [act(kind) for kind in ORDER[:published]]
    for number, kind in enumerate(ORDER):
        if number != published:
            found = codes(done, act(kind, days=9))
            # A trust may take the place of another.
            assert ("P101" in found) == (0 < number < published)
            assert ("P102" in found) == (number > published)


def test_each_kind_needs_the_one_before_it() -> None:
    chain = {later: earlier for earlier, later in itertools.pairwise(ORDER)}
    assert chain | {"goals": "scheme", "correction": "decision"} == {**BEFORE_WITHOUT_PLAN, "scheme": "trust"}
    (problem,) = blockers([act("trust")], act("decision"), "records/cycles/2025")
    assert (problem.code, problem.clause, problem.place.path) == ("P102", "P1-A17", "records/cycles/2025")
    assert problem.params == {"kind": "decision", "needed": "report"}


def test_without_trust_there_is_nothing() -> None:
    assert codes([], act("scheme")) == ["P102"]
    assert codes([], act("closed")) == ["P102"]


def test_trust_serves_every_cycle_and_a_cycle_s_acts_serve_only_it() -> None:
    done = [act("trust"), act("scheme"), act("report")]
    assert codes(done, act("scheme", "2026", days=5)) == []
    assert codes(done, act("decision", "2026", days=5)) == ["P102"]


def test_no_date_before_the_last_one() -> None:
    done = [act("trust"), act("scheme", days=10)]
    assert codes(done, act("report", days=10)) == []
    (problem,) = blockers(done, act("report", days=9), "x")
    assert (problem.code, problem.params) == ("P103", {"date": "2025-01-15", "last": "2025-01-16"})


def test_a_closed_cycle_stays_closed() -> None:
    done = [act(kind) for kind in ORDER]
    assert codes(done, act("report", days=9)) == ["P101", "P104"]
    assert codes(done, act("closed", days=9)) == ["P101"]
    assert codes(done, act("scheme", "2026", days=9)) == []


def test_every_reason_is_given_at_once() -> None:
    done = [act("trust", days=9), act("scheme", days=9)]
    assert codes(done, act("decision", days=1)) == ["P102", "P103"]


def test_goals_come_before_the_report() -> None:
    done = [act("trust"), act("scheme")]
    assert codes(done, act("goals", days=2)) == []
    assert codes(done[:1], act("goals", days=2)) == ["P102"]
    late = [*done, act("goals", days=2), act("report", days=3)]
    assert codes(late, act("goals", days=3)) == ["P101", "P105"]
    (problem,) = blockers([*done, act("report", days=3)], act("goals", days=3), "x")
    assert (problem.code, problem.params) == ("P105", {"kind": "goals", "later": "report"})


def test_a_correction_comes_between_decision_and_closing() -> None:
    done = [act("trust"), act("scheme"), act("report"), act("decision")]
    assert codes(done[:3], act("correction", days=3)) == ["P102"]
    assert codes(done, act("correction", days=3)) == []
    corrected = [*done, act("correction", days=3)]
    assert codes(corrected, act("correction", days=3)) == ["P101"]
    assert codes(corrected, act("closed")) == []
    assert codes([*corrected, act("closed")], act("correction", days=9)) == ["P101", "P104"]
    assert codes([*done, act("closed")], act("correction", days=9)) == ["P104"]


@pytest.mark.parametrize("published", range(1, len(ORDER) + 1))
def test_a_trust_may_take_the_place_of_another_at_any_time(published: int) -> None:
    done = [act(kind) for kind in ORDER[:published]]
    assert codes(done, act("trust", days=published)) == []
    assert codes([*done, act("trust", days=published)], act("trust", days=published)) == []
    assert codes([act("trust", days=9)], act("trust", days=8)) == ["P103"]


PLANNED = ("trust", *WHOLE_ORDER)


def planned_codes(published: list[str], proposed: str) -> list[str]:
    acts = [act(kind, days=day) for day, kind in enumerate(published)]
    found = blockers(acts, act(proposed, days=len(published)), "records/x", planned=True)
    return [problem.code for problem in found]


@pytest.mark.parametrize("count", range(1, len(PLANNED)))
def test_the_order_of_a_year_with_a_plan(count: int) -> None:
    assert planned_codes(list(PLANNED[:count]), PLANNED[count]) == []
    again = planned_codes(list(PLANNED[: count + 1]), PLANNED[count])
    assert again == [] if PLANNED[count] == "correction" else "P101" in again


def test_with_a_plan_corrections_are_made_until_the_cycle_is_closed() -> None:
    done = [kind for kind in PLANNED if kind != "closed"]
    assert planned_codes([*done, "correction", "correction"], "correction") == []
    assert planned_codes([*PLANNED], "correction") == ["P104"]
    # Without a plan there is one.
    once = [act(kind, days=day) for day, kind in enumerate(("trust", "scheme", "report", "decision", "correction"))]
    assert codes(once, act("correction", days=9)) == ["P101"]


@pytest.mark.parametrize("left_out", sorted(REQUIRED - {"scheme"}))
def test_nothing_that_is_required_can_be_left_out(left_out: str) -> None:
    without = [kind for kind in PLANNED if kind != left_out]
    following = PLANNED[PLANNED.index(left_out) + 1]
    if following == "correction":
        following = "effective"
    found = planned_codes(without[: without.index(following)], following)
    assert found == ["P102"]


@pytest.mark.parametrize("left_out", ["correction", "appeals", "application"])
def test_what_does_not_happen_is_left_out(left_out: str) -> None:
    without = [kind for kind in PLANNED if kind not in (left_out, "closed")]
    assert planned_codes(without, "closed") == []


@pytest.mark.parametrize("kind", sorted(REPEATABLE))
def test_some_acts_come_as_often_as_there_is_something_new(kind: str) -> None:
    done = list(PLANNED[:-1])
    assert planned_codes([*done, kind], kind) == []
    expected = ["P104"] if kind in ("interpretation", "amendment") else []
    assert planned_codes([*PLANNED, kind], kind) == expected


@pytest.mark.parametrize("kind", ["materials", "review", "preliminary", "notice", "effective", "rectification"])
def test_without_a_plan_there_is_no_such_act(kind: str) -> None:
    (problem,) = blockers([act("trust"), act("scheme")], act(kind, days=5), "x")
    assert (problem.code, problem.clause) == ("P106", "P1-A12")
