"""V17: records that contradict the regulation, the scheme, the calendar, one another or another year's plan."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from generator.audit.check_arithmetic import check_arithmetic
from generator.audit.check_procedure import check_procedure
from generator.audit.check_procedure_years import check_plans, check_regulation
from generator.audit.check_records import check_records
from generator.audit.cycles import Cycle
from generator.audit.planned import Planned, read_planned
from generator.core.messages import catalogue
from generator.core.render import problem_text
from tests.audit.office import name
from tests.audit.planned_ledger import ORDER, Body, Ledger
from tests.audit.test_procedure import Change, after, changed, changes, codes, drop, put, seen, without


def cites(*path: Any) -> Change:
    """A change of what something rests on: a clause that the regulation does not have."""
    return put(*path, value=["P1-A12", "P1-A99"])


def of_change(field: str, value: Any) -> Change:
    """A change of the first change of a target, in the goals that have one."""

    def change(body: Body) -> None:
        if body["goals"][0]["changes"]:
            put("goals", 0, "changes", 0, field, value=value)(body)

    return change


WITHOUT_VOTES = changes(
    put("absent", value=["data/permits/archive", "votes/peers/archive", "votes/public/archive"]), put("size", value=9)
)
"""What was scored from the ballots about a unit could not be drawn."""

AFTER_THE_END = changes(
    put("date", value="2025-11-21"),
    put("submissions", 0, "received", value="2025-11-22"),
    put("submissions", 0, "late", value=name("补报")),
)
"""Something came in late, for a reason, when the collection was over."""

WRONG: list[tuple[str, str, Change]] = [
    ("A405", "plan", put("periods", "answer", "workdays", value=3661)),
    ("A405", "plan", put("spot_check", "minimum", value=0)),
    ("A405", "scheme", put("notice", "lead_workdays", value=0)),
    ("A410", "materials", put("submissions", 0, "missing", value=["summary", "summary"])),
    ("A413", "population", WITHOUT_VOTES),
    ("A430", "notice", put("contacts", 0, "department", value="nobody")),
    ("A444", "calendar", put("year", value="2024")),
    ("A450", "review", put("self_reports", 0, "date", value="2025-12-02")),
    ("A450", "materials", put("sources", 0, "last", value="2025-11-25")),
    ("A452", "office", put("date", value="2025-01-21")),
    ("A452", "goals", put("date", value="2025-01-19")),
    ("A452", "roster", put("date", value="2025-11-25")),
    ("A452", "materials", put("deadline", value="2025-11-25")),
    ("A452", "gates", put("date", value="2025-11-23")),
    ("A452", "review", put("self_reports", 0, "date", value="2025-11-19")),
    ("A452", "review", put("self_reports", 0, "date", value="2025-12-02")),
    ("A452", "appeals", put("date", value="2025-12-21")),
    ("A452", "application", put("date", value="2025-12-21")),
    ("A452", "rectification", put("ordered", value="2025-12-10")),
    ("A452", "rectification", put("progress", 0, "date", value="2026-01-11")),
    ("A472", "office", put("members", 0, "pledged", value="2025-01-21")),
    ("A472", "office", put("experts", 0, "pledged", value="2025-11-29")),
    ("A472", "office", put("experts", 1, "pledged", value="2025-11-27")),
    ("A473", "goals", put("goals", 0, "indicator", value="nothing")),
    ("A473", "goals", lambda body: body["goals"].append(body["goals"][0])),
    ("A473", "goals", of_change("from", "99")),
    ("A473", "goals", of_change("to", "100")),
    ("A473", "goals", of_change("date", "2025-02-10")),
    ("A473", "goals", of_change("date", "2026-01-02")),
    ("A474", "materials", put("submissions", 0, "received", value=None)),
    ("A474", "materials", put("submissions", 0, "received", value="2025-11-22")),
    ("A474", "materials", put("submissions", 0, "late", value=name("补报"))),
    ("A474", "materials", AFTER_THE_END),
    ("A475", "materials", put("sources", 0, "id", value="visit")),
    ("A475", "materials", put("sources", 0, "indicator", value="nothing")),
    ("A475", "materials", put("sources", 0, "first", value="2025-11-01")),
    ("A475", "materials", put("sources", 0, "first", value="2024-12-31")),
    ("A475", "materials", put("sources", 0, "last", value="2025-11-25")),
    ("A476", "materials", drop("sources", 0)),
    ("A476", "materials", drop("sources", 1)),
    ("A477", "plan", cites("quorum", "cites")),
    ("A477", "plan", put("in_force", "cites", value=["no-such-basis"])),
    ("A477", "gates", cites("findings", 0, "cites")),
    ("A477", "notice", cites("cites")),
    ("A477", "application", cites("units", 0, "cites")),
    ("A477", "unit-correction", put("clause", value="P2-9.9")),
    ("A477", "closure", cites("archive", "cites")),
    ("A477", "interpretation", put("clause", value="P1-A27")),
    ("A479", "release-review", put("items", 0, "verdict", value="withhold")),
    ("A479", "release-review", put("items", 5, "verdict", value="publish")),
    ("A480", "notice", put("audience", value="internal")),
    ("A450", "scheme", put("published", value="2025-01-21")),
    ("A484", "office", drop("members", 1)),
    ("A484", "office", put("members", 1, "holder", value="demo-leader-2")),
    ("A484", "organ", drop("office", 0)),
    ("A484", "organ", put("office", 0, "department", value="personnel")),
    ("A482", "rectification", put("unit", value="training")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "record_type", "change"), WRONG, ids=lambda value: value if isinstance(value, str) else ""
)
def test_each_contradiction_has_its_code(code: str, record_type: str, change: Change) -> None:
    assert code in codes(changed(record_type, change))


def test_every_code_is_tried() -> None:
    elsewhere = {"A470", "A471", "A478", "A481", "A483", "A485", "A486"}
    own = {code for code in catalogue() if "A470" <= code < "A500"}
    assert own == {code for code, _, _ in WRONG if code in own} | elsewhere


def test_every_message_has_its_words() -> None:
    for _, record_type, change in WRONG:
        for found in check_procedure(changed(record_type, change).evidence()).problems:
            for lang in ("zh", "en"):
                assert "{" not in problem_text(found, lang)


def test_a_basis_or_an_interpretation_can_be_cited() -> None:
    def edit(record_type: str, record_name: str, revision: int, body: Body) -> Body:
        if record_type == "scheme":
            body["basis"] = [{"id": "rules-1", "title": name("细则"), "article": name("第一条")}]
        if record_type == "notice":
            body["cites"] = ["rules-1", "on-timely"]
        return body

    assert codes(Ledger(edit=edit)) == set()


def test_a_departure_names_its_clause() -> None:
    def silent(body: Body) -> None:
        if body["departs"] is not None:
            body["departs"]["clause"] = None

    assert codes(changed("unit-decision", silent)) == {"A478"}


def test_nobody_can_read_a_statement_before_its_day() -> None:
    """Opened and posted by their records in time, but published so late that the days left are too few."""
    late = {"preliminary": "2025-12-08", "report": "2025-12-16", "decision": "2025-12-16", "notice": "2025-12-16"}
    found = codes(Ledger(dates={**late, "correction": "2025-12-16", "effective": "2025-12-24"}))
    assert {"A422", "A429"} <= found


def test_what_was_changed_on_appeal_was_corrected() -> None:
    acts = [act for act in ORDER if act != "correction"]

    def edit(record_type: str, record_name: str, revision: int, body: Body) -> Body:
        if record_type == "effective":
            body["objections"] = dict.fromkeys(body["objections"], 0)
        if record_type == "appeals":
            body["appeal"]["changed"] = 1
        return body

    assert codes(Ledger(acts=acts, edit=edit)) == {"A481"}
    # Before the end a correction may still come.
    assert codes(Ledger(acts=acts[: acts.index("closed")], edit=edit)) == set()


def test_what_was_found_mended_is_not_opened_again() -> None:
    def edit(record_type: str, record_name: str, revision: int, body: Body) -> Body:
        if record_type == "rectification":
            body["verified"] = {"date": "2026-01-13", "by": "demo-office-1"}
        return body

    assert "A445" in codes(Ledger(edit=edit))


@pytest.mark.parametrize("group", ["sources", "goals"])
def test_satisfaction_is_asked_about_and_complained_of(group: str) -> None:
    """A sub-indicator of satisfaction has a survey and complaints of its own; no other indicator's will do."""

    def edit(record_type: str, record_name: str, revision: int, body: Body) -> Body:
        if record_type == "scheme":
            item = next(i for family in body["families"] for i in family["indicators"] if i["id"] == "survey")
            item["sub_indicator"] = "satisfaction.attitude" if group == "sources" else "duty.execution"
        return body

    assert codes(Ledger(edit=edit)) == ({"A476"} if group == "sources" else set())


def test_a_statement_that_was_seen_before_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    seen(monkeypatch, (after("report"), "2025-12-08T18"))
    found = check_procedure(Ledger().evidence()).problems
    early = {problem.params["date"] for problem in found if problem.code == "A483"}
    assert early == {"2025-12-10"}
    assert not [problem for problem in check_procedure(Ledger(demo=True).evidence()).problems if problem.code == "A483"]


def planned_year(year: str, change: Change, place: int, basis: str | None = None) -> Planned:
    """A year's plan as the checks have it, as if it stood in the statement at ``place``."""

    def edit(record_type: str, record_name: str, revision: int, body: Body) -> Body:
        if record_type == "plan":
            change(body)
        if record_type == "scheme" and basis is not None:
            body["basis"] = [{"id": basis, "title": name("新办法"), "article": name("全文")}]
        return body

    found = read_planned(Ledger(edit=edit).evidence())[0]
    held = dataclasses.replace(found.plan, key=f"{place}/{found.plan.record.path}")
    cycle = dataclasses.replace(found.cycle, id=year)
    return dataclasses.replace(found, plan=held, cycle=cycle)


def test_all_plans_are_of_one_regulation() -> None:
    def given(published: str, *named: str) -> Change:
        days = put("in_force", "published", value=published)
        return changes(days, put("in_force", "cites", value=["P1-A25", *named]))

    first = planned_year("2025", given("2024-01-01"), 1)
    same = planned_year("2026", given("2024-01-01"), 20)
    assert list(check_regulation([first, same])) == []
    for later in (
        planned_year("2026", given("2025-06-01"), 20),
        planned_year("2026", given("2023-01-01", "new-rules"), 20, "new-rules"),
        planned_year("2026", given("2025-06-01", "new-rules"), 20),
    ):
        found = list(check_regulation([later, first]))
        assert [(problem.code, problem.place.path) for problem in found] == [("A470", later.plan.path)]
        assert "{" not in problem_text(found[0], "zh")
    replaced = planned_year("2026", given("2025-06-01", "new-rules"), 20, "new-rules")
    assert list(check_regulation([first, replaced])) == []


def test_after_a_plan_every_year_has_one() -> None:
    def cycle(year: str, planned: bool, acts: list[str]) -> Cycle:
        ledger = Ledger(acts=acts) if planned else without("plan", acts=acts)
        return dataclasses.replace(ledger.evidence().cycles[0], id=year)

    before = cycle("2024", False, ["trust", "scheme"])
    first = cycle("2025", True, ["trust", "trust", "scheme"])
    later = cycle("2026", False, ["trust", "trust", "trust", "scheme"])
    assert list(check_plans([before, first])) == []
    found = list(check_plans([before, first, later]))
    assert [(problem.code, problem.params["cycle"]) for problem in found] == [("A471", "2026")]


def test_a_plan_outside_of_a_scheme_is_no_plan() -> None:
    """Its type is found by the check of records; nothing here stumbles over it."""

    def moved(found: Any) -> Any:
        return dataclasses.replace(found, type="plan") if found.type == "feedback" else found

    def edit(record_type: str, record_name: str, revision: int, body: Body) -> Body:
        return planned_body if record_type == "feedback" else body

    planned_body = read_planned(Ledger().evidence())[0].plan.record.body
    evidence = Ledger(acts=["trust", "feedback"], edit=edit, record=moved).evidence()
    assert "A140" in {problem.code for problem in check_records(evidence).problems}
    assert check_procedure(evidence).problems == ()


def test_sums_of_numbers_too_long_to_read_are_judged_all_the_same() -> None:
    """Nine fractions of some hundred digits add up to one that has no text: the finding has about as much."""

    def edit(record_type: str, record_name: str, revision: int, body: Body) -> Body:
        if record_type == "scheme":
            first = body["families"][0]
            weight = "1"
            first["indicators"] = [dict(first["indicators"][0], id=f"i{at}", weight=weight) for at in range(12)]
            first["weight"] = "12"
        if record_type == "unit-result" and record_name == "harbour":
            family, steps = body["families"][0]["id"], body["indicators"][0]["steps"]
            rest = [item for item in body["indicators"] if item["family"] != family]
            one = {**body["indicators"][0], "max": "1", "steps": steps}
            long = [f"1/{10**490 + 2 * at + 1}" for at in range(12)]
            body["indicators"] = [{**one, "id": f"i{at}", "exact": number} for at, number in enumerate(long)] + rest
            body["families"][0]["max"] = "12"
        return body

    found = check_arithmetic(Ledger(edit=edit).evidence()).problems
    assert next(problem.params["expected"] for problem in found if problem.code == "A163").startswith("≈ ")


@pytest.mark.parametrize("record_type", ["unit-result", "deliberation", "closure"])
def test_what_comes_once_has_one_revision(record_type: str) -> None:
    def numbered(found: Any) -> Any:
        return dataclasses.replace(found, revision=2) if found.type == record_type else found

    assert codes(Ledger(record=numbered)) == {"A444"}


TWICE: dict[str, tuple[str, Callable[[Body], Body]]] = {
    "organ": ("departments", lambda entry: entry),
    "grades": ("grades", lambda entry: entry | {"at_least": "89"}),
    "families": ("families", lambda entry: entry),
}


@pytest.mark.parametrize("field", TWICE)
def test_an_id_that_stands_twice_says_nothing(field: str) -> None:
    where, entry = TWICE[field]

    def edit(record_type: str, record_name: str, revision: int, body: Body) -> Body:
        if record_type == ("organ" if field == "organ" else "scheme"):
            body[where].insert(1, entry(dict(body[where][0])))
        return body

    found = check_records(Ledger(edit=edit).evidence()).problems
    assert ("C110", f"/body/{where}") in {(problem.code, problem.params.get("at")) for problem in found}


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body["grades"].reverse(),
        put("grades", 0, "at_least", value="75"),
        put("grades", 1, "at_least", value=None),
        put("grades", 2, "at_least", value="10"),
        put("grades", value=[]),
    ],
)
def test_grades_go_down_to_the_one_without_a_bound(change: Change) -> None:
    found = check_records(changed("scheme", change).evidence()).problems
    assert "/body/grades" in {problem.params.get("at") for problem in found if problem.code == "C110"}
