"""``kaohe status`` on the example office, stage by stage."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.core import messages
from generator.office.workspace import Workspace
from generator.published.vocabulary import ORDER, REQUIRED
from tests.cli.conftest import IDENTITY, LOG_KEY, Kaohe, holder
from tests.example.regenerate import SIGNERS
from tests.office.acting import edit

Inside = Callable[[str], Workspace]
DRAFT = "records/drafts/2025-goals"
PLAN = "records/cycles/2025/procedure/plan.yml"

AFTER = {
    "scheme": "goals", "goals": "materials", "materials": "review", "review": "preliminary", "preliminary": "report",
    "report": "decision", "decision": "notice", "notice": "effective", "effective": "closed",
}  # fmt: skip
"""The act that comes next after each."""


def test_before_anything_is_published_it_says_how_to_begin(inside: Inside, kaohe: Kaohe) -> None:
    inside("")
    said = kaohe("status", "2025", "--lang", "en", "--date", "2025-01-06")
    assert (said.code, said.err) == (0, "")
    assert "Nothing is published yet" in said.out
    assert "kaohe draft trust\n" in said.out
    assert "leadership 2, supervision 1" in said.out
    assert said.out.count("✓") == said.out.count("Signs: ✓ done") == 1


def test_an_office_without_any_cycle(inside: Inside, kaohe: Kaohe) -> None:
    workspace = inside("trust")
    for year in ("2025", "2026"):
        workspace.root.joinpath("records/cycles", year).rename(workspace.root / year)
    said = kaohe("status", "--lang", "en")
    assert (said.code, "records/cycles/YEAR/" in said.out) == (0, True)
    assert kaohe("status", "--json").value["cycle"] is None
    assert kaohe("status", "2025", "--json").codes == ["U111"]


@pytest.mark.parametrize("act", ["scheme", "preliminary", "decision"])
def test_what_comes_next(inside: Inside, kaohe: Kaohe, act: str) -> None:
    inside(act)
    machine = kaohe("status", "2025", "--date", "2025-01-13", "--json")
    assert (machine.code, machine.err) == (0, "")
    value = machine.value
    assert (value["status"], value["cycle"], value["planned"], value["cosigned"]) == ("ok", "2025", True, True)
    assert value["next"]["act"] == AFTER[act]
    done = [state["act"] for state in value["states"] if state["status"] == "done"]
    needed = [other for other in ORDER if other in REQUIRED]
    assert list(dict.fromkeys(done)) == needed[: needed.index(act) + 1]
    assert all((state["statement"] is not None) == (state["status"] == "done") for state in value["states"])
    said = kaohe("status", "2025", "--date", "2025-01-13")
    assert f"kaohe draft {AFTER[act]} 2025" in said.out
    assert said.out.count("✓") == len(done) + 1, "the signs are explained below the list"


def test_the_list_lines_up_and_needs_no_colour(inside: Inside, kaohe: Kaohe) -> None:
    inside("goals")
    for lang in messages.LANGS:
        said = kaohe("status", "2025", "--lang", lang, "--date", "2025-03-11").out
        lines = said.splitlines()[1:24]
        marks = [line[2] for line in lines]
        assert marks == ["✓"] * 4 + ["→"] * 3 + ["·"] * 16
        assert [int(line[4:6]) for line in lines] == list(range(23))
        assert "\x1b" not in said
        assert messages.text("state.9", lang) in lines[9]


def test_what_has_to_wait_says_until_when(inside: Inside, kaohe: Kaohe) -> None:
    inside("feedback")
    value = kaohe("status", "2025", "--date", "2026-01-20", "--json").value["next"]
    assert (value["act"], value["stage"]) == ("report", "draft")
    days = {limit["reason"]: limit["day"] for limit in value["earliest"]}
    first = max(days.values())
    assert days.keys() == {"comments", "closes"} and first > "2026-01-20"
    waiting = kaohe("status", "2025", "--date", "2026-01-20", "--lang", "en").out
    assert f"not before {first}: " in waiting
    assert f"on {first} run kaohe draft report 2025" in waiting
    ready = kaohe("status", "2025", "--date", first, "--lang", "en").out
    assert "not before" not in ready
    assert "ready to be drafted: kaohe draft report 2025" in ready
    # Witnesses saw the log last when the answer was published, before the period was over.
    assert ("comments" in value["claimed"]) == ("claimed only" in ready)


def test_a_period_that_nobody_vouches_for_yet_says_who_has_to_look(inside: Inside, kaohe: Kaohe) -> None:
    workspace = inside("preliminary")
    call = ("status", "2025", "--date", "2026-01-26", "--lang", "en")
    # While the office waits for the announced day, and when the day has come.
    for day, told in (("2026-01-26", "not before 2026-01-28"), ("2026-01-28", "claimed only")):
        said = kaohe("status", "2025", "--date", day, "--lang", "en").out
        assert told in said
        assert "a witness runs kaohe cosign on the newest checkpoint once more, on 2026-01-23 or later" in said
    assert "kaohe cosign" in kaohe("status", "2025", "--date", "2026-01-26").out
    assert kaohe("keys", "demo", "demo-auditor-1", "--witness", "--out", "witness").code == 0
    looks = ("cosign", "records/ledger", "--key", "witness", "--root", workspace.pinned_root() or "", "--time")
    # 22 January, 23:59 and 23 January, 00:00 in China.
    for time, claimed in ((1769097540, True), (1769101200, False)):
        assert kaohe(*looks, str(time)).code == 0
        assert ("kaohe cosign" in kaohe(*call).out) is claimed


def test_who_still_has_to_sign(inside: Inside, kaohe: Kaohe) -> None:
    inside("scheme")
    assert kaohe("draft", "goals", "2025").code == 0
    said = kaohe("status", "2025", "--lang", "en", "--date", "2025-02-01").out
    assert f"signatures missing (office 2): kaohe sign {DRAFT}" in said
    chinese = kaohe("status", "2025", "--date", "2025-02-01").out
    assert f"已起草，还缺签名 考核办公室 2 人：kaohe sign {DRAFT}" in chinese
    for name, text in zip(SIGNERS["goals"], ("signatures missing (office 1)", "kaohe publish"), strict=True):
        key = holder(kaohe, name)
        assert kaohe("sign", DRAFT, "--key", key, "--identity", IDENTITY, "--yes").code == 0
        assert text in kaohe("status", "2025", "--lang", "en", "--date", "2025-02-01").out


def test_publishing_says_what_comes_next(inside: Inside, kaohe: Kaohe) -> None:
    inside("scheme")
    assert kaohe("draft", "goals", "2025").code == 0
    for name in SIGNERS["goals"]:
        assert kaohe("sign", DRAFT, "--key", holder(kaohe, name), "--identity", IDENTITY, "--yes").code == 0
    said = kaohe("publish", DRAFT, "--log-key", LOG_KEY, "--identity", IDENTITY, "--lang", "en")
    assert said.code == 0, said.err
    assert "kaohe build, kaohe release" in said.err
    assert "Next: materials are in (materials)" in said.err
    assert "procedure/materials.yml" in said.err
    assert "kaohe draft materials 2025" in said.err
    # Nobody cosigned it yet.
    assert "statement 2 is not cosigned" in said.err
    assert "statement 2 is not cosigned" in kaohe("status", "2025", "--lang", "en").out
    assert kaohe("status", "2025", "--json").value["cosigned"] is False


def test_what_is_overdue_is_a_finding(inside: Inside, kaohe: Kaohe) -> None:
    inside("scheme")
    (due,) = re.findall(r"step: goals, by: ([0-9-]+)", Path(PLAN).read_text("utf-8"))
    assert kaohe("status", "2025", "--date", due).code == 0
    said = kaohe("status", "2025", "--date", "2025-12-31", "--lang", "en")
    assert said.code == 1
    assert f"U176 goals was due by {due}" in said.err
    assert f"overdue, was due by {due}" in said.out
    assert "at the latest" not in said.out
    assert f"at the latest {due}" in kaohe("status", "2025", "--date", due, "--lang", "en").out
    machine = kaohe("status", "2025", "--date", "2025-12-31", "--json")
    assert (machine.code, machine.codes, machine.value["status"]) == (1, ["U176"], "findings")
    states = {state["number"]: state["status"] for state in machine.value["states"]}
    assert (states[1], states[2], states[3], states[4]) == ("done", "overdue", "overdue", "open")


def test_findings_of_the_check_stand_in_the_way(inside: Inside, kaohe: Kaohe) -> None:
    workspace = inside("scheme")
    edit(workspace, "records/cycles/2025/goals.yml", "schema: kaohe/unit-goals/v1", "schema: kaohe/goal/v1")
    edit(workspace, "records/trust.yml", "demo: true", "demo: yes")
    said = kaohe("status", "2025", "--date", "2025-01-13", "--lang", "en")
    assert said.code == 1
    found = re.search(r"^    records/cycles/2025/goals\.yml:\d+:\d+: (M10[78]) (.+)$", said.out, re.MULTILINE)
    assert found is not None
    assert messages.text(found[1], "en").split("{")[0][:10] == found[2][:10]
    assert "1 more finding, see kaohe check" in said.out
    assert "once they are mended run kaohe draft goals 2025" in said.out
    assert kaohe("status", "2025", "--date", "2025-01-13", "--json").value["next"]["stage"] == "mend"


def test_what_was_not_read_is_said(inside: Inside, kaohe: Kaohe, monkeypatch: pytest.MonkeyPatch) -> None:
    inside("goals")
    monkeypatch.delenv("KAOHE_IDENTITY")
    said = kaohe("status", "2025", "--date", "2025-03-11", "--lang", "en")
    assert (said.code, "may be incomplete" in said.err) == (4, True)
    machine = kaohe("status", "2025", "--date", "2025-03-11", "--json")
    assert (machine.code, machine.value["status"]) == (4, "not_checked")
    assert machine.value["not_checked"]


def test_without_a_year_the_newest_open_cycle_and_what_others_owe(inside: Inside, kaohe: Kaohe) -> None:
    inside("open")
    open_cycle = kaohe("status", "--date", "2026-04-20", "--json")
    assert (open_cycle.value["cycle"], open_cycle.value["next"]["act"]) == ("2026", "materials")
    assert open_cycle.code == 0
    closed = kaohe("status", "2025", "--date", "2026-04-20", "--json").value
    assert (closed["next"], closed["cycle"]) == (None, "2025")
    assert {state["status"] for state in closed["states"]} <= {"done", "open", "not_needed"}
    later = kaohe("status", "--date", "2027-01-01", "--json")
    assert (later.code, later.codes) == (1, ["U177"])
    assert kaohe("status", "2026", "--date", "2027-01-01", "--json").codes == []


def test_what_ran_out_is_not_listed_as_running(inside: Inside, kaohe: Kaohe) -> None:
    inside("open")
    call = ("status", "2025", "--lang", "en", "--date")
    (due,) = re.findall(r"rectification \S+: due by ([0-9-]+)", kaohe(*call, "2026-04-20").out)
    over = kaohe(*call, f"{int(due[:4]) + 1}-01-01")
    assert (over.code, "U177" in over.err, over.out.count(due)) == (1, True, 1)
    assert "Days that are running" not in over.out
    assert "overdue, was due by" in over.out


def test_of_many_findings_five_are_told(inside: Inside, kaohe: Kaohe) -> None:
    workspace = inside("scheme")
    path = workspace.root / "records/cycles/2025/goals.yml"
    text = path.read_text("utf-8")
    assert text.count("    target: ") > 7
    path.write_text(text.replace("    target: ", "    target: ９", 7), "utf-8")
    said = kaohe("status", "2025", "--date", "2025-01-13", "--lang", "en").out
    assert "7 findings to mend first:" in said
    assert len(re.findall(r"^    records/cycles/2025/goals\.yml:\d+:\d+: M121 the number contains", said, re.M)) == 5
    assert "2 more findings, see kaohe check" in said


@pytest.mark.parametrize("day", ["2025-13-01", "20250113", "today", "2025-W03-1"])
def test_a_day_is_a_day(inside: Inside, kaohe: Kaohe, day: str) -> None:
    inside("")
    assert kaohe("status", "--date", day, "--json").codes == ["U107"]
    assert kaohe("status", "2031", "--json").codes == ["U111"]
