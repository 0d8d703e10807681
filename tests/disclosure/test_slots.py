"""The slot lists follow from the scheme alone."""

from __future__ import annotations

import pytest

from generator.disclosure.slots import commitment_slots, slot_body, slot_table
from tests.disclosure.conftest import Material

INDICATORS = [
    "duty.decision",
    "duty.execution",
    "duty.supervision",
    "satisfaction.attitude",
    "satisfaction.efficiency",
    "satisfaction.quality",
    "effect.policy",
    "effect.project",
    "effect.social",
    "integrity.leaders",
    "integrity.anticorruption",
]


def test_the_example(material: Material) -> None:
    table = slot_table(material.scheme, planned=False)
    results = [f"{indicator}.{part}" for indicator in INDICATORS for part in ("score", "inputs")]
    assert table == {
        "unit-result": ["total.exact", *results],
        "report": ["comments.summary"],
        "unit-decision": ["discussion"],
        "deliberation": ["minutes"],
        "closure": ["findings"],
    }
    assert all(len(set(fields)) == len(fields) for fields in table.values())


def test_with_a_plan_who_was_there_and_the_records_of_the_procedure_have_slots(material: Material) -> None:
    table = slot_table(material.scheme, planned=True)
    more = {
        "office", "goals", "materials", "review", "gates", "preliminary", "release-review", "notice", "effective",
        "unit-correction", "appeals", "application", "rectification", "feedback",
    }  # fmt: skip
    without = slot_table(material.scheme, planned=False)
    assert set(table) == set(without) | more
    assert table["deliberation"] == ["minutes", "attendance"]
    assert all(table[name] == ["withheld"] for name in more)
    assert {name: table[name] for name in set(without) - {"deliberation"}} == {
        name: without[name] for name in set(without) - {"deliberation"}
    }


def test_what_no_table_names_is_committed_to_all_the_same(material: Material) -> None:
    """A cycle whose table is published can be amended, and the table stays."""
    table = slot_table(material.scheme, planned=True)
    assert "amendment" not in table
    assert commitment_slots(material.scheme, planned=True) == table | {"amendment": ["withheld"]}
    without = slot_table(material.scheme, planned=False)
    assert commitment_slots(material.scheme, planned=False) == without


@pytest.mark.parametrize("planned", [False, True])
def test_the_order_is_the_scheme_s(material: Material, planned: bool) -> None:
    turned = material.with_scheme(families=list(reversed(material.scheme.families)))
    fields = slot_table(turned.scheme, planned=planned)["unit-result"]
    assert fields[1] == "integrity.leaders.score"
    assert sorted(fields) == sorted(slot_table(material.scheme, planned=planned)["unit-result"])


@pytest.mark.parametrize("planned", [False, True])
def test_blocks_stand_beside_the_slots_where_there_are_any(material: Material, planned: bool) -> None:
    slots = slot_table(material.scheme, planned=planned)
    assert slot_body(material.scheme, {}, planned=planned) == {"slots": slots}
    assert slot_body(material.scheme, {"people": 96}, planned=planned) == {"slots": slots, "blocks": {"people": 96}}
