"""V10 and V17 where a cycle was corrected more than once: each correction is held against the one before it."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from generator.audit.check_order import check_order
from generator.audit.check_procedure import check_procedure
from generator.audit.check_records import check_records
from generator.published.record import PublicRecord
from generator.published.statement import Statement
from tests.audit.office import name
from tests.audit.planned_ledger import ORDER, Body, Key, Ledger

AGAIN = (*ORDER[: ORDER.index("application")], "correction", *ORDER[ORDER.index("application") :])
"""A second correction follows the appeals."""

DATES = {"correction 2": "2026-01-09"}


class Twice(Ledger):
    """Harbour is corrected from 95 permits to 90, then to 85; the second time archive stays as it is."""

    def _correction(self, turn: int) -> dict[Key, Body]:
        made = super()._correction(turn)
        if turn > 1:
            made["unit-correction", "harbour"] |= {
                "figures": [{"indicator": "permits", "before": "90", "after": "85"}],
                "result": {"total": {"shown": "91.74", "max": "100"}, "grade": "excellent"},
                "corrects": {"correction": self.records["unit-correction", "harbour"]},
            }
        return made

    def _builds_on(self, act: str) -> tuple[str, ...]:
        if act == "correction" and "correction" in self.made:
            bases = ("decision", "notice", "correction", "effective", "appeals")
            return tuple(digest for made, digest in self.order if made in bases)
        return super()._builds_on(act)


def second(change: Any) -> Twice:
    """The ledger with the second correction of harbour changed."""

    def edit(record_type: str, record_name: str, turn: int, body: Body) -> Body:
        if (record_type, turn) == ("unit-correction", 2):
            change(body)
        return body

    return Twice(acts=AGAIN, dates=DATES, edit=edit)


def codes(ledger: Ledger) -> set[str]:
    evidence = ledger.evidence()
    every = (check_records(evidence), check_order(evidence), check_procedure(evidence))
    return {problem.code for findings in every for problem in findings.problems}


def test_a_second_correction_starts_from_the_first() -> None:
    assert codes(Twice(acts=AGAIN, dates=DATES)) == set()


def test_people_are_committed_to_anew_each_time() -> None:
    assert codes(Twice(acts=AGAIN, dates=DATES, people=True)) == codes(Ledger(people=True))
    blocks = {"revision": 4}

    def reordered(found: PublicRecord) -> PublicRecord:
        second = found.type == "people" and found.revision == blocks["revision"]
        return dataclasses.replace(found, revision=9) if second else found

    assert "A157" in codes(Twice(acts=AGAIN, dates=DATES, people=True, record=reordered))


def figure(**values: str | None) -> Any:
    return lambda body: body["figures"][0].update(values)


def total(shown: str) -> Any:
    return lambda body: body["result"]["total"].update(shown=shown)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        # On a base that was replaced: the published figure, the result and decision themselves.
        (figure(before="95"), "A435"),
        (lambda body: body.update(corrects={"result": "0" * 64, "decision": "0" * 64}), "A434"),
        (lambda body: body.update(corrects={"correction": "0" * 64}), "A434"),
        # The total as if the first correction had not been made, and one that is a step further.
        (total("89.74"), "A436"),
        (total("93.74"), "A436"),
        (figure(after="90"), "A453"),
        (lambda body: body.update(figures=[]), "A453"),
        (
            lambda body: body.update(
                grade="good", departs={"reason": name("综合研判"), "clause": "P1-A18"}, reason="objection_upheld"
            ),
            "A454",
        ),
        (lambda body: body.update(approved_by=["demo-leader-1", "demo-leader-1"]), "A439"),
        (lambda body: body.update(entered_by="demo-leader-3"), "A455"),
    ],
)
def test_what_is_wrong_with_a_second_correction(change: Any, expected: str) -> None:
    assert expected in codes(second(change))


def test_the_first_correction_is_looked_at_as_well() -> None:
    def edit(record_type: str, record_name: str, turn: int, body: Body) -> Body:
        if (record_type, turn) == ("unit-correction", 1):
            body["result"]["total"]["shown"] = "93.75"
        return body

    assert "A436" in codes(Twice(acts=AGAIN, dates=DATES, edit=edit))


@pytest.mark.parametrize("revision", [1, 3])
def test_revisions_count(revision: int) -> None:
    def renumbered(found: PublicRecord) -> PublicRecord:
        again = (found.type, found.revision) == ("unit-correction", 2)
        return dataclasses.replace(found, revision=revision) if again else found

    assert "A444" in codes(Twice(acts=AGAIN, dates=DATES, record=renumbered))


def test_the_second_rests_on_the_first() -> None:
    def without_first(act: str, statement: Statement) -> Statement:
        short = act == "correction" and len(statement.builds_on) > 2
        return dataclasses.replace(statement, builds_on=statement.builds_on[:2]) if short else statement

    assert "A184" in codes(Twice(acts=AGAIN, dates=DATES, statement=without_first))


def test_nothing_is_corrected_once_the_cycle_is_closed() -> None:
    late = (*ORDER[: ORDER.index("closed") + 1], "correction")
    assert {"A183", "A186"} & codes(Twice(acts=late, dates={"correction 2": "2026-02-02"}))


def test_a_measure_goes_by_the_grade_of_its_day() -> None:
    """Harbour was commended when it was excellent; the second correction, after that, makes it good."""

    def edit(record_type: str, record_name: str, turn: int, body: Body) -> Body:
        if (record_type, turn) == ("unit-correction", 2):
            body.update(grade="good", reason="data_error")
            body["departs"] = {"reason": name("综合研判"), "clause": "P1-A18"}
        return body

    acts = (*ORDER[: ORDER.index("closed")], "correction", "closed")
    later = {"correction 2": "2026-01-15"}
    assert codes(Twice(acts=acts, dates=later, edit=edit)) == set()
