"""The example's people with some of their text replaced, for tests of single checks; read once, edited in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from generator.core.problem import Problem
from generator.intake import bind, people, repository, sealed
from generator.intake.discover import classify
from generator.intake.record_file import sealed_path
from generator.intake.repository import Cycle, Office
from generator.office.people_cohort import people_schemes
from tests.example.regenerate import IDENTITY, ROOT

FOLDER = "records/cycles/2025/people/"
Pairs = list[tuple[str, str]]


@cache
def example() -> Office:
    """The whole example office."""
    office, problems = repository.load(ROOT, [IDENTITY])
    assert problems == []
    return office


@cache
def source(name: str) -> str:
    """The YAML of one of the people's records of 2025, by its name below their folder."""
    path = FOLDER + name
    data = (ROOT / path).read_bytes() if (ROOT / path).exists() else (ROOT / sealed_path(path)).read_bytes()
    keys = sealed.parse_identities([IDENTITY])
    return (data if (ROOT / path).exists() else sealed.unseal(data, keys, path)).decode()


def bound(name: str, pairs: Pairs) -> tuple[bind.Bound[Any] | None, list[Problem]]:
    """The record with texts replaced, each of which stands in it exactly once, and what is wrong with it alone."""
    text = source(name)
    for old, new in pairs:
        assert text.count(old) == 1, (name, old, text.count(old))
        text = text.replace(old, new)
    found = classify(FOLDER + name)
    assert found is not None
    return bind.load(found.model, text.encode(), FOLDER + name)


def edited(edits: Mapping[str, Pairs], *, without: tuple[str, ...] = ()) -> Cycle:
    """The cycle of 2025 with the edits, and without some files."""
    cycle = example().cycles["2025"]
    records = {path: record for path, record in cycle.people.items() if path.removeprefix(FOLDER) not in without}
    for name, pairs in edits.items():
        record, problems = bound(name, pairs)
        assert problems == []
        assert record is not None
        records[FOLDER + name] = record
    present = cycle.present - {FOLDER + name for name in without}
    return replace(cycle, people=records, present=present)


def problems_of(cycle: Cycle) -> list[Problem]:
    """What is wrong between the records of a cycle."""
    return list(people.check(example(), cycle, people_schemes(cycle)))
