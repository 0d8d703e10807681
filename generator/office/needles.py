"""What must not be found in the finished site: every restricted text, and every value the airlock withheld."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from generator.core.errors import KaoheError
from generator.disclosure.airlock import Airlock
from generator.disclosure.salts import DerivedSalts
from generator.disclosure.slots import slot_table
from generator.disclosure.unit_result import release_results
from generator.intake.repository import Office, public_values, restricted_values
from generator.office.cohort import cohort_inputs, participating
from generator.scoring.sheet import score


def restricted_texts(office: Office) -> list[str]:
    """All texts the leak gate looks for, each once, sorted."""
    texts = set(restricted_values(office))
    for name in office.cycles:
        texts |= set(_withheld(office, name))
    return sorted(texts)


def public_texts(office: Office) -> list[str]:
    """Texts that may appear although they also stand in a restricted field."""
    return public_values(office)


def _withheld(office: Office, name: str) -> Iterator[str]:
    """Texts of what the results withhold; the salts do not matter here, only the values are looked at."""
    cycle = office.cycles[name]
    if cycle.scheme is None or cycle.roster is None or office.organ is None:
        return
    airlock = Airlock(
        office.organ.record.id, name, DerivedSalts(name, lambda label: sha256(label.encode()).digest()[:16]),
        slot_table(cycle.scheme.record),
    )  # fmt: skip
    try:
        sheets = score(cycle.scheme.record, participating(cycle), cohort_inputs(cycle))
        released = release_results(
            airlock, cycle.scheme.record, office.organ.record, cycle.roster.record, sheets, cycle, "0" * 64
        )
    except KaoheError:
        # Inputs of an open cycle may not be complete; their restricted fields are searched for all the same.
        return
    for item in released:
        for disclosure in item.disclosures:
            yield from _texts(disclosure.value)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
