"""The review before release: every item once, by somebody else, in time, and as the program does it."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.intake.models.outcome import RELEASE_ITEMS
from generator.procedure.outcome_release import ALWAYS_OUT, NEVER_OUT
from tests.procedure.outcome_office import codes, problems

REVIEW = "procedure/release-review.yml"


@pytest.mark.parametrize("item", ["unit-totals", "evidence"])
def test_every_item_is_looked_at(tmp_path: Path, item: str) -> None:
    line = f"  - {{item: {item}, verdict: " + (
        "withhold, cites: [P2-5.1]}\n" if item == "evidence" else "publish, cites: [P2-4.3]}\n"
    )
    (problem,) = problems(tmp_path, {REVIEW: [(line, "")]})
    assert (problem.code, problem.params, problem.clause) == ("X360", {"item": item}, "P2-3.2(4)")


@pytest.mark.parametrize(("name", "expected"), [("unit-total", ["X360", "X361"]), ("unit-grades", ["X360", "X361"])])
def test_nothing_else_is_and_nothing_twice(tmp_path: Path, name: str, expected: list[str]) -> None:
    found = codes(tmp_path, {REVIEW: [("item: unit-totals", f"item: {name}")]})
    assert found == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("reviewer: holder-g", "reviewer: holder-a", ["X313", "X362"]),
        ("author: holder-a", "author: holder-g", ["X313", "X362"]),
        ("reviewer: holder-g", "reviewer: holder-f", ["X313"]),
        ("author: holder-a", "author: holder-d", ["X313"]),
        ("reviewer: holder-g", "reviewer: holder-z", ["X152"]),
    ],
)
def test_reviewers_review_what_others_wrote(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    found = problems(tmp_path, {REVIEW: [(old, new)]})
    assert sorted(problem.code for problem in found) == expected
    assert {problem.clause for problem in found} == {"P1-A22"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("date: 2026-02-12\n", "date: 2026-02-09\n", ["X363"]),
        ("date: 2026-02-12\n", "date: 2026-02-10\n", []),
        ("date: 2026-02-12\n", "date: 2026-02-13\n", []),
        ("date: 2026-02-12\n", "date: 2026-02-14\n", ["X363"]),
        ("impact_date: 2026-02-11", "impact_date: 2026-02-13", ["X363"]),
    ],
)
def test_between_decision_and_notice(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    assert codes(tmp_path, {REVIEW: [(old, new)]}) == expected


@pytest.mark.parametrize("item", sorted(NEVER_OUT))
def test_what_is_never_published_is_withheld(tmp_path: Path, item: str) -> None:
    (problem,) = problems(tmp_path, {REVIEW: [(f"item: {item}, verdict: withhold", f"item: {item}, verdict: publish")]})
    assert (problem.code, problem.params, problem.clause) == ("X364", {"item": item}, "P2-5.1")


@pytest.mark.parametrize("item", [*sorted(ALWAYS_OUT), "people-counts"])
def test_what_is_published_is_not_withheld(tmp_path: Path, item: str) -> None:
    (problem,) = problems(tmp_path, {REVIEW: [(f"item: {item}, verdict: publish", f"item: {item}, verdict: withhold")]})
    assert (problem.code, problem.params, problem.clause) == ("X365", {"item": item}, "P2-3.2(4)")


def test_only_ballots_and_counts_of_people_depend_on_the_cycle() -> None:
    assert set(RELEASE_ITEMS) - ALWAYS_OUT - NEVER_OUT == {"unit-ballots", "people-counts"}
    assert set(RELEASE_ITEMS) >= ALWAYS_OUT | NEVER_OUT


def test_every_verdict_rests_on_something(tmp_path: Path) -> None:
    pair = ("item: evidence, verdict: withhold, cites: [P2-5.1]", "item: evidence, verdict: withhold, cites: [P2-5.9]")
    assert codes(tmp_path, {REVIEW: [pair]}) == ["X420"]
