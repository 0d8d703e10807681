"""The table of acts in docs/spec/31-statements.md is the program's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.published.vocabulary import ACTS, BASES, WITHOUT_PLAN, clauses_of, record_types_of
from tests.peers.by_spec.ledger import acts_of

TABLE = acts_of((Path(__file__).resolve().parents[2] / "docs/spec/31-statements.md").read_text("utf-8"))


def test_every_act_has_a_row() -> None:
    assert {name for name, _ in TABLE.values()} == {"trust", *ACTS}


@pytest.mark.parametrize("act", sorted(ACTS))
def test_a_row_says_what_the_program_does(act: str) -> None:
    kind, step = ACTS[act]
    name, row = TABLE[kind, step]
    assert name == act
    assert row.clauses == clauses_of(kind, step, planned=True)
    if act in WITHOUT_PLAN:
        assert row.plain == clauses_of(kind, step)
    assert set(row.records) == record_types_of(kind, step)
    if act in BASES:
        assert row.rests_on == BASES[act]
