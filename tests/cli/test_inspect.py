"""``kaohe check`` and ``kaohe score``."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from generator.office.workspace import Workspace
from tests.cli.conftest import Kaohe
from tests.office.acting import edit

Inside = Callable[[str], Workspace]
ROSTER = "records/cycles/2025/roster.yml"


def test_a_check_that_passes(inside: Inside, kaohe: Kaohe) -> None:
    inside("")
    said = kaohe("check", "--lang", "en")
    assert (said.code, said.out) == (0, "")
    assert said.err == "Checked: 49 input files, 2 cycle(s), no problems.\n"
    assert kaohe("check", "-q").err == ""
    machine = kaohe("check", "--json")
    said_nothing = {"version": "kaohe/output/v1", "status": "ok", "problems": [], "not_checked": []}
    assert (machine.value, machine.err) == (said_nothing, "")


def test_every_problem_of_every_file_at_once(inside: Inside, kaohe: Kaohe) -> None:
    workspace = inside("")
    edit(workspace, ROSTER, "  - unit: permits\n", "  - unit: permit\n")
    edit(workspace, "records/trust.yml", "demo: true", "demo: yes")
    for lang, summary in (("zh", r"共 \d+ 个问题。"), ("en", r"\d+ problem\(s\)\.")):
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
    assert len(said.out.splitlines()) == 14
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
