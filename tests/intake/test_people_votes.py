"""What rater groups said about people, goals and their changes: counts that add up, changes that follow one another."""

from __future__ import annotations

import dataclasses

import pytest

from generator.core import messages
from generator.core.render import problems_text
from tests.intake.people_edits import Pairs, edited, problems_of

HEAD = "  - person: p061\n    indicator: {}\n    issued: {}\n    returned: {}\n"
REVIEW = (
    HEAD.format("competence.review", 16, 16) + "    counts: {excellent: 12, competent: 4, basic: 0, not-competent: 0}\n"
)
MARKS = HEAD.format("teamwork.cooperation", 10, 10) + "    ratings: [89, 91, 92, 92, 92, 92, 93, 93, 93, 96]\n"
CHANGE = "      - date: 2025-07-14\n        from: 18\n        to: 16\n"
MEETING, COLLEAGUES = "votes/meeting.yml", "votes/colleagues.yml"


def changed(text: str, *pairs: tuple[str, str]) -> Pairs:
    """The replacement of ``text`` by itself with each old text replaced."""
    new = text
    for old, other in pairs:
        assert old in new
        new = new.replace(old, other)
    return [(text, new)]


CASES: list[tuple[str, str, Pairs, set[str]]] = [
    ("no vote on it", MEETING, changed(REVIEW, ("competence.review", "service.quality")), {"X232", "X234"}),
    ("counted twice", COLLEAGUES, changed(MARKS, ("p061", "p060")), {"X233", "X234"}),
    ("somebody unknown", MEETING, changed(REVIEW, ("p061", "p999")), {"X210", "X234"}),
    ("nobody counted", MEETING, changed(REVIEW, (REVIEW, "")), {"X234"}),
    ("an option too few", MEETING, changed(REVIEW, (", not-competent: 0", "")), {"X235"}),
    ("one vote too many", MEETING, changed(REVIEW, ("excellent: 12", "excellent: 13")), {"X236"}),
    (
        "invalid votes count",
        MEETING,
        changed(REVIEW, ("    counts", "    invalid: {all_equal: 1}\n    counts")),
        {"X236"},
    ),
    ("more back than out", MEETING, changed(REVIEW, ("issued: 16", "issued: 15")), {"X237"}),
    (
        "more invalid than back",
        MEETING,
        changed(REVIEW, ("    counts", "    invalid: {blank: 9, spoilt: 8}\n    counts")),
        {"X237"},
    ),
    (
        "ratings where ballots are due",
        MEETING,
        changed(REVIEW, ("counts: {excellent: 12, competent: 4, basic: 0, not-competent: 0}", "ratings: [90]")),
        {"X239"},
    ),
    (
        "numbers and a reason",
        MEETING,
        changed(REVIEW, ("    counts", "    missing: {zh: 无, en: None}\n    counts")),
        {"X239"},
    ),
    (
        "nothing at all",
        MEETING,
        changed(REVIEW, (REVIEW, "  - person: p061\n    indicator: competence.review\n")),
        {"X239"},
    ),
    ("not said how many were issued", MEETING, changed(REVIEW, ("    issued: 16\n", "")), {"X239"}),
    (
        "a reason alone is fine",
        MEETING,
        changed(
            REVIEW, (REVIEW, "  - person: p061\n    indicator: competence.review\n    missing: {zh: 无, en: None}\n")
        ),
        set(),
    ),
    ("a rating too few", COLLEAGUES, changed(MARKS, ("93, 96]", "96]")), {"X236"}),
    ("order of the sheets", COLLEAGUES, changed(MARKS, ("[89, 91,", "[91, 89,")), {"X240"}),
    ("beyond the highest", COLLEAGUES, changed(MARKS, ("96]", "101]")), {"X241"}),
    (
        "goals of somebody unknown",
        "goals.yml",
        [("  - person: p001\n    id: g1\n", "  - person: p999\n    id: g1\n")],
        {"X210"},
    ),
    ("not the target before", "goals.yml", changed(CHANGE, ("from: 18", "from: 19")), {"X262"}),
    ("before the goals", "goals.yml", changed(CHANGE, ("07-14", "03-10")), {"X263"}),
    ("after the year", "goals.yml", changed(CHANGE, ("2025-07-14", "2026-01-05")), {"X264"}),
    ("changes nothing", "goals.yml", changed(CHANGE, ("to: 16", "to: 18")), {"X265"}),
]


@pytest.mark.parametrize(("name", "edits", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_each_defect_is_named(name: str, edits: Pairs, expected: set[str]) -> None:
    problems = problems_of(edited({name: edits}))
    assert {problem.code for problem in problems} == expected
    for language in messages.LANGS:
        shown = problems_text(problems, language)
        assert "p061" not in shown
        assert "…" not in shown.replace("‹…›", "")


def test_each_group_has_its_own_channel() -> None:
    edits = {
        f"votes/{name}.yml": [(f"channel: {old}", "channel: public")]
        for name, old in (("meeting", "work_report"), ("colleagues", "peers"))
    }
    codes = [problem.code for problem in problems_of(edited(edits))]
    assert sorted(codes) == ["X231", "X231"]


def test_one_channel_is_not_several() -> None:
    # The self-report is figures; without them only ballots are left, and these all say the same channel.
    edits = {
        f"votes/{name}.yml": [(f"channel: {old}", "channel: public")]
        for name, old in (("meeting", "work_report"), ("colleagues", "peers"))
    }
    codes = [problem.code for problem in problems_of(edited(edits, without=("data/improvement.report.yml",)))]
    assert sorted(codes) == ["X224", "X231", "X231", "X242"]


def test_a_group_of_no_scheme() -> None:
    cycle = edited({})
    votes = dict(cycle.people)
    votes["records/cycles/2025/people/votes/neighbours.yml"] = votes.pop("records/cycles/2025/people/votes/meeting.yml")
    codes = [problem.code for problem in problems_of(dataclasses.replace(cycle, people=votes))]
    assert sorted(codes) == ["X102", "X230"]


def test_a_later_change_follows_the_one_before() -> None:
    second = "      - date: {}\n        from: 16\n        to: 17\n        reason: 再次调整\n        approved_by: 批件\n"
    after = '        approved_by: "分管领导批准，批件编号规统 2025-48。KAOHE-CANARY-774c40352d217a85"\n'
    assert problems_of(edited({"goals.yml": [(after, after + second.format("2025-09-01"))]})) == []
    codes = [
        problem.code for problem in problems_of(edited({"goals.yml": [(after, after + second.format("2025-07-01"))]}))
    ]
    assert codes == ["X263"]
