"""Figures by name: which one is meant, and what the inputs come to with another one in its place."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest

from generator.intake.repository import Cycle
from generator.office.opinion import opinion_now
from generator.procedure.named_figures import file_of, find, put_back, unread
from tests.intake.people_edits import example

FOLDER = "records/cycles/2025/"


@cache
def cycle() -> Cycle:
    return example().cycles["2025"]


def names() -> list[str]:
    """One figure of each kind that the example has."""
    votes = next(iter(cycle().votes.values())).record
    tally = votes.tallies[0]
    ballots = f"votes/{votes.group}/{tally.unit}/{tally.indicator}"
    option = next(iter(tally.counts))
    unit = next(point.unit for point in cycle().data["duty.execution"].record.values if point.value is not None)
    return [f"data/duty.execution/{unit}", *(f"{ballots}/{name}" for name in (option, "issued", "returned", "invalid"))]


def people_names() -> list[str]:
    found = []
    records = [bound.record for bound in cycle().people.values()]
    for record in records:
        for entry in getattr(record, "values", []):
            name = f"people/data/{record.indicator}/{entry.person}"
            if entry.value is not None:
                found.append(name)
            elif entry.periods:
                found.append(f"{name}/{next(iter(entry.periods))}")
        for tally in getattr(record, "tallies", []):
            name = f"people/votes/{record.group}/{tally.person}/{tally.indicator}"
            if tally.counts:
                found += [f"{name}/{next(iter(tally.counts))}", f"{name}/issued"]
            found += [f"{name}/{reason}" for reason in tally.invalid]
    return found


def test_every_kind_of_figure_is_found_and_changed_alone() -> None:
    for name in [*names(), *people_names()[:40:7], *people_names()[-40::7]]:
        spot = find(cycle(), name)
        assert spot is not None, name
        assert spot.bound.path.removesuffix(".age") == file_of(cycle(), name)
        changed = put_back(cycle(), [(name, spot.value + 1)])
        again = find(changed, name)
        assert again is not None
        assert again.value == spot.value + 1
        assert put_back(changed, [(name, spot.value)]).people == cycle().people
        other = find(cycle(), name)
        assert other is not None
        assert other.value == spot.value


def test_every_kind_is_among_them() -> None:
    assert len(names()) == 5
    kinds = {(name.split("/")[1], name.count("/")) for name in people_names()}
    assert kinds >= {("data", 3), ("data", 4), ("votes", 5)}


@pytest.mark.parametrize(
    "name",
    ["", "data", "data/duty.execution", "data/duty.execution/nobody", "data/nothing/finance", "votes/peers/finance",
     "data/duty.execution/finance/more", "people/data/goals.attainment/p999", "people/votes/peers/p001/x/y",
     "other/duty.execution/finance", "votes/peers/finance/satisfaction.attitude/nothing", "people"],
)  # fmt: skip
def test_other_names_mean_nothing(name: str) -> None:
    assert find(cycle(), name) is None
    assert put_back(cycle(), [(name, Fraction(1))]) == cycle()
    assert not unread(cycle(), name)


def test_a_file_that_was_not_read_is_no_missing_figure() -> None:
    name = "data/duty.execution/finance"
    closed = replace(cycle(), data={})
    assert find(closed, name) is None
    assert unread(closed, name)
    without = replace(closed, present=closed.present - {FOLDER + "inputs/data/duty.execution.yml"})
    assert unread(without, name)
    assert not unread(without, "data/duty.exection/finance")
    assert file_of(closed, "people/votes/colleagues/p001/x/good") == FOLDER + "people/votes/colleagues.yml"


def test_the_cycle_with_another_figure_scores_otherwise() -> None:
    spot = find(cycle(), "data/duty.execution/finance")
    assert spot is not None
    before, after = opinion_now(cycle()), opinion_now(put_back(cycle(), [("data/duty.execution/finance", Fraction(1))]))
    assert before["units"]["finance"] != after["units"]["finance"]
    assert before["units"]["permits"] == after["units"]["permits"]
