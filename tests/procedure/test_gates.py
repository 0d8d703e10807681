"""Which statement may follow which."""

from __future__ import annotations

import datetime
import itertools

import pytest

from generator.procedure.gates import BEFORE, Act, blockers

ORDER = ("trust", "scheme", "report", "decision", "closed")
FIRST = datetime.date(2025, 1, 6)


def act(kind: str, cycle: str = "2025", days: int | None = None) -> Act:
    """A statement dated by its place in the order."""
    day = ORDER.index(kind) if days is None else days
    return Act(kind, "" if kind == "trust" else cycle, FIRST + datetime.timedelta(days=day))


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
    assert chain | {"inputs": "scheme", "change": "decision"} == BEFORE
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
    assert codes(done, act("inputs", days=2)) == []
    assert codes(done[:1], act("inputs", days=2)) == ["P102"]
    late = [*done, act("inputs", days=2), act("report", days=3)]
    assert codes(late, act("inputs", days=3)) == ["P101", "P105"]
    (problem,) = blockers([*done, act("report", days=3)], act("inputs", days=3), "x")
    assert (problem.code, problem.params) == ("P105", {"kind": "inputs", "later": "report"})


def test_a_correction_comes_between_decision_and_closing() -> None:
    done = [act("trust"), act("scheme"), act("report"), act("decision")]
    assert codes(done[:3], act("change", days=3)) == ["P102"]
    assert codes(done, act("change", days=3)) == []
    corrected = [*done, act("change", days=3)]
    assert codes(corrected, act("change", days=3)) == ["P101"]
    assert codes(corrected, act("closed")) == []
    assert codes([*corrected, act("closed")], act("change", days=9)) == ["P101", "P104"]
    assert codes([*done, act("closed")], act("change", days=9)) == ["P104"]


@pytest.mark.parametrize("published", range(1, len(ORDER) + 1))
def test_a_trust_may_take_the_place_of_another_at_any_time(published: int) -> None:
    done = [act(kind) for kind in ORDER[:published]]
    assert codes(done, act("trust", days=published)) == []
    assert codes([*done, act("trust", days=published)], act("trust", days=published)) == []
    assert codes([act("trust", days=9)], act("trust", days=8)) == ["P103"]
