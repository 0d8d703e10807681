"""Which record of an act holds: the newest revision, and only what the cycle published."""

from __future__ import annotations

import dataclasses

import pytest

from generator.core.errors import FindingsError
from generator.site.acts import read_acts
from tests.site.conftest import Built
from tests.site.test_unit_page import context_of


def test_the_newest_revision_counts_and_earlier_ones_stay_known(planned: Built) -> None:
    acts = context_of(planned).view.cycles[0].acts
    assert [(found.held.index, found.revision) for found in acts.revisions("rectification", "mend-3")] == [
        (15, 1),
        (17, 2),
    ]
    newest = acts.one("rectification", "mend-3")
    assert newest is not None
    assert newest.held.index == 17
    assert [found.held.name for found in acts.each("rectification")] == ["mend-1", "mend-2", "mend-3"]


def test_acts_are_told_apart_by_their_step(planned: Built) -> None:
    acts = context_of(planned).view.cycles[0].acts
    found = {act: acts.statement(act) for act in ("goals", "materials", "review", "rectification", "withdrawal")}
    assert {act: item.index if item else None for act, item in found.items()} == {
        "goals": 2,
        "materials": 5,
        "review": 6,
        "rectification": 17,
        "withdrawal": None,
    }


def test_a_cycle_without_a_plan_is_none(site: Built, planned: Built) -> None:
    assert [cycle.planned for cycle in context_of(site).view.cycles] == [False, False]
    assert [cycle.planned for cycle in context_of(planned).view.cycles] == [True, True]


def test_a_body_of_another_shape_is_refused(planned: Built) -> None:
    statements = list(context_of(planned).view.cycles[0].statements)
    materials = statements[4]
    path, (data, record) = next(pair for pair in materials.records.items() if pair[1][1].type == "materials")
    spoiled = dataclasses.replace(record, body={**record.body, "deadline": "soon"})
    records = {**materials.records, path: (data, spoiled)}
    with pytest.raises(FindingsError, match="C110"):
        read_acts([dataclasses.replace(materials, records=records)])
