"""The slot list of each record type: which values a record commits to, in a fixed order (docs/SPEC.md, "Commitments").

The list depends on the scheme alone, so that neither the number nor the place of withheld values tells anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.intake.models.scheme import Scheme
from generator.published.vocabulary import SLOTS_BY_FORMAT, WITHHELD, WITHHELD_TYPES

SlotTable = dict[str, list[str]]


def slot_table(scheme: Scheme, *, planned: bool) -> SlotTable:
    """Slot fields by record type for a cycle under ``scheme``; ``planned``: whether it announced a plan."""
    unit_result = ["total.exact"]
    for family in scheme.families:
        for indicator in family.indicators:
            unit_result += [f"{indicator.id}.score", f"{indicator.id}.inputs"]
    table = {
        "unit-result": unit_result,
        "report": ["comments.summary"],
        "unit-decision": ["discussion"],
        "deliberation": ["minutes"],
        "closure": ["findings"],
    }
    if planned:
        table["deliberation"] = ["minutes", "attendance"]
        table |= {record_type: [WITHHELD] for record_type in WITHHELD_TYPES}
    return table


def commitment_slots(scheme: Scheme, *, planned: bool) -> SlotTable:
    """The slot fields by which records are committed to: the table, and in cycles with a plan what no table names."""
    more = {record_type: list(fields) for record_type, fields in SLOTS_BY_FORMAT.items()} if planned else {}
    return slot_table(scheme, planned=planned) | more


def slot_body(scheme: Scheme, blocks: Mapping[str, int], *, planned: bool) -> dict[str, Any]:
    """The body of the ``slots`` record; ``blocks`` by record type, left out where the cycle has none."""
    return {"slots": slot_table(scheme, planned=planned)} | ({"blocks": dict(blocks)} if blocks else {})
