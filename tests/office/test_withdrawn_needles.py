"""What only a withdrawn record said is looked for like anything restricted; what others say too stays public."""

from __future__ import annotations

import pytest

from generator.intake import repository
from generator.office.needles import needles
from generator.office.published_state import published_statements
from generator.office.workspace import Workspace
from tests.conftest import Practice
from tests.example.regenerate import IDENTITY
from tests.office.acting import CYCLE
from tests.office.withdrawing import DECISION, MEETING, RESULT, index_of, withdraw


@pytest.fixture
def office(practice: Practice) -> Workspace:
    return practice("decision")


def test_the_words_of_a_withdrawn_decision(office: Workspace) -> None:
    loaded, _ = repository.load(office.root, [IDENTITY])
    decision = loaded.cycles[CYCLE].decision
    assert decision is not None
    (reason,) = [entry.departs for entry in decision.record.grades if entry.unit == DECISION[1] and entry.departs]
    before = needles(loaded, published_statements(office))
    assert {reason.zh, reason.en} <= set(before.public)
    withdraw(office, [DECISION])
    after = needles(loaded, published_statements(office))
    assert {reason.zh, reason.en} <= set(after.restricted)
    assert not {reason.zh, reason.en} & set(after.public)
    # Nothing else changes sides: names, grades and words of the scheme stand in other records.
    assert set(after.restricted) - set(before.restricted) == {reason.zh, reason.en}


def test_the_figures_of_a_withdrawn_result(office: Workspace) -> None:
    loaded, _ = repository.load(office.root, [IDENTITY])
    report = published_statements(office)[index_of(office, "report")]
    body = report.records[f"records/{RESULT[0]}/{RESULT[1]}.json"][1].body
    withdraw(office, [RESULT])
    found = needles(loaded, published_statements(office))
    left = "\n".join(
        data.decode() for statement in published_statements(office) for data, _ in statement.records.values()
    )
    only_there = {text for text in (body["total"]["shown"],) if text not in left}
    assert only_there <= set(found.restricted)
    new = set(found.restricted) - set(needles(loaded).restricted)
    assert new
    assert not any(text in left for text in new)
    assert not new & set(found.public)
    assert body["unit"]["name"]["zh"] in found.public


def test_the_document_of_a_withdrawn_meeting(office: Workspace) -> None:
    loaded, _ = repository.load(office.root, [IDENTITY])
    decision = loaded.cycles[CYCLE].decision
    assert decision is not None
    withdraw(office, [MEETING])
    found = needles(loaded, published_statements(office))
    assert decision.record.document in found.restricted
    assert decision.record.document not in found.public


def test_without_withdrawals_nothing_changes(office: Workspace) -> None:
    loaded, _ = repository.load(office.root, [IDENTITY])
    assert needles(loaded, published_statements(office)) == needles(loaded)
