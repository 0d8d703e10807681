"""No target is published as changed before it was, and what was published last is what inputs are held against."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from generator.core.errors import FindingsError
from generator.intake import repository
from generator.intake.models import evaluation, people
from generator.intake.repository import Cycle
from generator.office.goals_again import require_past_changes
from generator.office.readable_statements import goals_published
from tests.conftest import Stages
from tests.example.regenerate import IDENTITY, ROOT


@pytest.fixture(scope="module")
def cycle() -> Cycle:
    """The example's cycle as it is in the end."""
    return repository.load(ROOT, [IDENTITY])[0].cycles["2025"]


def refused(cycle: Cycle, day: str) -> list[str]:
    """The files with changes of targets that a statement of the day cannot have."""
    with pytest.raises(FindingsError) as caught:
        require_past_changes(cycle, datetime.date.fromisoformat(day))
    assert {problem.code for problem in caught.value.problems} == {"P120"}
    return sorted(problem.place.path.removeprefix("records/cycles/2025/") for problem in caught.value.problems)


def test_what_was_changed_later_is_refused(cycle: Cycle) -> None:
    (sealed,) = {bound.path for bound in [cycle.one(people.GOALS)] if bound is not None}
    name = sealed.removeprefix("records/cycles/2025/")
    assert refused(cycle, "2025-03-10") == ["goals.yml", *[name] * 4]
    assert refused(cycle, "2025-08-03") == ["goals.yml", name]
    require_past_changes(cycle, datetime.date(2025, 8, 4))


def test_without_goals_nothing_is_refused(cycle: Cycle) -> None:
    units, persons = cycle.one(evaluation.GOALS), cycle.one(people.GOALS)
    assert units is not None and persons is not None
    acts = {path: bound for path, bound in cycle.acts.items() if bound is not units}
    bare = replace(cycle, acts=acts, people={})
    require_past_changes(bare, datetime.date(2025, 1, 1))


def test_the_goals_as_they_were_published_last(stages: Stages) -> None:
    found = {stage: goals_published(stages(stage), "2025") for stage in ("scheme", "goals", "materials")}
    assert found["scheme"] is None
    told = [
        (item.date.isoformat(), sum(len(goal.changes) for goal in item.body.goals)) for item in found.values() if item
    ]
    assert told == [("2025-03-10", 0), ("2026-01-12", 1)]
    assert goals_published(stages("goals"), "2026") is None
