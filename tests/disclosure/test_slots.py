"""The slot lists follow from the scheme alone."""

from __future__ import annotations

from generator.disclosure.slots import slot_body, slot_table
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
    table = slot_table(material.scheme)
    results = [f"{indicator}.{part}" for indicator in INDICATORS for part in ("score", "inputs")]
    assert table == {
        "unit-result": ["total.exact", *results],
        "report": ["comments.summary"],
        "unit-decision": ["discussion"],
        "deliberation": ["minutes"],
        "closure": ["findings"],
    }
    assert all(len(set(fields)) == len(fields) for fields in table.values())


def test_the_order_is_the_scheme_s(material: Material) -> None:
    turned = material.with_scheme(families=list(reversed(material.scheme.families)))
    fields = slot_table(turned.scheme)["unit-result"]
    assert fields[1] == "integrity.leaders.score"
    assert sorted(fields) == sorted(slot_table(material.scheme)["unit-result"])


def test_blocks_stand_beside_the_slots_where_there_are_any(material: Material) -> None:
    assert slot_body(material.scheme, {}) == {"slots": slot_table(material.scheme)}
    assert slot_body(material.scheme, {"people": 96}) == {
        "slots": slot_table(material.scheme),
        "blocks": {"people": 96},
    }
