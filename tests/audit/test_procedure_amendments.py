"""V17 of amendments: a draw is moved before its day and before the review, and everything goes by the last word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from generator.audit.check_order import check_order
from generator.audit.check_procedure import check_procedure
from generator.audit.check_records import check_records
from generator.core.messages import catalogue
from tests.audit.office import CYCLE, name
from tests.audit.planned_ledger import MOVED, MOVED_EVENT, ORDER, Body, Ledger
from tests.audit.test_procedure import seen

SEAT = {"pledged": "2025-11-20", "trained": None, "qualification": name("高工")}


def acts(*places: str) -> list[str]:
    """The acts of the good ledger with an amendment after each of ``places``."""
    found = list(ORDER)
    for place in places:
        found.insert(found.index(place) + 1, "amendment")
    return found


def amended(
    *places: str,
    drawn: str = MOVED,
    bodies: dict[str, Body] | None = None,
    dates: dict[str, str] | None = None,
    **more: Any,
) -> Ledger:
    """A ledger whose review is of the day ``drawn``; ``bodies`` gives fields of amendments by their ids."""
    place = places or ("materials",)

    def edit(record_type: str, record_name: str, revision: int, body: Body) -> Body:
        if record_type == "review":
            body["seed"]["drawn"] = drawn
        return body | (bodies or {}).get(record_name, {}) if record_type == "amendment" else body

    return Ledger(acts=acts(*place), edit=edit, dates=dates or {}, **more)


def codes(ledger: Ledger) -> set[str]:
    return {problem.code for problem in check_procedure(ledger.evidence()).problems}


def test_a_draw_that_was_moved_before_its_day_passes() -> None:
    evidence = amended().evidence()
    assert evidence.survey[1] == []
    assert check_records(evidence).problems == () == check_order(evidence).problems
    found = check_procedure(evidence)
    assert found.problems == ()
    assert (found.facts["draws_moved"], found.facts["draws_moved_late"]) == ([f"{CYCLE} a1"], [])


def test_every_code_has_its_sentence() -> None:
    assert {f"A46{digit}" for digit in range(4, 9)} <= set(catalogue())


def test_that_the_announced_day_had_come_is_said() -> None:
    late = {"amendment": "2025-11-26", "amendment 1": "2025-11-26"}
    found = check_procedure(amended(dates=late).evidence())
    assert (found.problems, found.facts["draws_moved_late"]) == ((), [f"{CYCLE} a1"])


def test_digits_of_another_day_than_the_last_one_do_not_count() -> None:
    assert codes(amended(drawn="2025-11-26")) == {"A414"}
    assert codes(amended(drawn="2025-11-28")) == {"A414"}
    twice = {"a2": {"draw": {"event": name("再一期"), "drawn": "2025-11-28"}}}
    days = {"amendment 2": "2025-11-27"}
    assert codes(amended("materials", "amendment", bodies=twice, dates=days, drawn="2025-11-28")) == set()
    assert codes(amended("materials", "amendment", bodies=twice, dates=days)) == {"A414"}
    assert check_procedure(
        amended("materials", "amendment", bodies=twice, dates=days, drawn="2025-11-28").evidence()
    ).facts["draws_moved"] == [f"{CYCLE} a1", f"{CYCLE} a2"]


@pytest.mark.parametrize("date", ["2025-11-27", "2025-11-28"])
def test_a_draw_is_not_moved_when_its_new_day_has_come(date: str) -> None:
    assert codes(amended(dates={"amendment": date, "amendment 1": date})) == {"A464"}
    # That the record itself has an earlier date is no help: the statement counts.
    assert codes(amended(bodies={"a1": {"date": "2025-11-25"}}, dates={"amendment": date})) == {"A464"}


def test_nor_when_witnesses_had_not_seen_it_by_then(monkeypatch: pytest.MonkeyPatch) -> None:
    size = acts("materials").index("amendment")
    seen(monkeypatch, (size, "2025-11-28T08"), (size + 1, "2025-11-28T18"))
    assert codes(amended()) == {"A464"}
    assert codes(amended(demo=True)) == set()


def test_the_seed_is_kept_where_the_new_day_was_seen_to_be_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    size = acts("materials").index("amendment")
    seen(monkeypatch, (size, "2025-11-24T18"), (size + 1, "2025-11-26T18"))
    assert f"{CYCLE} seed" in _facts(amended(), "kept")
    seen(monkeypatch, (size, "2025-11-24T18"))
    assert f"{CYCLE} seed" in _facts(amended(), "claimed")


def test_after_the_review_nothing_is_drawn_anew() -> None:
    late = {"amendment": "2025-12-01", "amendment 1": "2025-12-01"}
    draw = {"a1": {"draw": {"event": MOVED_EVENT, "drawn": "2025-12-02"}}}
    assert codes(amended("review", drawn="2025-11-26", bodies=draw, dates=late)) == {"A465"}


def test_items_published_after_an_amendment_name_the_new_event() -> None:
    before = {"amendment": "2025-11-20", "amendment 1": "2025-11-20"}
    ledger = amended("feedback", dates=before)
    assert codes(ledger) == {"A412"}
    edit = ledger.edit

    def named(record_type: str, record_name: str, revision: int, body: Body) -> Body | None:
        if record_type == "population":
            body |= {"event": MOVED_EVENT, "drawn": MOVED}
        return edit(record_type, record_name, revision, body)

    again = amended("feedback", dates=before)
    again.edit = named
    assert codes(again) == set()


WITHOUT = {"draw": None}


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ([("closed", "2026-01-31")], set()),
        ([("review", "2025-12-02"), ("preliminary", "2025-12-03")], set()),
        ([("materials", "2025-11-26")], {"A467"}),
        ([("closed", "2025-11-24")], {"A467"}),
        ([("closed", "2026-01-31"), ("closed", "2026-01-31")], {"A467"}),
        ([("review", "2025-12-24")], {"A467"}),
        ([("closed", "2025-11-26")], {"A467"}),
    ],
)
def test_days_of_the_schedule(schedule: Sequence[tuple[str, str]], expected: set[str]) -> None:
    days = [{"step": step, "by": by} for step, by in schedule]
    assert codes(amended(bodies={"a1": WITHOUT | {"schedule": days}}, drawn="2025-11-26")) == expected


def test_what_was_published_by_its_new_day_is_not_late() -> None:
    days = [{"step": "closed", "by": "2026-01-19"}]
    assert _facts(amended(bodies={"a1": WITHOUT | {"schedule": days}}, drawn="2025-11-26"), "late_steps") == [
        f"{CYCLE} closed"
    ]
    days[0]["by"] = "2026-01-31"
    assert _facts(amended(bodies={"a1": WITHOUT | {"schedule": days}}, drawn="2025-11-26"), "late_steps") == []


def joined(holder: str, **more: Any) -> Body:
    return WITHOUT | {"joined": [{"holder": holder, **SEAT, **more}]}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (WITHOUT | {"left": [{"holder": "expert-2"}]}, {"A417"}),
        (WITHOUT | {"left": [{"holder": "reviewer-1"}]}, {"A466"}),
        (joined("expert-1"), {"A466"}),
        (joined("demo-leader-1"), {"A455", "A466"}),
        (WITHOUT, {"A468"}),
        (WITHOUT | {"schedule": [{"step": "closed", "by": "2026-01-31"}], "date": "2025-01-19"}, {"A468"}),
    ],
)
def test_who_comes_and_goes(change: Body, expected: set[str]) -> None:
    assert codes(amended(bodies={"a1": change}, drawn="2025-11-26")) == expected


def test_who_reviewed_had_joined_and_had_not_left() -> None:
    """The second expert left on the day before the draw and came back for it; pledges go by the first review."""
    back = {"a1": WITHOUT | {"left": [{"holder": "expert-2"}]}, "a2": joined("expert-2")}
    days = {"amendment 2": "2025-11-26"}
    assert codes(amended("materials", "amendment", bodies=back, dates=days, drawn="2025-11-26")) == set()
    back["a2"] = joined("expert-2", pledged="2025-11-27")
    assert codes(amended("materials", "amendment", bodies=back, dates=days, drawn="2025-11-26")) == {"A472"}
    # The reports were reviewed on 28 November, by the first.
    gone = {"a1": WITHOUT | {"left": [{"holder": "expert-1"}]}}
    assert codes(amended(bodies=gone, drawn="2025-11-26")) == {"A417"}
    stayed = {"amendment": "2025-11-28", "amendment 1": "2025-11-28"}
    assert codes(amended(bodies=gone, drawn="2025-11-26", dates=stayed)) == set()


def test_amendments_are_dated_one_after_the_other() -> None:
    second = {"a2": WITHOUT | {"schedule": [{"step": "closed", "by": "2026-01-31"}]}}
    assert codes(amended("materials", "amendment", bodies=second, dates={"amendment": "2025-11-25"})) == {"A468"}


def test_an_amendment_comes_once_and_before_the_end() -> None:
    evidence = amended("closed", drawn="2025-11-26", dates={"amendment": "2026-01-20"}).evidence()
    assert {problem.code for problem in check_order(evidence).problems} == {"A186"}
    early = Ledger(acts=["trust", "amendment", *ORDER[1:]], dates={"amendment": "2025-01-06"}).evidence()
    assert "A183" in {problem.code for problem in check_order(early).problems}


def _facts(ledger: Ledger, key: str) -> Any:
    return check_procedure(ledger.evidence()).facts[key]
