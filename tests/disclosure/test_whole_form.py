"""Everything of an office value as JSON, for commitments."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import pytest

from generator.core import canonical
from generator.disclosure.whole_form import whole_form
from generator.intake.models.outcome import Objection
from generator.intake.models.people import PersonEntry
from generator.published.derivation import Step


class Pair(NamedTuple):
    first: Fraction
    second: str | None


@dataclass(frozen=True)
class Value:
    day: datetime.date
    pair: Pair
    steps: tuple[Step, ...]
    by_name: dict[str, int]
    on: bool


def test_every_field_stands_under_its_name() -> None:
    step = Step("floor", {"value": "-1"}, "0", ("P1-A14",))
    value = Value(datetime.date(2025, 3, 1), Pair(Fraction(7, 3), None), (step,), {"a": 2}, on=True)
    form = whole_form(value)
    assert form == {
        "day": "2025-03-01",
        "pair": {"first": "7/3", "second": None},
        "steps": [step.to_json()],
        "by_name": {"a": 2},
        "on": True,
    }
    assert canonical.decode(canonical.encode(form)) == form


def test_records_keep_restricted_fields_and_the_keys_of_their_file() -> None:
    entry = PersonEntry.model_validate({"id": "p001", "kind": "staff", "unit": "planning", "from": "2019-07-01"})
    assert whole_form(entry) == {
        "id": "p001",
        "kind": "staff",
        "unit": "planning",
        "from": "2019-07-01",
        "to": None,
    }


def test_a_field_that_came_later_has_no_key_where_it_is_absent() -> None:
    words = dict.fromkeys(("id", "about", "text", "outcome", "reason"), "rejected")
    given = {**words, "received": "2026-02-17", "answered": "2026-02-18"}
    assert whole_form(Objection.model_validate(given)) == given
    assert whole_form(Objection.model_validate(given | {"late": "x"})) == given | {"late": "x"}


@pytest.mark.parametrize("value", [1.5, object(), {1, 2}])
def test_nothing_else_has_a_form(value: object) -> None:
    with pytest.raises(TypeError):
        whole_form(value)
