"""What rests on a cycle alone is worked out once for it, and anew for every other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.intake.once import once_per_cycle
from generator.intake.repository import Cycle

calls: list[tuple[str, int]] = []


@once_per_cycle
def asked(cycle: Cycle, *, more: int = 0) -> list[str]:
    calls.append((cycle.name, more))
    if more < 0:
        raise ValueError(more)
    return [cycle.name] * (1 + more)


@once_per_cycle
def other(cycle: Cycle) -> str:
    return cycle.name


@pytest.fixture(autouse=True)
def nobody_asked() -> None:
    calls.clear()


def test_the_same_question_is_answered_once() -> None:
    cycle = Cycle("2025")
    assert asked(cycle) is asked(cycle)
    assert (asked(cycle, more=1), asked(cycle, more=1), other(cycle)) == (["2025"] * 2, ["2025"] * 2, "2025")
    assert calls == [("2025", 0), ("2025", 1)]


def test_another_cycle_is_asked_anew() -> None:
    cycle = Cycle("2025")
    asked(cycle)
    for another in (Cycle("2025"), replace(cycle), replace(cycle, name="2026")):
        assert asked(another) == [another.name]
    assert [name for name, _ in calls] == ["2025", "2025", "2025", "2026"]


def test_what_was_worked_out_does_not_tell_two_cycles_apart() -> None:
    cycle = Cycle("2025")
    asked(cycle)
    assert cycle == Cycle("2025")
    assert "worked_out" not in repr(cycle)


def test_what_failed_is_tried_again() -> None:
    cycle = Cycle("2025")
    for _ in range(2):
        with pytest.raises(ValueError, match="-1"):
            asked(cycle, more=-1)
    assert calls == [("2025", -1)] * 2
