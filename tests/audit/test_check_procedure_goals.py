"""V17: goals that are published again go on, and a change of a target is known when it is published."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from generator.audit.check_procedure import check_procedure
from generator.audit.check_records import check_records
from tests.audit.office import CYCLE, name
from tests.audit.planned_ledger import ORDER, TARGET_CHANGE, Body, Ledger, goals_body
from tests.audit.test_procedure import Change, changed, changes, drop, put, without

LATER = {**TARGET_CHANGE, "date": "2025-09-01", "from": "98", "to": "97"}


def found(ledger: Ledger) -> set[str]:
    """The codes that the ledger has, of V08 too."""
    evidence = ledger.evidence()
    return {problem.code for check in (check_records, check_procedure) for problem in check(evidence).problems}


def revision(number: int, change: Change, **more: Any) -> set[str]:
    """The codes of a ledger in which one publication of the goals is changed."""
    return found(changed("goals", change, revision=number, **more))


def add(*every: Body) -> Change:
    """A change that adds changes of its target to the first goal."""
    return lambda body: body["goals"][0]["changes"].extend(copy.deepcopy(list(every)))


@pytest.mark.parametrize(
    "change",
    [
        put("date", value="2025-02-09"),
        put("goals", 0, "text", value=name("另一个目标")),
        put("goals", 0, "target", value="99"),
        put("goals", 0, "measure", value="件"),
        put("goals", 0, "baseline", value=None),
        put("goals", 0, "indicator", value="survey"),
        drop("goals", 0),
        lambda body: body["goals"].append({**body["goals"][0], "indicator": "survey"}),
        lambda body: body.update(goals_body([])),
    ],
    ids=["date", "text", "target", "measure", "baseline", "indicator", "gone", "new", "nothing new"],
)
def test_goals_that_are_published_again_only_get_changes(change: Change) -> None:
    assert "A485" in revision(2, change)


@pytest.mark.parametrize(
    ("field", "value"), [("date", "2025-06-02"), ("to", "97"), ("from", "99"), ("reason", name("别的理由"))]
)
def test_a_published_change_stays(field: str, value: object) -> None:
    dates = {"goals": "2025-06-03", "feedback": "2025-06-03"}

    def edit(record_type: str, record_name: str, number: int, body: Body) -> Body:
        if record_type == "goals" and number == 1:
            add(TARGET_CHANGE)(body)
        elif record_type == "goals":
            changes(add(LATER), put("goals", 0, "changes", 0, field, value=value))(body)
        return body

    assert "A485" in found(Ledger(edit=edit, dates=dates))


def test_a_first_publication_may_have_changes_up_to_its_day() -> None:
    dates = {"goals": "2025-06-01", "feedback": "2025-06-01"}
    whole = goals_body([TARGET_CHANGE])
    later = goals_body([TARGET_CHANGE, LATER])

    def edit(record_type: str, record_name: str, number: int, body: Body) -> Body:
        return copy.deepcopy(whole if number == 1 else later) if record_type == "goals" else body

    assert found(Ledger(edit=edit, dates=dates)) == set()


def test_the_goal_of_a_unit_that_is_exempt_may_go() -> None:
    extra = {**goals_body([])["goals"][0], "unit": "training"}
    assert revision(1, lambda body: body["goals"].append(extra)) == set()


@pytest.mark.parametrize("day", ["2025-02-10", "2025-02-11", "2025-11-24", "2025-11-25"])
def test_a_change_is_of_the_days_between_the_statements(day: str) -> None:
    expected = {"2025-02-10", "2025-11-25"}
    codes = revision(2, lambda body: [put("changes", 0, "date", value=day)(goal) for goal in body["goals"]])
    assert ("A486" in codes) == (day in expected)
    assert codes <= {"A486", "A473"}


def test_a_first_publication_knows_nothing_of_what_comes_later() -> None:
    assert "A486" in revision(1, add(TARGET_CHANGE))


def test_the_goals_come_again_only_where_they_changed_and_once() -> None:
    assert found(without("goals", acts=ORDER[:3])) >= {"A141"}

    def first_only(record_type: str, record_name: str, number: int, body: Body) -> Body | None:
        return None if (record_type, number) == ("goals", 2) else body

    assert found(Ledger(edit=first_only)) == set()


def test_they_are_named_by_the_cycle_and_counted() -> None:
    def renamed(record: Any) -> Any:
        if (record.type, record.revision) == ("goals", 2):
            return type(record)(**{**_fields(record), "name": "again"})
        return record

    assert {"A400", "A444"} <= found(Ledger(record=renamed))

    def counted(record: Any) -> Any:
        again = (record.type, record.revision) == ("goals", 2)
        return type(record)(**{**_fields(record), "revision": 3}) if again else record

    assert found(Ledger(record=counted)) == {"A444"}


def _fields(record: Any) -> dict[str, Any]:
    return {field: getattr(record, field) for field in record.__dataclass_fields__}


def test_every_problem_is_at_the_record() -> None:
    problems = check_procedure(changed("goals", add(LATER), revision=1).evidence()).problems
    assert {p.place.path for p in problems if p.code == "A486"} == {f"ledger/statements/2/records/goals/{CYCLE}.json"}
