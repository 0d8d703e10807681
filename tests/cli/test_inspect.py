"""``kaohe check`` and ``kaohe score``."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from generator.cli import people_scores
from generator.intake.repository import Cycle
from generator.office.people_cohort import PeopleInputs, people_inputs, people_schemes
from generator.office.workspace import Workspace
from generator.scoring.people import Assessment, assess
from tests.cli.conftest import Kaohe
from tests.office.acting import edit

Inside = Callable[[str], Workspace]
ROSTER = "records/cycles/2025/roster.yml"
NOTHING_FOUND = {"version": "kaohe/output/v1", "status": "ok", "problems": [], "not_checked": []}


def test_a_check_that_passes(inside: Inside, kaohe: Kaohe) -> None:
    inside("")
    said = kaohe("check", "--lang", "en")
    assert (said.code, said.out) == (0, "")
    notice, *_, passed, what_next = said.err.splitlines()
    assert passed == "Checked: 74 input files, 2 cycles, no problems."
    assert "kaohe draft trust" in what_next
    # The next year's scheme is written, its plan is not.
    assert notice.startswith("records/cycles/2026/scheme.yml:2:1: X300 ")
    quiet = kaohe("check", "-q", "--lang", "en").err
    assert quiet.startswith(notice) and passed not in quiet
    machine = kaohe("check", "--json").value
    assert [(item["code"], item["path"]) for item in machine.pop("notices")] == [
        ("X300", "records/cycles/2026/scheme.yml")
    ]
    assert machine == NOTHING_FOUND


def test_a_check_that_has_nothing_to_say(inside: Inside, kaohe: Kaohe) -> None:
    inside("open")
    said = kaohe("check", "--lang", "en")
    assert (said.code, said.out) == (0, "")
    assert said.err.splitlines()[0] == "Checked: 84 input files, 2 cycles, no problems."
    assert kaohe("check", "-q").err == ""
    machine = kaohe("check", "--json")
    assert (machine.value, machine.err) == (NOTHING_FOUND, "")


def test_every_problem_of_every_file_at_once(inside: Inside, kaohe: Kaohe) -> None:
    workspace = inside("")
    edit(workspace, ROSTER, "  - unit: permits\n", "  - unit: permit\n")
    edit(workspace, "records/trust.yml", "demo: true", "demo: yes")
    for lang, summary in (("zh", r"共 \d+ 个问题。"), ("en", r"\d+ problems?\.")):
        said = kaohe("check", "--lang", lang)
        assert (said.code, said.out) == (1, "")
        assert re.search(rf"^{summary}$", said.err, re.MULTILINE)
        assert re.search(r"^records/cycles/2025/roster\.yml:\d+:11: X1\d\d ", said.err, re.MULTILINE)
        assert re.search(r"^records/trust\.yml:\d+:7: Y140 ", said.err, re.MULTILINE)
    machine = kaohe("check", "--json")
    assert (machine.code, machine.value["status"], machine.err) == (1, "findings", "")
    assert {"Y140"} < set(machine.codes)
    found = [(problem["path"], problem["line"], problem["col"]) for problem in machine.value["problems"]]
    assert found == sorted(found)


def test_the_score_is_the_reported_one_and_names_the_units_corrected_since(inside: Inside, kaohe: Kaohe) -> None:
    inside("")
    for command in (["score", "2025"], ["score", "2025", "--explain", "community"]):
        said = kaohe(*command, "--lang", "en")
        assert said.code == 0
        assert "as they were reported; corrected after the decision: community (" in said.err
    assert "community" not in kaohe("score", "2025", "--explain", "permits", "--lang", "en").err
    total = kaohe("score", "2025", "--json").value["units"]["community"]["total"]
    assert Fraction(total["exact"]) < 80, "the corrected total would be above"


@pytest.mark.parametrize("command", [["score", "2025"], ["draft", "trust"]])
def test_nothing_else_runs_on_inputs_with_problems(inside: Inside, kaohe: Kaohe, command: list[str]) -> None:
    workspace = inside("")
    edit(workspace, "records/trust.yml", "demo: true", "demo: yes")
    said = kaohe(*command, "--json")
    assert (said.code, said.codes) == (1, ["Y140"])


def test_a_problem_shows_no_restricted_value(inside: Inside, kaohe: Kaohe) -> None:
    workspace = inside("")
    path = workspace.root / "records/cycles/2025/inputs/votes/peers.yml"
    path.write_text(path.read_text("utf-8").replace("issued: 22", "issued: 二十二", 1), "utf-8")
    said = kaohe("check")
    assert said.code == 1
    assert "二十二" not in said.err
    assert "二十二" not in kaohe("check", "--json").out


def test_scores(inside: Inside, kaohe: Kaohe) -> None:
    inside("")
    said = kaohe("score", "2025")
    assert (said.code, "P1-A18" in said.err) == (0, True)
    units, people = said.out.split("\n\n")
    assert (len(units.splitlines()), len(people.splitlines())) == (14, 66)
    units = kaohe("score", "2025", "--json").value["units"]
    assert units["hotline"]["total"] == {"exact": "80", "shown": "80.00"}
    assert units["general-office"]["total"]["shown"] == "90.00"
    for unit in units.values():
        points = sum(Fraction(item["exact"]) for item in unit["indicators"])
        assert points == Fraction(unit["total"]["exact"])
        assert all(item["steps"] for item in unit["indicators"])


def test_an_explanation_names_its_clauses(inside: Inside, kaohe: Kaohe) -> None:
    inside("")
    for lang in ("zh", "en"):
        said = kaohe("score", "2025", "--explain", "service-hall", "--lang", lang)
        assert said.code == 0
        assert {"P1-A14", "P2-2.2(1)", "94.99"} <= set(re.findall(r"P\d-[A0-9.()]+|\d+\.\d+", said.out))
    machine = kaohe("score", "2025", "--explain", "service-hall", "--json").value
    assert list(machine["units"]) == ["service-hall"]


def test_people_are_listed_with_what_decided(inside: Inside, kaohe: Kaohe) -> None:
    inside("")
    said = kaohe("score", "2025", "--lang", "en")
    rows = {line.split()[0]: re.split(r"  +", line) for line in said.out.split("\n\n")[1].splitlines()[2:]}
    assert rows["p061"] == ["p061", "staff", "Public Hotline", "92.45", "Excellent"]
    assert rows["p035"][3:] == ["92.45", "Competent", "beyond the quota, so the next grade"]
    assert rows["p034"][3:] == ["95.14", "Competent", "limited by a veto"]
    assert rows["p025"][3:] == ["79.44", "(none)", "assessed, no grade"]
    assert rows["p007"][3:] == ["(none)", "(none)", "not assessed this year"]
    assert "without what was corrected afterwards" in said.err
    people = kaohe("score", "2025", "--json").value["people"]
    assert list(people) == sorted(rows)
    assert people["p061"]["total"] == {"exact": "1849/20", "shown": "92.45"}
    assert (people["p007"]["total"], people["p007"]["indicators"]) == (None, [])
    for person in people.values():
        points = sum(Fraction(item["exact"]) for item in person["indicators"])
        assert not person["steps"] or Fraction(person["steps"][0]["args"]["value"]) == points
        assert not person["steps"] or person["steps"][-1]["result"] == person["total"]["exact"]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "zh",
            ["规则：得分 = 14 × 数值 ÷ 目标值 100%", "由领导班子决定先后：p061 先于 p035", "占定性评价的 20%"],
        ),
        (
            "en",
            ["rule: Points = 14 × value ÷ target 100%", "put p061 before p035", "20% of what is judged"],
        ),
    ],
)
def test_one_person_s_whole_derivation(inside: Inside, kaohe: Kaohe, lang: str, words: list[str]) -> None:
    inside("")
    said = kaohe("score", "2025", "--explain", "p035", "--lang", lang)
    assert said.code == 0
    for word in (*words, "61 × 0.2 = 12.2", "92.45", "P1-A18", "(goals.attainment)"):
        assert word in said.out
    machine = kaohe("score", "2025", "--explain", "p035", "--json").value
    assert (machine["units"], list(machine["people"])) == ({}, ["p035"])
    assert machine["people"]["p035"]["reason"] == "quota"


def test_a_tie_that_people_must_decide_is_a_finding(
    inside: Inside, kaohe: Kaohe, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside("")

    def undecided(cycle: Cycle) -> PeopleInputs:
        return people_inputs(cycle)._replace(tie_order=())

    def undecided_assessment(cycle: Cycle) -> Assessment:
        return assess(people_schemes(cycle), *undecided(cycle))

    monkeypatch.setattr(people_scores, "people_inputs", undecided)
    monkeypatch.setattr(people_scores, "placed_assessment", undecided_assessment)
    said = kaohe("score", "2025", "--lang", "en")
    assert said.code == 1
    assert "S301" in said.err
    assert re.search(r"^p035 .* equal at the edge of the quota, people must decide$", said.out, re.MULTILINE)
    assert kaohe("score", "2025", "--json").codes == ["S301"]


def test_sealed_people_are_not_scored(inside: Inside, kaohe: Kaohe, monkeypatch: pytest.MonkeyPatch) -> None:
    inside("")
    monkeypatch.delenv("KAOHE_IDENTITY")
    said = kaohe("score", "2025", "--explain", "p012", "--lang", "en")
    assert (said.code, said.out) == (4, "")
    assert "records/cycles/2025/people/roster.yml.age: F220" in said.err


def test_whoever_has_no_key_sees_the_units(inside: Inside, kaohe: Kaohe, monkeypatch: pytest.MonkeyPatch) -> None:
    inside("")
    whole = kaohe("score", "2025", "--lang", "en").out
    explained = kaohe("score", "2025", "--explain", "hotline").out
    monkeypatch.delenv("KAOHE_IDENTITY")
    said = kaohe("score", "2025", "--lang", "en")
    assert (said.code, said.out) == (4, whole.split("\n\n")[0] + "\n")
    assert "records/cycles/2025/people/roster.yml.age: F220" in said.err
    # Records of the procedure are sealed as well; no unit is scored from them.
    assert "records/cycles/2025/procedure/comments.yml.age: F220" in said.err
    machine = kaohe("score", "2025", "--json")
    assert (machine.code, machine.value["status"], machine.value["people"]) == (4, "not_checked", {})
    assert machine.value["units"]["hotline"]["total"]["shown"] == "80.00"
    assert "F222" in {item["code"] for item in machine.value["not_checked"]}
    assert (kaohe("score", "2025", "--explain", "hotline").out, explained != "") == (explained, True)


def test_run_from_anywhere_inside_or_told_where(
    inside: Inside, kaohe: Kaohe, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    workspace = inside("")
    monkeypatch.chdir(workspace.root / "records/cycles/2025")
    assert kaohe("check").code == 0
    monkeypatch.chdir(tmp_path)
    assert kaohe("check").code == 2
    assert kaohe("check", "--repo", str(workspace.root)).code == 0
    assert kaohe(f"--repo={workspace.root}", "check").code == 0
