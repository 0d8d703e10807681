"""Statements on amendments: what they consist of, and what goes by them once they are published."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from generator.disclosure.procedure import HEAD
from generator.disclosure.public_form import public_form
from generator.disclosure.whole_form import whole_form
from generator.intake import bind
from generator.intake.models import plan
from generator.intake.repository import Cycle
from generator.ledger.statements import PublishedStatement
from generator.office.procedure_statements import require_amendments
from tests.office.test_procedure_statements import (
    CYCLE,
    PROCEDURE,
    Published,
    again,
    cycle,
    names,
    part,
    published,
    refusals,
)

__all__ = ["cycle", "published"]

PATH = f"{PROCEDURE}amendments/called-off.yml"
TEXT = """schema: kaohe/amendment/v1
cycle: 2025
id: called-off
date: 2026-01-11
reason: {zh: 摇号停办, en: The draw was called off}
cites: [P1-A16]
draw: {event: {zh: 下一期, en: The next draw}, drawn: 2026-01-14}
left: [{holder: demo-expert-2, reason: 健康原因}]
"""


@pytest.fixture
def amended(cycle: Cycle) -> Cycle:
    """The example's cycle with an amendment."""
    bound, problems = bind.load(plan.Amendment, TEXT.encode(), PATH)
    assert bound is not None, problems
    return replace(cycle, acts={**cycle.acts, PATH: bound})


def after(cycle: Cycle, before: list[PublishedStatement]) -> list[PublishedStatement]:
    """``before``, the last statement having published the amendment, too."""
    return [*before, again(before[-1], part("amendment", cycle, before))]


def test_an_amendment_is_committed_to_and_says_nothing_personal(amended: Cycle, published: Published) -> None:
    made = part("amendment", amended, published("goals"))
    assert names(made) == [("amendment", "called-off", 1)]
    assert (made.date, list(made.inputs)) == (datetime.date(2026, 1, 11), [PATH])
    record = amended.acts[PATH].record
    (released,) = made.records
    assert released.record.body == public_form(record, leave_out=HEAD)
    assert released.record.body["left"] == [{"holder": "demo-expert-2"}]
    assert [item.value for item in released.disclosures] == [whole_form(record)]
    assert len(released.record.commitments) == 1


def test_an_amendment_comes_once_and_stays(amended: Cycle, published: Published) -> None:
    done = after(amended, published("goals"))
    assert [code for code, _, _ in refusals(lambda: part("amendment", amended, done))] == ["P116"]
    bound = amended.acts[PATH]
    moved = bound.record.model_copy(update={"date": datetime.date(2026, 1, 12)})
    other = replace(amended, acts={**amended.acts, PATH: replace(bound, record=moved)})
    assert refusals(lambda: part("amendment", other, done)) == [
        ("P117", PATH, {"kind": "amendment", "id": "called-off"})
    ]


def test_items_go_out_with_the_event_that_is_announced_by_then(amended: Cycle, published: Published) -> None:
    def told(before: list[PublishedStatement]) -> tuple[str, str]:
        made = part("materials", amended, before)
        (body,) = (item.record.body for item in made.records if item.record.type == "population")
        return body["event"]["en"], body["drawn"]

    first = amended.one(plan.PLAN)
    assert first is not None
    spot_check = first.record.spot_check
    assert told(published("goals")) == (spot_check.event.en, spot_check.drawn.isoformat())
    assert told(after(amended, published("goals"))) == ("The next draw", "2026-01-14")


@pytest.mark.parametrize(
    ("act", "day", "codes"),
    [
        ("materials", 11, ["P118"]),
        ("review", 14, ["P118"]),
        ("closed", 31, ["P118"]),
        # What came before it does not go by it, and answers to the public never do.
        ("materials", 10, []),
        ("feedback", 14, []),
        ("amendment", 14, []),
    ],
)
def test_nothing_goes_by_what_nobody_can_read(
    amended: Cycle, published: Published, act: str, day: int, codes: list[str]
) -> None:
    date = datetime.date(2026, 1, day)
    before = published("goals")
    if codes:
        found = refusals(lambda: require_amendments(act, amended, before, date))
        assert found == [("P118", PATH, {"kind": act, "id": "called-off"})]
    else:
        require_amendments(act, amended, before, date)
    require_amendments(act, amended, after(amended, before), date)


def test_another_cycle_s_amendment_is_none_of_this_one(amended: Cycle, published: Published) -> None:
    done = after(amended, published("goals"))
    others = [replace(item, statement=replace(item.statement, cycle="2024")) for item in done]
    assert CYCLE not in {item.statement.cycle for item in others}
    found = refusals(lambda: require_amendments("review", amended, others, datetime.date(2026, 1, 14)))
    assert [code for code, _, _ in found] == ["P118"]
