"""Comments and the release review against the score: every difference explained, ballots as they are published."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from generator.core.problem import Place, Problem, in_order
from generator.core.render import problems_text
from generator.intake.repository import Cycle, Office
from generator.office import outcome_check
from generator.office.opinion import opinion_now
from generator.procedure.named_figures import put_back
from tests.procedure.outcome_office import Edits, build

COMMENTS, REVIEW = "procedure/comments.yml", "procedure/release-review.yml"
REVIEWED = "inputs/data/decision-review.yml"
EARLIER = [("data/decision-review/finance", Fraction(98))]
"""What the preliminary opinion rested on: the first comment changed it."""


def given(office: Office, earlier: list[tuple[str, Fraction]] | None = None) -> tuple[Office, Cycle]:
    """The office with the opinion that it gave when some figures were others."""
    cycle = office.cycles["2025"]
    opinion = opinion_now(put_back(cycle, EARLIER if earlier is None else earlier))
    return office, replace(cycle, opinion=opinion)


def found(office: Office, cycle: Cycle) -> list[Problem]:
    problems = in_order(outcome_check.against_score(office, cycle))
    assert not any(word in problems_text(problems, "en") for word in ("p00", "正文", "98", "100"))
    return problems


def test_a_difference_that_a_comment_explains(tmp_path: Path) -> None:
    assert found(*given(build(tmp_path, {}))) == []


def test_figures_that_nobody_asked_to_change(tmp_path: Path) -> None:
    office = build(tmp_path, {REVIEWED: [("value: 96\n", "value: 97\n")]})
    (problem,) = found(*given(office, [*EARLIER, ("data/decision-review/planning", Fraction(96))]))
    assert (problem.code, problem.clause, problem.params) == ("X351", "P1-A17", {})
    assert problem.place.path.endswith("2025/roster.yml")
    assert problem.source is not None
    assert "planning" in problem.source


@pytest.mark.parametrize(
    ("old", "new"),
    [("before: 98", "before: 97"), ("disposition: accepted", "disposition: rejected")],
)
def test_a_comment_that_explains_something_else(tmp_path: Path, old: str, new: str) -> None:
    (problem,) = found(*given(build(tmp_path, {COMMENTS: [(old, new)]})))
    assert problem.code == "X351"


def test_a_change_that_is_claimed_and_was_not_made(tmp_path: Path) -> None:
    # The opinion rested on the figure of now, so nothing differs and there is nothing to explain.
    (problem,) = found(*given(build(tmp_path, {}), []))
    assert problem.code == "X351"


def test_one_comment_explains_what_it_did_to_other_units(tmp_path: Path) -> None:
    # Ratios to the best: when the best unit's figure rises, every other unit loses points.
    best = [("data/project-progress/finance", Fraction(90))]
    explained: Edits = {
        COMMENTS: [
            (
                "item: data/decision-review/finance, before: 98, after: 100",
                "item: data/project-progress/finance, before: 90, after: 100",
            )
        ]
    }
    office = build(tmp_path / "explained", explained)
    before, now = (opinion_now(put_back(office.cycles["2025"], figures))["units"] for figures in (best, []))
    assert all(before[unit] != now[unit] for unit in ("planning", "archive"))
    assert found(*given(office, best)) == []
    without = build(tmp_path / "without", {COMMENTS: [("disposition: accepted", "disposition: rejected")]})
    assert [problem.code for problem in found(*given(without, best))] == ["X351", "X351"]


FIGURE = "item: data/decision-review/finance, before: 98, after: 100"
TALLY = "votes/served/finance/service-attitude"


def test_ballots_put_back_are_those_that_were_counted(tmp_path: Path) -> None:
    good, fair = (f"item: {TALLY}/good, before: 30, after: 31", f"item: {TALLY}/fair, before: 3, after: 2")
    office = build(tmp_path / "both", {COMMENTS: [(FIGURE, f"{good}}}\n      - {{{fair}")]})
    were = [(f"{TALLY}/good", Fraction(30)), (f"{TALLY}/fair", Fraction(3))]
    assert found(*given(office, were)) == []
    # One number of a tally alone: no ballots come to that, and nothing that differs is explained by it.
    alone = build(tmp_path / "alone", {COMMENTS: [(FIGURE, good)], REVIEWED: [("value: 96\n", "value: 97\n")]})
    (problem,) = found(*given(alone, [("data/decision-review/planning", Fraction(96))]))
    assert (problem.code, problem.clause) == ("X350", "P1-A17")
    assert problem.place.path.endswith(COMMENTS)
    text = (tmp_path / "alone" / problem.place.path).read_text("utf-8").splitlines()[problem.place.line - 1]
    assert text[problem.place.col - 1 :].startswith("30")


def test_of_several_figures_the_impossible_one_is_shown(tmp_path: Path) -> None:
    listed = [
        "item: data/decision-review/finance, before: 98, after: 100",
        f"item: {TALLY}/good, before: 32, after: 31",
        "item: data/budget-execution/finance, before: 90, after: 97.5",
    ]
    for at in range(len(listed)):
        turned = listed[at:] + listed[:at]
        office = build(tmp_path / str(at), {COMMENTS: [(FIGURE, "}\n      - {".join(turned))]})
        (problem,) = found(*given(office))
        text = (tmp_path / str(at) / problem.place.path).read_text("utf-8").splitlines()[problem.place.line - 1]
        assert problem.code == "X350"
        assert text[problem.place.col - 1 :].startswith("32")


def test_a_figure_that_cannot_have_been_hides_no_ballots(tmp_path: Path) -> None:
    edits: Edits = {
        COMMENTS: [(FIGURE, f"item: {TALLY}/good, before: 30, after: 31")],
        "scheme.yml": [("vote_counts: 1,", "vote_counts: 1000,")],
    }
    assert [problem.code for problem in found(*given(build(tmp_path, edits), []))] == ["X350", "X364"]


def test_people_are_shown_by_their_line(tmp_path: Path) -> None:
    office = build(tmp_path, {})
    (problem,) = found(*given(office, [*EARLIER, ("people/data/attainment/p005", Fraction(85))]))
    assert problem.code == "X351"
    assert problem.place.path.endswith("people/roster.yml")
    lines = (tmp_path / problem.place.path).read_text("utf-8").splitlines()
    assert "p005" in lines[problem.place.line - 1]


def test_without_an_opened_opinion_nothing_is_said(tmp_path: Path) -> None:
    office = build(tmp_path, {REVIEWED: [("value: 96\n", "value: 97\n")]})
    assert found(office, office.cycles["2025"]) == []


@pytest.mark.parametrize(
    ("counts", "verdict", "expected"),
    [("1", "publish", []), ("1", "withhold", ["X365"]), ("1000", "publish", ["X364"]), ("1000", "withhold", [])],
)
def test_ballots_as_they_are_published(tmp_path: Path, counts: str, verdict: str, expected: list[str]) -> None:
    edits: Edits = {
        "scheme.yml": [("vote_counts: 1,", f"vote_counts: {counts},")],
        REVIEW: [("item: unit-ballots, verdict: publish", f"item: unit-ballots, verdict: {verdict}")],
    }
    assert [problem.code for problem in found(*given(build(tmp_path, edits)))] == expected


@pytest.mark.parametrize("verdict", ["publish", "withhold"])
def test_where_some_are_and_some_are_not_either_stands(tmp_path: Path, verdict: str) -> None:
    edits: Edits = {
        "scheme.yml": [("vote_counts: 1,", "vote_counts: 10,")],
        REVIEW: [("item: unit-ballots, verdict: publish", f"item: unit-ballots, verdict: {verdict}")],
    }
    assert found(*given(build(tmp_path, edits))) == []


def test_nothing_while_a_record_is_unread(tmp_path: Path) -> None:
    office, cycle = given(build(tmp_path, {}), [])
    path = next(path for path in cycle.present if path.endswith(COMMENTS))
    unread: dict[str, Any] = {path: Problem("F220", Place(path))}
    assert found(replace(office, unread=unread), cycle) == []
