"""Who was at the meeting that decided: everybody accounted for, quorum, recusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.procedure import decisions
from generator.signing import demo
from tests.procedure.outcome_office import Edits, build, codes, problems

DECISION, PEOPLE, PLAN, OFFICE = (
    "procedure/decision.yml",
    "people/decision.yml",
    "procedure/plan.yml",
    "procedure/office.yml",
)
FIRST = "    - {holder: lead-1, present: true, recused: [finance], ground: 分管正文}\n"


def absent(count: int) -> list[tuple[str, str]]:
    """So many of the members who were there and free stayed away instead."""
    pairs = [(f"holder: lead-{at}, present: true", f"holder: lead-{at}, present: false") for at in range(2, 2 + count)]
    return [*pairs, ("present: 5\n", f"present: {5 - count}\n")]


@pytest.mark.parametrize("name", [DECISION, PEOPLE])
def test_a_member_who_is_not_listed(tmp_path: Path, name: str) -> None:
    (counts, missing) = problems(tmp_path, {name: [("    - {holder: lead-7, present: false}\n", "")]})
    assert (missing.code, missing.params["holders"], missing.clause) == ("X353", "lead-7", "P1-A18")
    assert (counts.code, counts.params) == ("X355", {"field": "members", "said": "7", "counted": "6"})


def test_without_a_list_every_member_is_named_once(tmp_path: Path) -> None:
    text = "  attendance:\n" + FIRST + "".join(f"    - {{holder: lead-{at}, present: true}}\n" for at in range(2, 6))
    text += "".join(f"    - {{holder: lead-{at}, present: false}}\n" for at in (6, 7))
    (problem,) = problems(tmp_path, {DECISION: [(text, "")]})
    assert (problem.code, problem.params["holders"].count("、")) == ("X353", 6)


@pytest.mark.parametrize("holder", ["lead-6", "lead-8", "holder-a"])
def test_nobody_stands_twice_and_nobody_else_stands_there(tmp_path: Path, holder: str) -> None:
    found = problems(tmp_path, {DECISION: [("holder: lead-7", f"holder: {holder}")]})
    assert [problem.code for problem in found] == ["X353", "X354"]
    assert set(found[1].params) == {"near"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("members: 7\n", "members: 8\n"),
        ("present: 5\n", "present: 6\n"),
        ("recused: 1\n", "recused: 0\n"),
    ],
)
def test_the_published_numbers_are_those_of_the_list(tmp_path: Path, old: str, new: str) -> None:
    assert codes(tmp_path, {DECISION: [(old, new)]}) == ["X355"]


def test_who_steps_aside_once_is_present_all_the_same(tmp_path: Path) -> None:
    everybody: Edits = {
        DECISION: [
            ("holder: lead-6, present: false", "holder: lead-6, present: true"),
            ("holder: lead-7, present: false", "holder: lead-7, present: true"),
            ("present: 5\n", "present: 7\n"),
        ]
    }
    office = build(tmp_path, everybody)
    assert [problem.code for problem in decisions.check(office.cycles["2025"])] == []
    assert codes(tmp_path / "again", everybody) == []


@pytest.mark.parametrize(
    ("share", "away", "expected"),
    [
        ("5/7", 0, []),
        # 5 of 7 is less than 0.7143 by 0.00002: nothing is rounded.
        ("0.7143", 0, ["X356"]),
        ("1/2", 1, []),
        ("2/3", 1, ["X356"]),
        ("1/2", 2, ["X356"]),
    ],
)
def test_the_quorum_is_exact(tmp_path: Path, share: str, away: int, expected: list[str]) -> None:
    edits: Edits = {
        PLAN: [("share: 1/2", f"share: {share}")],
        DECISION: absent(away) if away else [],
        OFFICE: [("leads: [finance]", "leads: []")],
    }
    edits[DECISION] = [*edits[DECISION], (", recused: [finance], ground: 分管正文", ""), ("recused: 1", "recused: 0")]
    edits[PEOPLE] = [(", recused: [finance], ground: 分管正文", ""), ("recused: 1", "recused: 0")]
    found = problems(tmp_path, edits)
    of_units = [problem.code for problem in found if problem.place.path.endswith(DECISION)]
    assert [code for code in of_units if code != "X357"] == expected


@pytest.mark.parametrize(("away", "units"), [(0, []), (1, ["finance"]), (2, ["archive", "finance", "planning"])])
def test_in_each_matter_enough_are_free(tmp_path: Path, away: int, units: list[str]) -> None:
    found = problems(tmp_path, {DECISION: absent(away)} if away else {})
    in_matters = [problem for problem in found if problem.code == "X357"]
    assert sorted(problem.params["unit"] for problem in in_matters) == units
    assert {problem.params["needed"] for problem in in_matters} <= {"4"}


def test_a_matter_needs_more_than_half_whatever_the_plan_says(tmp_path: Path) -> None:
    edits: Edits = {PLAN: [("share: 1/2", "share: 1/7")], DECISION: absent(1)}
    assert codes(tmp_path, edits) == ["X357"]


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("    - {holder: lead-1, present: true}\n", ["X355", "X358"]),
        ("    - {holder: lead-1, present: true, recused: [planning], ground: 分管正文}\n", ["X358"]),
        ("    - {holder: lead-1, present: true, recused: [finance]}\n", ["X359"]),
    ],
)
def test_nobody_decides_on_what_they_lead(tmp_path: Path, new: str, expected: list[str]) -> None:
    found = problems(tmp_path, {DECISION: [(FIRST, new)]})
    assert sorted(problem.code for problem in found) == expected
    assert {problem.clause for problem in found} == {"P1-A18"}


def test_who_was_not_there_need_not_step_aside(tmp_path: Path) -> None:
    edits: Edits = {
        OFFICE: [("{holder: lead-7}", "{holder: lead-7, leads: [archive]}")],
        DECISION: [],
    }
    assert codes(tmp_path, edits) == []


SEATS = [f"lead-{number}" for number in range(1, 8)]


def holders(*names: str) -> str:
    """Entries of the trust record with the role of the leadership."""
    keys = ((name, demo.public_key_line(name).rpartition(" ")[0]) for name in names)
    return "".join(f"  - id: {name}\n    role: leadership\n    keys: [{line}]\n" for name, line in keys)


def revoked(name: str) -> str:
    """A list of revoked keys with one of ``name``."""
    return f"revoked:\n  - {{holder: {name}, key: {'5a' * 32}, reason: departed}}\n"


def in_trust(*names: str, more: str = "") -> list[tuple[str, str]]:
    """Edits that put members of the leadership team into trust, and ``more`` behind the holders."""
    return [("holders:\n", "holders:\n" + holders(*names)), ("thresholds:\n", more + "thresholds:\n")]


JOINED = [("holder: lead-7, present: false", "holder: lead-8, present: false")]
LEFT = [("    - {holder: lead-7, present: false}\n", ""), ("members: 7\n", "members: 6\n")]


def test_who_joined_the_team_since_may_stand_in_the_list(tmp_path: Path) -> None:
    more = [("    - {holder: lead-7,", "    - {holder: lead-8, present: true}\n    - {holder: lead-7,")]
    more += [("members: 7\n", "members: 8\n"), ("present: 5\n", "present: 6\n")]
    assert codes(tmp_path / "a", {"/trust.yml": in_trust(*SEATS, "lead-8"), DECISION: more}) == []
    # A holder of the office is not of the team, and who is unknown to trust is nobody.
    for at, trust in enumerate((in_trust(*SEATS), [])):
        found = problems(tmp_path / f"b{at}", {"/trust.yml": trust, DECISION: more})
        assert [problem.code for problem in found] == ["X354"]
    office = [(old, new.replace("lead-8", "holder-a")) for old, new in more]
    assert codes(tmp_path / "c", {"/trust.yml": in_trust(*SEATS, "lead-8"), DECISION: office}) == ["X354"]


def test_who_left_the_team_may_be_missing_from_the_list(tmp_path: Path) -> None:
    gone = in_trust(*SEATS[:-1], more=revoked("lead-7"))
    assert codes(tmp_path / "a", {"/trust.yml": gone, DECISION: LEFT}) == []
    # One who took part before leaving stands there all the same.
    assert codes(tmp_path / "b", {"/trust.yml": gone}) == []


@pytest.mark.parametrize("more", ["", revoked("lead-7")])
def test_who_is_still_in_trust_may_not(tmp_path: Path, more: str) -> None:
    found = problems(tmp_path, {"/trust.yml": in_trust(*SEATS, more=more), DECISION: LEFT})
    assert [(problem.code, problem.params) for problem in found] == [("X353", {"holders": "lead-7"})]


def test_a_new_member_stands_for_nobody_who_is_still_there(tmp_path: Path) -> None:
    found = problems(tmp_path / "a", {"/trust.yml": in_trust(*SEATS, "lead-8"), DECISION: JOINED})
    assert [(problem.code, problem.params) for problem in found] == [("X353", {"holders": "lead-7"})]
    left = in_trust(*SEATS[:-1], "lead-8", more=revoked("lead-7"))
    assert codes(tmp_path / "b", {"/trust.yml": left, DECISION: JOINED}) == []
