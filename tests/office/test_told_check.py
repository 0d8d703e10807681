"""What units learn from their opinion and everything after it, found where it is recorded, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from generator.core.messages import LANGS
from generator.core.problem import Problem, in_order
from generator.core.render import problems_text
from generator.disclosure.told_results import Pinned, Result
from generator.intake.models.scheme import Scheme
from generator.office import told_check
from tests.procedure.outcome_office import Edits, build

COMMENTS, OPINION, CORRECTION = "procedure/comments.yml", "procedure/preliminary.yml", "procedure/correction.yml"
FIGURE = "item: data/decision-review/finance, before: 98, after: 100"
TALLY = "votes/served/planning/service-attitude"
VOIDED = f"item: {TALLY}/good, before: 31, after: 30}}\n      - {{item: {TALLY}/invalid, before: 0, after: 1"
RECOUNTED = f"item: {TALLY}/good, before: 29, after: 30}}\n      - {{item: {TALLY}/fair, before: 2, after: 1"
WHERE = "where: {zh: 考核办公室, en: The office}"
LIMITS = "group_mean: 1, vote_counts: 1, protection_width: 0"


def found(
    folder: Path, comment: str = FIGURE, told: str = "", limits: str = LIMITS, without: tuple[str, ...] = ()
) -> list[Problem]:
    """What is found where a comment changed something, and the office was told so much of its opinion."""
    edits: Edits = {OPINION: [(WHERE, WHERE + told)], "scheme.yml": [(LIMITS, limits)]}
    if COMMENTS not in without:
        edits[COMMENTS] = [(FIGURE, comment)]
    office = build(folder, edits, without)
    problems = in_order(told_check.against_score(office, office.cycles["2025"]))
    for lang in LANGS:
        # The line that a finding quotes is of the file that it names; the message itself says nothing of it.
        text = problems_text([replace(problem, source=None) for problem in problems], lang)
        assert not any(word in text for word in ("正文", "before", "votes/", "c-9", "{"))
    return problems


FEW = "group_mean: 1, vote_counts: 3, protection_width: 10"


def test_a_figure_that_a_comment_put_right_tells_nothing(tmp_path: Path) -> None:
    assert found(tmp_path) == []


def test_a_voided_ballot_is_found_at_the_comment_that_voided_it(tmp_path: Path) -> None:
    (problem,) = found(tmp_path, VOIDED, limits=FEW)
    assert (problem.code, problem.clause, problem.params) == ("D206", "P2-5.1", {})
    assert problem.place.path.endswith(COMMENTS)
    lines = (tmp_path / problem.place.path).read_text("utf-8").splitlines()
    assert f"{TALLY}/good" in lines[problem.place.line - 1]


@pytest.mark.parametrize(
    ("comment", "told", "expected"),
    [
        (VOIDED, "\ntold: result", ["D206"]),
        (VOIDED, "\ntold: total", ["D206"]),
        (VOIDED, "\ntold: grade", []),
        (RECOUNTED, "", []),
        (RECOUNTED, "\ntold: total", []),
    ],
)
def test_what_was_told_decides(tmp_path: Path, comment: str, told: str, expected: list[str]) -> None:
    assert [problem.code for problem in found(tmp_path, comment, told, FEW)] == expected


def test_before_the_report_nothing_is_learned_from_it(tmp_path: Path) -> None:
    after = ("procedure/report.yml", "procedure/decision.yml", CORRECTION)
    assert found(tmp_path, VOIDED, limits=FEW, without=after) == []


def test_what_the_opinion_tells_by_itself_is_found_where_it_is_told(tmp_path: Path) -> None:
    """Two options and few colleagues: the rounded points leave one way, so the office tells less."""
    tight = "group_mean: 1, vote_counts: 100, protection_width: 10"
    problems = found(tmp_path / "all", limits=tight)
    assert {problem.code for problem in problems} == {"D204"}
    assert {problem.place.path.removeprefix("records/cycles/2025/") for problem in problems} == {OPINION}
    assert all(set(problem.params) == {"indicator", "unit", "group", "minimum"} for problem in problems)
    assert found(tmp_path / "less", told="\ntold: grade", limits=tight) == []


def test_what_the_report_gives_away_by_itself_is_said_where_it_is_drafted(tmp_path: Path) -> None:
    tight = "group_mean: 1, vote_counts: 100, protection_width: 10"
    assert found(tmp_path, told="\ntold: grade", limits=tight) == []


def test_nothing_is_said_before_there_is_an_opinion_or_without_a_plan(tmp_path: Path) -> None:
    for name in (OPINION, "procedure/plan.yml"):
        folder = tmp_path / name.replace("/", "-")
        office = build(folder, {"scheme.yml": [(LIMITS, FEW)], COMMENTS: [(FIGURE, VOIDED)]}, (name,))
        assert list(told_check.against_score(office, office.cycles["2025"])) == []


@pytest.mark.parametrize(("results", "path"), [(2, COMMENTS), (3, CORRECTION)])
def test_what_is_learned_from_several_is_found_at_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, results: int, path: str
) -> None:
    """What is pinned is looked at elsewhere; here it is who has learned it when, and that it is said once."""

    def pinned(_: Scheme, known: Sequence[Result]) -> list[Pinned]:
        told = not known[0].published and known[0].sheet.unit == "archive"
        return [Pinned("group", "service-attitude", "served")] if told and len(known) >= results else []

    monkeypatch.setattr(told_check, "pinned", pinned)
    comment = "item: data/decision-review/archive, before: 98, after: 100"
    edits: Edits = {COMMENTS: [(FIGURE, comment)]} if results == 2 else {}
    office = build(tmp_path, edits)
    (problem,) = told_check.against_score(office, office.cycles["2025"])
    assert problem.code == "D205"
    assert problem.place.path.endswith(path)
    assert problem.params["unit"] == "archive"


def test_what_the_public_learns_as_well_is_not_laid_to_the_opinion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        told_check,
        "pinned",
        lambda _, known: [Pinned("group", "service-attitude", "served")] if known[-1].published else [],
    )
    office = build(tmp_path, {})
    assert list(told_check.against_score(office, office.cycles["2025"])) == []


def test_what_nobody_can_tell_is_said_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(told_check, "pinned", lambda _, __: [Pinned("unknown", "service-attitude", "")])
    office = build(tmp_path, {})
    problems = list(told_check.against_score(office, office.cycles["2025"]))
    assert {(problem.code, problem.params["indicator"]) for problem in problems} == {("D203", "service-attitude")}
    assert len(problems) == 3
