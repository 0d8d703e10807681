"""The withdrawal record: one shape, one name, one line in the list."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from generator.core.errors import FindingsError
from generator.published.record import PublicRecord
from generator.published.shapes import SLUG
from generator.published.statement import STEPS
from generator.published.vocabulary import CLAUSES, RECORD_TYPES, clauses_of, record_types_of
from generator.published.withdrawal import (
    KIND,
    REASONS,
    STEP,
    TYPES,
    Withdrawal,
    Withdrawn,
    list_bytes,
    read_withdrawal,
)

SAID = Withdrawal("a" * 64, 3, "records/unit-result/harbour.json", "b" * 64, "c" * 64, "personal_data", "P2-5.1")


def record(body: dict[str, Any]) -> PublicRecord:
    return PublicRecord("bureau", "2025", "withdrawal", SAID.name, 1, "0" * 32, body, ())


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("clause", ["P2-5.1", "P1-A23", "P2-3.2(4)", "local-basis"])
def test_what_is_written_is_read(reason: str, clause: str) -> None:
    said = replace(SAID, reason=reason, clause=clause)
    assert read_withdrawal(record(said.body()), "x") == said


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("statement", "A" * 64),
        ("statement", None),
        ("index", -1),
        ("index", "3"),
        ("index", True),
        ("path", "records/unit-result/../../x.json"),
        ("path", "records/unit-result/harbour.json\n"),
        ("path", "/records/unit-result/harbour.json"),
        ("sha256", "b" * 63),
        ("leaf", "c" * 65),
        ("reason", "embarrassing"),
        ("clause", ""),
        ("clause", "P2 5"),
        ("more", 1),
    ],
)
def test_any_other_shape_is_refused(key: str, value: object) -> None:
    with pytest.raises(FindingsError) as caught:
        read_withdrawal(record(SAID.body() | {key: value}), "x")
    assert [problem.code for problem in caught.value.problems] == ["C110"]


@pytest.mark.parametrize("key", sorted(SAID.body()))
def test_nothing_may_be_left_out(key: str) -> None:
    body = {name: value for name, value in SAID.body().items() if name != key}
    with pytest.raises(FindingsError):
        read_withdrawal(record(body), "x")


def test_its_name_says_what_is_withdrawn() -> None:
    assert SAID.name == "3-unit-result-harbour"
    assert (SAID.record_type, SAID.record_name) == ("unit-result", "harbour")
    assert Withdrawn(7, f"records/withdrawal/{SAID.name}.json", SAID).key.startswith("7/records/withdrawal/3-")


@pytest.mark.parametrize("length", [49, 50, 64])
def test_a_long_name_is_still_a_name_and_still_its_own(length: int) -> None:
    first = replace(SAID, index=12, path=f"records/unit-result/{'a' * length}.json")
    second = replace(first, sha256="d" * 64)
    assert SLUG.fullmatch(first.name)
    assert (first.name != second.name) == (length > 49)


def test_the_list_is_in_order_of_position_and_path() -> None:
    others = [replace(SAID, index=10), replace(SAID, path="records/deliberation/2025.json"), SAID]
    assert list_bytes(others).decode().splitlines() == [
        f"{'b' * 64}  statements/3/records/deliberation/2025.json",
        f"{'b' * 64}  statements/3/records/unit-result/harbour.json",
        f"{'b' * 64}  statements/10/records/unit-result/harbour.json",
    ]


def test_the_step_has_clauses_and_types_of_its_own() -> None:
    assert STEP in STEPS[KIND]
    assert record_types_of(KIND, STEP) == {"withdrawal"}
    assert record_types_of(KIND, "correction") == RECORD_TYPES[KIND]
    assert clauses_of(KIND, STEP) == ("P1-A23", "P2-5.1")
    assert clauses_of(KIND, "correction") == CLAUSES[KIND]
    assert (clauses_of("notice", ""), record_types_of("notice", "")) == (None, frozenset())
    assert TYPES == ("unit-result", "unit-decision", "deliberation")
