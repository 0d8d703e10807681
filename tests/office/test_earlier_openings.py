"""Opening the last block of people again: only what belongs to the statement, and only for who may."""

from __future__ import annotations

from generator.office.earlier_openings import last_openings
from generator.office.published_state import published_statements
from generator.signing import demo
from tests.conftest import Practice
from tests.example.regenerate import IDENTITY
from tests.office.acting import CYCLE


def test_what_opens_the_last_block_of_people(practice: Practice) -> None:
    workspace = practice("report")
    published = published_statements(workspace)
    found = last_openings(workspace, published, CYCLE, "people", [IDENTITY])
    assert found is not None
    statement, openings = found
    assert (statement.index, statement.statement.kind) == (8, "report")
    assert openings is not None
    commitments = [digest for _, record in statement.records.values() for digest in record.commitments]
    assert [item.digest for item in openings.disclosures] == commitments
    stranger = last_openings(workspace, published, CYCLE, "people", [demo.age_identity("stranger")])
    assert stranger == (statement, None)
    assert last_openings(workspace, published, "2031", "people", [IDENTITY]) is None
    assert last_openings(workspace, published[:2], CYCLE, "people", [IDENTITY]) is None


def test_openings_of_another_statement_say_nothing(practice: Practice) -> None:
    workspace = practice("report")
    published = published_statements(workspace)
    kept = workspace.sealed("report", CYCLE)
    kept.write_bytes(workspace.sealed("goals", CYCLE).read_bytes())
    assert last_openings(workspace, published, CYCLE, "people", [IDENTITY]) == (published[8], None)
    kept.write_bytes(b"not age")
    assert last_openings(workspace, published, CYCLE, "people", [IDENTITY]) == (published[8], None)
    kept.unlink()
    assert last_openings(workspace, published, CYCLE, "people", [IDENTITY]) == (published[8], None)
