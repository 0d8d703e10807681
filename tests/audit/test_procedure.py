"""V17, and what V08 and V10 ask of a cycle with a plan: a good ledger passes, each wrong record has its code."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from generator.audit import planned
from generator.audit.check_order import check_order
from generator.audit.check_procedure import check_procedure
from generator.audit.check_procedure_days import differing_calendars
from generator.audit.check_records import SINGLE_OF_A_PLAN, check_records
from generator.core.messages import catalogue
from generator.core.problem import Place, Problem
from generator.core.render import problem_text
from generator.ledger.witnessing import WitnessedCheckpoint
from tests.audit.office import CYCLE, name
from tests.audit.planned_ledger import ORDER, Body, Ledger

Change = Callable[[Body], Any]


def changed(record_type: str, change: Change, name: str = "", revision: int = 0, **more: Any) -> Ledger:
    """A ledger in which one record (every one of its type, unless it is named) is changed before it is published."""

    def edit(found_type: str, found_name: str, found_revision: int, body: Body) -> Body:
        if found_type == record_type and name in ("", found_name) and revision in (0, found_revision):
            change(body)
        return body

    return Ledger(edit=edit, **more)


def without(record_type: str, name: str = "", **more: Any) -> Ledger:
    """A ledger that lacks a record."""

    def edit(found_type: str, found_name: str, revision: int, body: Body) -> Body | None:
        return None if found_type == record_type and name in ("", found_name) else body

    return Ledger(edit=edit, **more)


def codes(ledger: Ledger) -> set[str]:
    return {problem.code for problem in check_procedure(ledger.evidence()).problems}


def test_the_good_ledger_passes() -> None:
    evidence = Ledger().evidence()
    assert evidence.survey[1] == []
    assert check_records(evidence).problems == ()
    assert check_order(evidence).problems == ()
    found = check_procedure(evidence)
    assert found.problems == ()
    assert found.facts["cycles"] == [CYCLE]
    assert found.facts["without_plan"] == []
    assert found.facts["claimed"] == [
        f"{CYCLE} {name}" for name in ("notice_lead", "comments", "posting", "outside", "seed")
    ]
    assert found.facts["samples"] == [f"{CYCLE} 3/11"]
    assert found.facts["within_bounds"] == []


@pytest.mark.parametrize("length", range(1, len(ORDER)))
def test_a_cycle_under_way_passes(length: int) -> None:
    evidence = Ledger(acts=ORDER[:length]).evidence()
    assert [*check_records(evidence).problems, *check_order(evidence).problems] == []
    assert check_procedure(evidence).problems == ()


def put(*path: Any, value: Any) -> Change:
    """A change that sets what stands at ``path``."""

    def change(body: Body) -> None:
        target: Any = body
        for part in path[:-1]:
            target = target[part]
        target[path[-1]] = value

    return change


def drop(*path: Any) -> Change:
    """A change that takes away what stands at ``path``."""

    def change(body: Body) -> None:
        target: Any = body
        for part in path[:-1]:
            target = target[part]
        del target[path[-1]]

    return change


def again(field: str) -> Change:
    """A change that lets the first entry of a list stand twice."""
    return lambda body: body[field].append(body[field][0])


def swap(field: str) -> Change:
    """A change of the order of a list."""
    return lambda body: body[field].reverse()


def changes(*every: Change) -> Change:
    def change(body: Body) -> None:
        for one in every:
            one(body)

    return change


def lasts(published: str, last_day: str) -> Change:
    """A change of the days on which the regulation holds."""
    return changes(put("in_force", "published", value=published), put("in_force", "last_day", value=last_day))


def graded(grade: str) -> Change:
    """A change of the grade of a correction, recommended and decided."""
    both = changes(put("recommended", value=grade), put("grade", value=grade))
    return changes(both, put("result", "grade", value=grade))


DEPARTS = put("departs", value={"reason": name("无"), "clause": None})
FOUNDED = put("departs", value={"reason": name("综合研判"), "clause": "P1-A18"})
NO_FIGURE = changes(
    put("absent", value=["data/permits/archive", "data/permits/harbour"]), put("size", value=10), put("sample", value=2)
)

WRONG: list[tuple[str, str, Change]] = [
    ("A401", "plan", put("in_force", "last_day", value="2027-01-01")),
    ("A401", "plan", put("in_force", "last_day", value="2026-12-30")),
    ("A402", "plan", lasts("2025-01-02", "2028-01-01")),
    ("A402", "plan", lasts("2022-07-01", "2025-06-30")),
    ("A403", "interpretation", put("word", value=None)),
    ("A403", "interpretation", put("word", value="timely")),
    ("A404", "plan", put("periods", "posting", "workdays", value=4)),
    ("A405", "plan", put("periods", "comments", "workdays", value=0)),
    ("A405", "plan", put("channels", "minimum", value=1)),
    ("A405", "plan", put("quorum", "share", value="1/2")),
    ("A405", "plan", put("spot_check", "share", value="0")),
    ("A406", "plan", drop("schedule", 3)),
    ("A406", "plan", again("schedule")),
    ("A406", "plan", put("schedule", 0, "by", value="2025-11-25")),
    ("A408", "roster", drop("units", 0)),
    ("A408", "roster", lambda body: body["units"].append({"unit": "stranger", "exempt": name("新")})),
    ("A408", "roster", put("units", 0, "exempt", value=name("免"))),
    ("A408", "roster", put("units", 3, "exempt", value=None)),
    ("A409", "goals", drop("goals", 0)),
    ("A409", "goals", put("goals", 0, "unit", value="training")),
    ("A410", "materials", drop("submissions", 0)),
    ("A410", "materials", again("submissions")),
    ("A410", "materials", put("submissions", 1, "missing", value=["minutes"])),
    ("A411", "population", swap("strata")),
    ("A411", "population", drop("units", 0)),
    ("A411", "population", put("absent", value=["data/permits/training"])),
    ("A411", "population", put("size", value=12)),
    ("A411", "population", put("sample", value=2)),
    ("A412", "population", put("drawn", value="2025-11-27")),
    ("A412", "population", put("event", value=name("别的"))),
    ("A413", "population", NO_FIGURE),
    ("A414", "review", put("seed", "drawn", value="2025-11-27")),
    ("A415", "review", put("seed", "digits", value="0417254")),
    ("A415", "review", put("seed", "digits", value="12 34")),
    ("A415", "review", swap("checked")),
    ("A415", "review", drop("checked", 2)),
    ("A416", "review", drop("self_reports", 0)),
    ("A416", "review", again("self_reports")),
    ("A416", "review", put("self_reports", 0, "unit", value="training")),
    ("A417", "review", put("checked", 1, "expert", value="demo-office-1")),
    ("A417", "review", put("self_reports", 1, "expert", value="demo-office-1")),
    ("A418", "review", put("adjustments", value=[])),
    ("A418", "review", put("checked", 0, "result", value="confirmed")),
    ("A419", "gates", drop("findings", 0)),
    ("A419", "gates", again("findings")),
    ("A419", "gates", put("findings", 0, "gate", value="fire")),
    ("A420", "gates", put("findings", 0, "ceiling", value="pass")),
    ("A420", "gates", put("findings", 2, "ceiling", value=None)),
    ("A420", "gates", put("findings", 2, "ceiling", value="superb")),
    ("A421", "gates", lambda body: body["findings"][1].update(passed=False, ceiling="good")),
    ("A422", "preliminary", put("closes", value="2025-12-08")),
    ("A422", "preliminary", put("opens", value="2025-12-01")),
    ("A423", "report", put("comments", "opened", value="2025-12-03")),
    ("A424", "report", drop("changed")),
    ("A424", "report", put("changed", value=["training"])),
    ("A424", "report", put("changed", value=["permits", "archive"])),
    ("A424", "report", put("changed", value=["permits", "permits"])),
    ("A425", "deliberation", put("present", value=1)),
    ("A425", "deliberation", put("passed", value=False)),
    ("A426", "deliberation", lambda body: body.update(members=4, present=4)),
    ("A426", "deliberation", lambda body: body.update(members=1, present=1)),
    ("A427", "release-review", drop("items", 4)),
    ("A427", "release-review", again("items")),
    ("A428", "release-review", put("reviewer", value="demo-office-1")),
    ("A429", "notice", put("to", value="2025-12-18")),
    ("A429", "notice", put("from", value="2025-12-11")),
    ("A430", "notice", put("contacts", 1, "department", value="permits")),
    ("A431", "notice", put("to", value="2025-12-22")),
    ("A432", "effective", put("objections", "upheld", value=0)),
    ("A433", "effective", put("notified", "delivered", value=2)),
    ("A433", "effective", put("notified", "refused", value=4)),
    ("A434", "unit-correction", put("corrects", "result", value="0" * 64)),
    ("A434", "unit-correction", put("corrects", "decision", value="0" * 64)),
    ("A434", "unit-correction", put("unit", value="permits")),
    ("A435", "unit-correction", put("figures", 0, "before", value="94")),
    ("A435", "unit-correction", put("figures", 0, "before", value=None)),
    ("A435", "unit-correction", put("figures", 0, "indicator", value="survey")),
    ("A435", "unit-correction", again("figures")),
    ("A436", "unit-correction", put("result", "total", "shown", value="93.75")),
    ("A436", "unit-correction", put("result", "total", "max", value="99")),
    ("A436", "unit-correction", put("result", "total", "shown", value="93.740")),
    ("A436", "unit-correction", put("figures", 0, "after", value="91")),
    ("A437", "unit-correction", graded("good")),
    ("A438", "unit-correction", put("grade", value="good")),
    ("A438", "unit-correction", DEPARTS),
    ("A438", "unit-correction", changes(put("grade", value="superb"), DEPARTS)),
    ("A439", "unit-correction", put("approved_by", 1, value="demo-office-1")),
    ("A439", "unit-correction", put("approved_by", 1, value="demo-leader-1")),
    ("A440", "application", put("units", 0, "date", value="2025-12-21")),
    ("A441", "application", put("units", 0, "document", value="第4号")),
    ("A441", "application", put("units", 0, "unit", value="training")),
    ("A442", "application", put("units", 0, "measure", value="warning")),
    ("A442", "application", put("units", 1, "measure", value="reward")),
    ("A443", "rectification", put("unit", value="permits")),
    ("A444", "rectification", put("id", value="archive-2")),
    ("A444", "feedback", put("id", value="f2")),
    ("A444", "interpretation", put("id", value="on-something")),
    ("A446", "closure", drop("supervisor")),
    ("A446", "closure", put("supervisor", value="demo-office-2")),
    ("A446", "closure", drop("archive")),
    ("A446", "closure", put("archive", "years", value=0)),
    ("A446", "closure", drop("steps")),
    ("A446", "closure", swap("steps")),
    ("A447", "closure", put("deviations", value=0)),
    ("A447", "closure", put("checked", value=8)),
    ("A447", "closure", put("steps", 3, "note", value=None)),
    ("A420", "gates", put("findings", 2, "ceiling", value="excellent")),
    ("A425", "deliberation", put("recused", value=4)),
    ("A438", "unit-correction", changes(put("grade", value="good"), DEPARTS)),
    ("A450", "office", put("date", value="2025-01-21")),
    ("A450", "interpretation", put("date", value="2025-01-21")),
    ("A450", "roster", put("date", value="2025-02-11")),
    ("A450", "goals", put("date", value="2025-02-11")),
    ("A450", "feedback", put("answered", value="2025-03-04")),
    ("A450", "materials", put("date", value="2025-11-25")),
    ("A450", "materials", put("submissions", 1, "received", value="2025-11-25")),
    ("A450", "review", put("date", value="2025-12-02")),
    ("A450", "gates", put("date", value="2025-12-02")),
    ("A450", "preliminary", put("date", value="2025-12-03")),
    ("A450", "report", put("date", value="2025-12-11")),
    ("A450", "deliberation", put("date", value="2025-12-12")),
    ("A450", "notice", put("date", value="2025-12-13")),
    ("A450", "release-review", put("date", value="2025-12-13")),
    ("A450", "release-review", put("impact_date", value="2025-12-13")),
    ("A450", "effective", put("date", value="2025-12-23")),
    ("A450", "appeals", put("date", value="2026-01-09")),
    ("A450", "application", put("date", value="2026-01-13")),
    ("A450", "application", put("units", 1, "date", value="2026-01-13")),
    ("A450", "rectification", put("ordered", value="2026-01-14")),
    ("A450", "rectification", put("progress", 0, "date", value="2026-01-14")),
    ("A450", "rectification", put("verified", value={"date": "2026-03-03", "by": "demo-office-1"})),
    ("A451", "report", put("date", value="2025-12-09")),
    ("A452", "review", put("date", value="2025-11-25")),
    ("A452", "review", put("date", value="2025-12-03")),
    ("A452", "gates", put("date", value="2025-12-03")),
    ("A452", "deliberation", put("deliberated", value="2025-12-09")),
    ("A452", "deliberation", put("date", value="2025-12-10")),
    ("A452", "notice", put("date", value="2025-12-10")),
    ("A452", "release-review", put("date", value="2025-12-10")),
    ("A452", "release-review", put("date", value="2025-12-13")),
    ("A452", "release-review", put("impact_date", value="2025-12-13")),
    ("A452", "feedback", put("answered", value="2025-02-19")),
    ("A452", "rectification", put("due", value="2026-01-11")),
    ("A452", "rectification", put("verified", value={"date": "2026-01-11", "by": "demo-office-1"})),
    ("A453", "unit-correction", put("figures", 0, "after", value="95")),
    ("A453", "unit-correction", put("figures", value=[])),
    ("A454", "unit-correction", changes(put("grade", value="good"), FOUNDED)),
    ("A455", "office", put("members", 0, "holder", value="reviewer-1")),
    ("A455", "office", put("experts", 0, "holder", value="stranger")),
    ("A455", "office", put("leadership", 0, "holder", value="demo-supervisor-1")),
    ("A455", "gates", put("given_by", value="demo-leader-1")),
    ("A455", "release-review", put("author", value="demo-publisher-1")),
    ("A455", "release-review", put("reviewer", value="demo-leader-1")),
    ("A455", "unit-correction", put("entered_by", value="demo-leader-3")),
    ("A455", "unit-correction", put("approved_by", 1, value="demo-supervisor-1")),
    ("A455", "feedback", put("moderated_by", value="demo-leader-1")),
    ("A455", "rectification", put("verified", value={"date": "2026-01-13", "by": "expert-1"})),
    ("A455", "closure", put("supervisor", value="demo-leader-1")),
    ("A456", "office", put("members", 1, "holder", value="demo-office-1")),
    ("A456", "office", put("leadership", 1, "holder", value="expert-1")),
    ("A456", "gates", put("given_by", value="demo-office-2")),
    ("A456", "release-review", put("reviewer", value="demo-office-2")),
    ("A457", "population", drop("strata", 0)),
    ("A457", "population", put("strata", 3, value="votes/strangers")),
    ("A459", "effective", put("objections", value={"received": 3, "upheld": 0, "partly": 0, "rejected": 3})),
    ("A460", "calendar", put("holidays", value=["2024-12-31"])),
    ("A460", "calendar", put("makeup_workdays", value=["2025-12-15"])),
    ("A460", "calendar", changes(put("holidays", value=["2025-12-13"]), put("makeup_workdays", value=["2025-12-13"]))),
    ("A461", "plan", put("schedule", 0, "by", value="2025-01-19")),
    ("A462", "interpretation", put("clause", value="P1-A12")),
    ("A463", "feedback", put("received", value="2025-01-20")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "record_type", "change"), WRONG, ids=lambda value: value if isinstance(value, str) else ""
)
def test_each_wrong_record_has_its_code(code: str, record_type: str, change: Change) -> None:
    assert code in codes(changed(record_type, change))


def reopened(figures: list[Body]) -> Ledger:
    """A gate kept harbour from the first grade, and a correction gives it that grade after all."""

    def edit(record_type: str, record_name: str, revision: int, body: Body) -> Body:
        if record_type == "gates":
            at = next(at for at, found in enumerate(body["findings"]) if found["unit"] == "harbour")
            body["findings"][at] |= {"passed": False, "ceiling": "good"}
        if (record_type, record_name) == ("unit-decision", "harbour"):
            body |= {"grade": "good", "departs": {"reason": name("未过关口"), "clause": "P2-2.1(4)"}}
        if record_type == "unit-correction" and not figures:
            body["figures"] = figures
            body["result"]["total"]["shown"] = "95.74"
        return body

    return Ledger(edit=edit)


def test_a_correction_without_figures_may_say_that_a_gate_was_passed() -> None:
    assert codes(reopened([])) == set()
    assert codes(reopened([{}])) == {"A421"}


def test_a_word_settled_after_the_scheme_is_not_settled() -> None:
    acts = [*ORDER[:3], "interpretation", *ORDER[3:]]
    assert codes(Ledger(acts=acts)) == set()
    ledger = Ledger(acts=acts)

    def edit(record_type: str, record_name: str, revision: int, body: Body) -> Body:
        if record_name == "on-timely":
            body["word"] = None
        if record_name == "later":
            body["word"] = "timely"
        return body

    ledger.edit = edit
    assert codes(ledger) == {"A403"}


def test_a_regulation_that_ends_in_the_year_says_what_goes_then() -> None:
    days = changes(
        put("in_force", "published", value="2022-07-01"),
        put("in_force", "last_day", value="2025-06-30"),
        put("in_force", "transition", value=name("按旧办法办完")),
    )
    assert codes(changed("plan", days)) == set()


def test_the_calendar_of_the_year_is_published() -> None:
    assert codes(without("calendar", "2025")) == {"A407"}
    # Of next year's days nothing can be counted yet, and nothing is said.
    assert codes(without("calendar", "2026")) == set()


def test_the_posting_lasts_by_the_calendar() -> None:
    assert codes(changed("calendar", put("holidays", value=["2025-12-15"]), "2025")) == {"A429", "A448"}
    off = changes(put("holidays", value=["2025-12-15"]), put("makeup_workdays", value=["2025-12-13"]))
    assert codes(changed("calendar", off, "2025")) == set()


def several(*every: tuple[str, str, Change], **more: Any) -> Ledger:
    """A ledger in which several records are changed, each by type and name ("" for any)."""

    def edit(record_type: str, record_name: str, revision: int, body: Body) -> Body:
        for changed_type, changed_name, change in every:
            if changed_type == record_type and changed_name in ("", record_name):
                change(body)
        return body

    return Ledger(edit=edit, **more)


NOBODY_HEARD = ("report", "", changes(put("comments", "accepted", value=0), put("comments", "partly", value=0)))
NOTHING_ADJUSTED = ("review", "", changes(put("adjustments", value=[]), put("checked", 0, "result", value="confirmed")))


def test_what_changed_has_a_cause() -> None:
    assert codes(several(NOBODY_HEARD)) == codes(several(NOTHING_ADJUSTED)) == set()
    found = check_procedure(several(NOBODY_HEARD, NOTHING_ADJUSTED).evidence()).problems
    assert [(problem.code, problem.clause) for problem in found] == [("A458", "P1-A17")]
    assert "permits" in problem_text(found[0], "zh")
    assert codes(several(NOBODY_HEARD, NOTHING_ADJUSTED, ("report", "", put("changed", value=[])))) == set()


def test_who_was_right_has_a_correction_by_the_end() -> None:
    assert codes(without("unit-correction")) == {"A459"}
    assert codes(without("unit-correction", acts=ORDER[: ORDER.index("closed")])) == set()
    assert codes(without("unit-correction", people=True)) & {"A459"} == set()
    nobody = ("effective", "", put("objections", value={"received": 3, "upheld": 0, "partly": 0, "rejected": 3}))
    assert codes(several(nobody)) == {"A459"}
    assert codes(several(nobody, ("appeals", "", put("reconsideration", "changed", value=1)))) == set()
    assert codes(several(nobody, ("unit-correction", "", put("reason", value="data_error")))) == set()


def test_statements_come_after_the_days_they_wait_for() -> None:
    assert "A451" in codes(Ledger(dates={"report": "2025-12-09"}))
    assert "A431" in codes(Ledger(dates={"effective": "2025-12-19"}))


def test_a_word_is_settled_once_and_for_all() -> None:
    acts = [*ORDER[:3], "interpretation", *ORDER[3:]]
    assert codes(several(("interpretation", "later", put("word", value="timely")), acts=acts)) == {"A403"}


def test_an_answer_that_came_late_says_why() -> None:
    asked = put("received", value="2025-01-20")
    assert codes(changed("feedback", asked)) == {"A463"}
    assert codes(changed("feedback", changes(asked, put("late", value=name("转办"))))) == set()


def test_days_that_no_calendar_counts_are_at_most_all_days() -> None:
    uncounted = ("calendar", "2025", put("year", value="2024"))
    days = ("preliminary", "", put("closes", value="2025-12-06"))
    said = ("report", "", put("comments", "closed", value="2025-12-06"))
    # Whether 4 days are 5 working days no calendar has to say; of 7 only one could.
    assert codes(several(uncounted, days, said)) == {"A407", "A422", "A444"}
    posted = ("notice", "", put("to", value="2025-12-16"))
    assert codes(several(uncounted, posted)) == {"A407", "A429", "A444"}
    until = ORDER.index("preliminary") + 1
    found = check_procedure(several(uncounted, acts=ORDER[:until]).evidence())
    assert {problem.code for problem in found.problems} == {"A407", "A444"}
    assert f"{CYCLE} comments" in found.facts["claimed"]  # type: ignore[operator]
    assert codes(several(uncounted, dates={"effective": "2025-12-17"})) >= {"A448"}


def test_what_came_after_its_day_is_a_fact() -> None:
    found = check_procedure(Ledger(dates={"goals": "2025-02-11"}).evidence())
    assert (found.problems, found.facts["late_steps"]) == ((), [f"{CYCLE} goals"])
    assert check_procedure(Ledger().evidence()).facts["late_steps"] == []


def test_calendars_that_differ_are_a_fact() -> None:
    evidence = Ledger().evidence()
    other = changed("calendar", put("holidays", value=["2025-05-01"]), "2025").evidence()
    assert differing_calendars(evidence.cycles) == differing_calendars([*evidence.cycles, *evidence.cycles]) == []
    assert differing_calendars([*evidence.cycles, *other.cycles]) == ["2025"]


def without_holder(holder: str, *, first: bool = False) -> Callable[[str, str, int, Body], Body]:
    """A change of the second trust (or of the first one): a holder is not in it."""

    def edit(record_type: str, record_name: str, revision: int, body: Body) -> Body:
        if record_type == "trust" and revision == (1 if first else 2):
            body["holders"] = [found for found in body["holders"] if found["id"] != holder]
        return body

    return edit


def test_roles_are_those_of_the_trust_in_force() -> None:
    acts = [*ORDER[:2], "trust", *ORDER[2:]]
    assert codes(Ledger(acts=acts)) == set()
    # Who has left since counts with the role they had; a seat may be of somebody who joins later, an act may not.
    assert codes(Ledger(acts=acts, edit=without_holder("reviewer-1"))) == set()
    assert codes(Ledger(acts=acts, edit=without_holder("expert-2", first=True))) == set()
    acts = [*ORDER, "trust"]
    assert codes(Ledger(acts=acts, edit=without_holder("reviewer-1", first=True))) == {"A455"}


class _TwoCorrected(Ledger):
    """A ledger in which the result of permits is put right too, without another figure."""

    def _correction(self, turn: int) -> dict[tuple[str, str], Body]:
        made = super()._correction(turn)
        made["unit-correction", "permits"] = made["unit-correction", "harbour"] | {
            "unit": "permits",
            "figures": [{"indicator": "permits", "before": "80", "after": "80"}],
            "result": {"total": {"shown": "84.67", "max": "100"}, "grade": "good"},
            "recommended": "good",
            "departs": {"reason": name("特殊贡献"), "clause": "P1-A18"},
            "corrects": {kind: self.records[f"unit-{kind}", "permits"] for kind in ("result", "decision")},
        }
        return made


def test_a_figure_that_stays_was_moved_by_another_units() -> None:
    def same(found: Body) -> None:
        found["figures"] = [{"indicator": "permits", "before": "95", "after": "95"}]
        found["result"]["total"]["shown"] = "95.74"

    assert codes(_TwoCorrected()) == set()
    assert codes(changed("unit-correction", same)) == {"A453"}
    nothing = changed("unit-correction", same, "harbour")
    assert codes(_TwoCorrected(edit=nothing.edit)) == {"A453"}


@pytest.mark.parametrize(
    ("act", "date"),
    [("materials", "2025-01-27"), ("report", "2025-12-09"), ("effective", "2025-12-19"), ("notice", "2026-01-09")],
)
def test_a_period_that_is_too_short_by_its_dates(act: str, date: str) -> None:
    assert "A448" in codes(Ledger(dates={act: date}))


def test_the_items_are_published_before_the_day_of_the_seed() -> None:
    assert "A414" in codes(Ledger(dates={"materials": "2025-11-26"}))


def test_a_total_that_is_withheld_moves_by_what_is_public() -> None:
    def correct(shown: str) -> Ledger:
        ledger = Ledger()

        def edit(record_type: str, record_name: str, revision: int, body: Body) -> Body:
            if record_type == "unit-correction":
                body["figures"] = [{"indicator": "complaints", "before": "4", "after": "2"}]
                body["unit"] = "permits"
                body["result"] = {"total": {"shown": shown, "max": "100"}, "grade": "good"}
                body |= {"recommended": "good", "grade": "good", "reason": "data_error"}
                body["corrects"] = {
                    "result": ledger.records["unit-result", "permits"],
                    "decision": ledger.records["unit-decision", "permits"],
                }
            return body

        ledger.edit = edit
        ledger.record = lambda found: (
            dataclasses.replace(found, name="permits") if found.type == "unit-correction" else found
        )
        return ledger

    assert codes(correct("85.67")) == set()
    # Both totals are rounded: the last digit may differ by one, not by two.
    assert codes(correct("85.68")) == set()
    assert codes(correct("85.69")) == {"A436"}
    assert codes(correct("84.67")) == {"A436"}


def test_a_result_without_a_total_has_none_after_a_correction() -> None:
    def edit(record_type: str, record_name: str, revision: int, body: Body) -> Body:
        if (record_type, record_name) == ("unit-result", "harbour"):
            body["total"] |= {"exact": None, "shown": None}
        return body

    assert codes(Ledger(edit=edit)) == {"A436"}


def test_a_correction_of_nobody() -> None:
    def renamed(found: Any) -> Any:
        return dataclasses.replace(found, name="stranger") if found.type == "unit-correction" else found

    ledger = changed("unit-correction", put("unit", value="stranger"))
    ledger.record = renamed
    assert codes(ledger) == {"A434"}


def test_revisions_count_and_only_add() -> None:
    def numbered(found: Any) -> Any:
        return dataclasses.replace(found, revision=2) if found.type == "rectification" else found

    assert codes(Ledger(record=numbered)) == {"A444"}
    for change in (
        put("due", value="2026-04-30"),
        put("problem", value=name("别的")),
        put("ordered", value="2026-01-11"),
        put("unit", value="permits"),
        drop("progress", 0),
    ):
        assert codes(changed("rectification", change, revision=2)) == {"A445"}
    finished = changes(put("verified", value={"date": "2026-01-13", "by": "demo-office-1"}))
    assert codes(changed("rectification", finished, revision=1)) == {"A445"}
    assert codes(changed("rectification", put("responsible", value=name("新处长")), revision=2)) == set()


def test_what_was_published_is_not_published_again() -> None:
    acts = [*ORDER[:4], "feedback", *ORDER[4:]]
    assert codes(Ledger(acts=acts, dates={"feedback": "2025-03-03"})) == {"A444"}

    def numbered(found: Any) -> Any:
        return dataclasses.replace(found, revision=2) if found.type == "gates" else found

    assert codes(Ledger(record=numbered)) == {"A444"}


def test_a_population_too_large_to_be_one_is_not_multiplied_out() -> None:
    many = [f"u{number:04d}" for number in range(1200)]
    huge = changes(put("strata", value=[f"data/{unit}" for unit in many]), put("units", value=many))
    assert codes(changed("population", huge)) == {"A411"}


def test_who_must_mend_something_is_asked_at_the_end() -> None:
    acts = [act for act in ORDER if act != "rectification"]
    assert codes(Ledger(acts=acts)) == {"A443"}
    assert codes(Ledger(acts=acts[:-1])) == set()


def seen(monkeypatch: pytest.MonkeyPatch, *times: tuple[int, str]) -> None:
    """Let a witness say when it saw a checkpoint of so many statements: an hour of a day in China."""
    found = [
        WitnessedCheckpoint(size, {}, True, int(datetime.datetime.fromisoformat(f"{time}:00+08:00").timestamp()))
        for size, time in times
    ]
    monkeypatch.setattr(planned, "read_witnesses", lambda files, chain: found)


def after(act: str) -> int:
    """The size of the log that has an act as its last statement."""
    return ORDER.index(act) + 1


def test_periods_between_witnessed_times_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    seen(
        monkeypatch,
        (after("scheme"), "2025-01-20T18"),
        (after("feedback"), "2025-11-24T08"),
        (after("materials"), "2025-11-24T18"),
        (after("preliminary"), "2025-12-02T18"),
        (after("preliminary"), "2025-12-10T08"),
        (after("report"), "2025-12-11T08"),
        (after("notice"), "2025-12-12T18"),
        (after("correction"), "2025-12-22T08"),
    )
    found = check_procedure(Ledger().evidence())
    assert found.problems == ()
    kept = ("notice_lead", "comments", "posting", "outside", "seed")
    assert found.facts["kept"] == [f"{CYCLE} {period}" for period in kept]
    assert found.facts["claimed"] == found.facts["short"] == []


@pytest.mark.parametrize(
    ("duration", "times"),
    [
        ("notice_lead", [("trust", "2025-11-20T08"), ("materials", "2025-11-24T18")]),
        ("comments", [("review", "2025-12-03T08"), ("report", "2025-12-10T18")]),
        ("posting", [("decision", "2025-12-15T08"), ("effective", "2025-12-22T18")]),
        ("outside", [("decision", "2025-12-11T18"), ("decision", "2026-01-16T08"), ("notice", "2026-01-16T18")]),
    ],
)
def test_periods_that_witnesses_know_to_be_too_short(
    monkeypatch: pytest.MonkeyPatch, duration: str, times: list[tuple[str, str]]
) -> None:
    seen(monkeypatch, *((after(act), time) for act, time in times))
    found = check_procedure(Ledger().evidence())
    assert [(problem.code, problem.params["duration"]) for problem in found.problems] == [("A449", duration)]
    assert found.facts["short"] == [f"{CYCLE} {duration}"]
    # The keys of these witnesses are published: nobody knows anything, but it is said.
    practice = check_procedure(Ledger(demo=True).evidence())
    assert (practice.problems, practice.facts["short"]) == ((), found.facts["short"])


OWNED_UP = put("late", value=name("公示栏停用"))


def test_a_notice_that_came_late_says_why() -> None:
    late: dict[str, Any] = {"dates": {"notice": "2026-01-09", "correction": "2026-01-09", "effective": "2026-01-19"}}
    assert "A448" in codes(Ledger(**late))
    explained = ("notice", "", changes(OWNED_UP, put("to", value="2026-01-16")))
    in_effect = ("effective", "", put("date", value="2026-01-19"))
    late["acts"] = ORDER[: after("effective")]
    found = check_procedure(several(explained, in_effect, **late).evidence())
    assert (found.problems, found.facts["late"]) == ((), [f"{CYCLE} outside"])
    assert found.facts["short"] == [f"{CYCLE} outside"]
    for shorter in ({"report": "2025-12-09"}, {"effective": "2026-01-12"}):
        short = {**late["dates"], **shorter}
        assert "A448" in codes(several(explained, in_effect, dates=short))


def test_so_does_one_that_witnesses_know_to_be_late(monkeypatch: pytest.MonkeyPatch) -> None:
    times = [("decision", "2025-12-11T18"), ("decision", "2026-01-16T08"), ("notice", "2026-01-16T18")]
    seen(monkeypatch, *((after(act), time) for act, time in times))
    found = check_procedure(changed("notice", OWNED_UP).evidence())
    assert (found.problems, found.facts["late"]) == ((), [f"{CYCLE} outside"])


def test_a_reason_where_nothing_was_late_is_no_fact() -> None:
    for record_type in ("notice", "feedback"):
        found = check_procedure(changed(record_type, OWNED_UP).evidence())
        assert (found.problems, found.facts["late"]) == ((), [])


def test_a_seed_that_witnesses_know_to_be_older_than_the_items(monkeypatch: pytest.MonkeyPatch) -> None:
    seen(monkeypatch, (after("feedback"), "2025-11-27T08"), (after("materials"), "2025-11-27T18"))
    assert codes(Ledger()) == {"A414"}
    assert codes(Ledger(demo=True)) == set()


def test_what_a_false_cosignature_says_vouches_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    false = Problem("L172", Place("checkpoint"))
    found = [WitnessedCheckpoint(after("materials"), {}, False, 0, (false,))]
    monkeypatch.setattr(planned, "read_witnesses", lambda files, chain: found)
    assert f"{CYCLE} seed" in check_procedure(Ledger().evidence()).facts["claimed"]  # type: ignore[operator]


def test_a_rule_that_reads_other_units_bounds_the_total() -> None:
    def edit(record_type: str, record_name: str, revision: int, body: Body) -> Body:
        if record_type == "scheme":
            body["families"][0]["indicators"][0]["rule"] = {"kind": "ratio_to_best"}
        if record_type == "unit-correction":
            body["result"]["total"]["shown"] = shown
        return body

    for shown, expected in (("93.74", set()), ("60.00", set()), ("57.73", {"A436"}), ("97.75", {"A436"})):
        found = check_procedure(Ledger(edit=edit).evidence())
        assert {problem.code for problem in found.problems} - {"A437"} == expected, shown
        assert found.facts["within_bounds"] == [f"{CYCLE} harbour"]


def test_every_code_can_be_found_and_said() -> None:
    tried = {code for code, _, _ in WRONG} | {"A407", "A445", "A448", "A449", "A458"}
    own = {code for code in catalogue() if "A400" <= code < "A464"}
    assert own == tried | {"A400"}


def test_every_message_has_its_words() -> None:
    for _, record_type, change in WRONG:
        for found in check_procedure(changed(record_type, change).evidence()).problems:
            for lang in ("zh", "en"):
                assert "{" not in problem_text(found, lang)


def order_codes(acts: Sequence[str], **more: Any) -> set[str]:
    return {problem.code for problem in check_order(Ledger(acts=acts, **more).evidence()).problems}


def moved(act: str, before: str) -> list[str]:
    acts = [found for found in ORDER if found != act]
    acts.insert(acts.index(before), act)
    return acts


@pytest.mark.parametrize(
    ("act", "before"),
    [
        ("goals", "scheme"),
        ("materials", "goals"),
        ("preliminary", "materials"),
        ("decision", "report"),
        ("notice", "decision"),
        ("correction", "decision"),
        ("effective", "notice"),
        ("application", "effective"),
        ("feedback", "scheme"),
    ],
)
def test_acts_come_in_their_order(act: str, before: str) -> None:
    dates = dict.fromkeys(ORDER, "2025-12-01")
    built = Ledger(acts=moved(act, before), dates=dates)
    built.records = _AnyDigest()
    built.made = _AnyDigest()
    assert "A183" in {problem.code for problem in check_order(built.evidence()).problems}


class _AnyDigest(dict[Any, str]):
    """Digests of records that are not there yet."""

    def __missing__(self, key: object) -> str:
        return "0" * 64


@pytest.mark.parametrize("before", ["notice", "appeals", "closed"])
def test_a_correction_comes_whenever_it_has_to(before: str) -> None:
    dates = dict.fromkeys(ORDER, "2025-12-15")
    assert order_codes(moved("correction", before), dates=dates) == set()


def test_appeals_and_application_in_either_order() -> None:
    dates = dict.fromkeys(ORDER, "2025-12-15")
    assert order_codes(moved("application", "appeals"), dates=dates) == set()


def test_what_is_repeated_may_be_and_nothing_else() -> None:
    acts = list(ORDER)
    acts.insert(acts.index("materials"), "interpretation")
    assert order_codes(acts) == set()
    assert "A181" in order_codes([*ORDER[:3], "goals"])


def test_after_the_end_only_what_goes_on() -> None:
    late = dict.fromkeys(("feedback", "interpretation", "rectification"), "2026-04-01")
    acts = [act for act in ORDER if act not in late]
    assert order_codes([*acts, "rectification", "feedback"], dates=late) == set()
    assert order_codes([*acts, "interpretation"], dates=late) == {"A186"}


def test_acts_of_a_plan_need_one() -> None:
    acts = ["trust", "scheme", "goals", "materials"]
    evidence = without("plan", acts=acts).evidence()
    assert {problem.code for problem in check_order(evidence).problems} == {"A188"}
    assert {"A140"} <= {problem.code for problem in check_records(evidence).problems}
    found = check_procedure(evidence)
    assert (found.problems, found.facts["without_plan"]) == ((), [CYCLE])


@pytest.mark.parametrize(
    "record_type",
    [name for names in SINGLE_OF_A_PLAN.values() for name in names if name != "plan"] + ["rectification", "feedback"],
)
def test_a_statement_holds_the_records_of_its_act(record_type: str) -> None:
    found = check_records(without(record_type).evidence()).problems
    assert "A141" in {problem.code for problem in found}


def test_people_are_in_every_statement_that_is_about_them() -> None:
    assert check_records(Ledger(people=True).evidence()).problems == ()
    for act in ("goals", "report", "decision", "closed"):
        index = ORDER.index(act)
        ledger = without("people", people=True, acts=ORDER[: index + 1])
        assert f"ledger/statements/{index}" in {
            problem.place.path for problem in check_records(ledger.evidence()).problems if problem.code == "A141"
        }


def test_a_correction_is_about_units_or_people() -> None:
    def records(ledger: Ledger) -> list[str]:
        corrected = f"ledger/statements/{ORDER.index('correction')}"
        return [p.code for p in check_records(ledger.evidence()).problems if p.place.path.startswith(corrected)]

    def edit(without_people: bool) -> Callable[[str, str, int, Body], Body | None]:
        def change(record_type: str, record_name: str, revision: int, body: Body) -> Body | None:
            correction = "reasons" in body.get("public", {})
            return None if correction and without_people else body

        return change

    assert records(Ledger(people=True, edit=edit(without_people=False))) == []
    assert records(Ledger(people=True, edit=edit(without_people=True))) == []
    assert records(without("unit-correction")) == ["A141"]
    assert records(without("unit-correction", people=True)) == []


@pytest.mark.parametrize("record_type", [name for names in SINGLE_OF_A_PLAN.values() for name in names] + ["slots"])
def test_what_is_missing_is_said_by_the_check_of_records(record_type: str) -> None:
    """The others are still looked at, as far as they do not rest on it."""
    evidence = without(record_type).evidence()
    assert check_procedure(evidence).problems == ()
    if record_type != "plan":
        assert "A141" in {problem.code for problem in check_records(evidence).problems}


def test_records_of_the_plan_are_named_by_the_cycle() -> None:
    def renamed(found: Any) -> Any:
        return dataclasses.replace(found, name="other") if found.type == "gates" else found

    assert "A400" in {problem.code for problem in check_records(Ledger(record=renamed).evidence()).problems}


def test_bodies_of_another_shape_are_said_once() -> None:
    evidence = changed("gates", drop("given_by")).evidence()
    assert {problem.code for problem in check_records(evidence).problems} == {"C110"}
    assert check_procedure(evidence).problems == ()
